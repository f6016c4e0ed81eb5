"""Compares the texts and taps of people with the database and the phones. It does no I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

IN_FLIGHT = 32
"""The most messages of a channel that are sent and not recorded at a kill.

It equals `bot.delivery.delivery.IN_FLIGHT`. Each channel has its own delivery.
"""
SHOWN = 5
"""The most examples of one kind of fault that are printed."""

Chat = tuple[str, str]
"""The channel's name, and the chat's id there."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person that made an update: a text, or a tap without text."""

    chat: Chat
    number: int
    """The sandbox's number of the update, to send it again."""
    key: str
    """The bot's key of the update, to detect duplicates."""
    message: str
    text: str = ""


@dataclass(slots=True)
class Story:
    """The case that a resident wants to file, as the review showed it when they agreed."""

    chat: Chat
    words: str
    hamlet: str = ""
    kind: str = "reflection"
    agreed: bool = False
    code: str = ""
    """The code of the receipt; empty until it is received."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case in the database."""

    code: str
    chat: Chat
    words: str
    hamlet: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the bot on a phone."""

    chat: Chat
    message: str
    text: str
    call: int
    """The number of the channel's call that sent it."""
    cut: bool = False
    """The plan cut the answer of that call."""


@dataclass
class Expected:
    """The acts of people, from which the result follows."""

    acts: list[Act] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    leavers: set[Chat] = field(default_factory=set)
    """Chats in which a draft was left: its words are erased, as was said."""
    replies: list[tuple[str, str]] = field(default_factory=list)
    """(code, words) of each reply of an official."""
    unanswered: list[str] = field(default_factory=list)
    """The messages for which somebody waited in vain."""


@dataclass
class Actual:
    """The final state of the database and the phones."""

    updates: set[tuple[str, str]]
    """(channel, key)."""
    transcript: Counter[tuple[Chat, str, str]]
    """(chat, message, words) of the transcript, without taps."""
    cases: list[Case]
    replies: list[tuple[str, str]]
    recorded: set[tuple[Chat, str]]
    """(chat, message) of the outbox rows with a sent mark."""
    arrivals: list[Arrival]
    withdrawn: Counter[Chat] = field(default_factory=Counter)
    """Chat → number of withdrawn outbox rows.

    Each may have arrived without a record before it was withdrawn, and once more for each kill.
    """
    failed: int = 0
    undelivered: int = 0
    """Outbox rows that still wait or were given up."""


@dataclass
class Figures:
    """The figures of one channel."""

    updates: int = 0
    lost: int = 0
    doubled_cases: int = 0
    doubled_messages: int = 0
    by_cuts: int = 0
    by_kills: list[int] = field(default_factory=list)
    wrong_answers: int = 0


@dataclass
class Verdict:
    """The result: the number of kills, the figures of each channel, and the broken bounds."""

    kills: int
    each: dict[str, Figures]
    broken: list[str] = field(default_factory=list)

    @property
    def last_line(self) -> str:
        """The last line of the output, in the documented format."""
        return f"kills {self.kills}, {summary(self.each.values())}"


def summary(each: Iterable[Figures]) -> str:
    """Return the total figures of the given channels."""
    all_of_them = list(each)
    return (
        f"updates {sum(one.updates for one in all_of_them)}, "
        f"lost {sum(one.lost for one in all_of_them)}, "
        f"doubled cases {sum(one.doubled_cases for one in all_of_them)}, "
        f"doubled messages {sum(one.doubled_messages for one in all_of_them)}"
    )


def judge(
    expected: Expected,
    actual: Actual,
    *,
    kills: Sequence[Mapping[str, int]],
    cuts: Mapping[str, int],
    in_flight: int = IN_FLIGHT,
) -> Verdict:
    """Compare the expected with the actual state.

    `kills`: for each kill -9, the number of calls that each channel's service had received by then.
    `cuts`: the number of calls of each channel whose answer the plan cut.
    """
    verdict = Verdict(len(kills), {channel: Figures() for channel in cuts})
    _updates(expected, actual, verdict)
    _cases(expected, actual, verdict)
    _replies(expected, actual, verdict)
    _messages(actual, verdict, kills, cuts, in_flight)
    _expect_none(verdict, "waited for in vain", expected.unanswered)
    if actual.failed:
        verdict.broken.append(f"{actual.failed} updates failed")
    if actual.undelivered:
        verdict.broken.append(f"{actual.undelivered} messages were not delivered")
    return verdict


def _updates(expected: Expected, actual: Actual, verdict: Verdict) -> None:
    lost = set()
    for act in expected.acts:
        channel = act.chat[0]
        verdict.each[channel].updates += 1
        stored = actual.transcript[act.chat, act.message, act.text] if act.text else 1
        # A question that a kill doubled may be answered late: then a later leaving takes more words.
        may_be_gone = act.chat in expected.leavers
        if not (stored or may_be_gone) or (channel, act.key) not in actual.updates:
            lost.add((channel, act.key))
    for channel, _key in lost:
        verdict.each[channel].lost += 1
    _expect_none(verdict, "lost updates", sorted(lost))
    wanted = Counter((act.chat, act.message, act.text) for act in expected.acts if act.text)
    twice = [one for one, times in actual.transcript.items() if times > max(wanted[one], 1)]
    _expect_none(verdict, "messages stored twice", twice)


def _cases(expected: Expected, actual: Actual, verdict: Verdict) -> None:
    by_words: defaultdict[str, list[Case]] = defaultdict(list)
    for case in actual.cases:
        by_words[case.words].append(case)
    doubled, wrong, absent = [], [], []
    for story in expected.stories:
        figures = verdict.each[story.chat[0]]
        found = by_words.pop(story.words, [])
        if len(found) > 1:
            doubled.append(story.words)
            figures.doubled_cases += len(found) - 1
        if not story.agreed:
            _expect_none(verdict, "cases that nobody agreed to", found)
            continue
        if not found:
            absent.append(story)
        amiss = [
            (story, case)
            for case in found[:1]
            if (case.chat, case.hamlet, case.kind, case.code)
            != (story.chat, story.hamlet, story.kind, story.code)
        ]
        wrong += amiss
        figures.wrong_answers += len(amiss) or not found
    _expect_none(verdict, "doubled cases", doubled)
    _expect_none(verdict, "stories without their case", absent)
    _expect_none(verdict, "wrong answers in a form", wrong)
    _expect_none(verdict, "cases with words that nobody wrote", list(by_words.values()))


def _replies(expected: Expected, actual: Actual, verdict: Verdict) -> None:
    sent, stored = Counter(expected.replies), Counter(actual.replies)
    _expect_none(verdict, "officials' replies lost", list((sent - stored).elements()))
    _expect_none(verdict, "officials' replies doubled", list((stored - sent).elements()))


def _messages(
    actual: Actual,
    verdict: Verdict,
    kills: Sequence[Mapping[str, int]],
    cuts: Mapping[str, int],
    in_flight: int,
) -> None:
    on_phones = {(one.chat, one.message) for one in actual.arrivals}
    _expect_none(verdict, "sent, but on no phone", sorted(actual.recorded - on_phones))
    stored = {
        (one.chat, one.text)
        for one in actual.arrivals
        if (one.chat, one.message) in actual.recorded
    }
    unrecorded = [one for one in actual.arrivals if (one.chat, one.message) not in actual.recorded]
    single = [one for one in unrecorded if (one.chat, one.text) not in stored]
    texts = {(one.chat, one.text) for one in single}
    arrived = Counter(chat for chat, _text in texts)
    _expect_none(
        verdict,
        "messages that the outbox does not know",
        [one for one in single if arrived[one.chat] > actual.withdrawn[one.chat]],
    )
    for channel, figures in verdict.each.items():
        mine = [one for one in unrecorded if one.chat[0] == channel]
        originals = [chat for chat, _text in texts if chat[0] == channel]
        figures.doubled_messages = len(mine) - len(originals)
        figures.by_cuts = len([one for one in mine if one.cut])
        if figures.by_cuts > cuts[channel]:
            verdict.broken.append(
                f"{channel}: {figures.by_cuts} doubles by {cuts[channel]} cut answers"
            )
        seen = [calls[channel] for calls in kills]
        _by_kills(channel, [one for one in mine if not one.cut], seen, verdict, in_flight)


def _by_kills(
    channel: str, doubles: list[Arrival], kills: list[int], verdict: Verdict, in_flight: int
) -> None:
    """Assign each double to the first kill after its call, and check the bounds."""
    of_kill: list[Counter[Chat]] = [Counter() for _ in kills]
    for one in doubles:
        number = next((at for at, seen in enumerate(kills) if one.call <= seen), None)
        if number is None:
            verdict.broken.append(f"doubled without a kill or a cut: {one}")
        else:
            of_kill[number][one.chat] += 1
    verdict.each[channel].by_kills = [counted.total() for counted in of_kill]
    for number, counted in enumerate(of_kill, 1):
        if counted.total() > in_flight:
            verdict.broken.append(f"{channel}: kill {number} doubled {counted.total()} messages")
        many = {chat: times for chat, times in counted.items() if times > 1}
        if many:
            verdict.broken.append(f"kill {number} doubled more than one in a chat: {many}")


def _expect_none(verdict: Verdict, what: str, found: list[object] | list[Case] | object) -> None:
    if isinstance(found, list) and found:
        verdict.broken.append(f"{len(found)} {what}: {found[:SHOWN]}")
