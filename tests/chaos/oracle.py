"""What was said and tapped, against what the database and the phones hold. No I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

IN_FLIGHT = 32
"""`bot.delivery.delivery.IN_FLIGHT`: what may be sent and not yet recorded at a kill, on each
channel: every channel has a delivery of its own."""
SHOWN = 5
"""Examples of one kind of fault that are told."""

Chat = tuple[str, str]
"""The channel's name, and what the chat is called there."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person did: a text (or a tap, without words) that made an update."""

    chat: Chat
    number: int
    """By which the sandbox has it come once more."""
    key: str
    """By which the bot knows an update that it has seen."""
    message: str
    text: str = ""


@dataclass(slots=True)
class Story:
    """What a resident wants to have filed, as they last saw it on the review they agreed to."""

    chat: Chat
    words: str
    hamlet: str = ""
    kind: str = "reflection"
    agreed: bool = False
    code: str = ""
    """What the receipt said; empty until it came."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the database holds it."""

    code: str
    chat: Chat
    words: str
    hamlet: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the bot's on a phone."""

    chat: Chat
    message: str
    text: str
    call: int
    """The number of the call that brought it, among the channel's."""
    cut: bool = False
    """The fault plan cut off that call's answer."""


@dataclass
class Heard:
    """What people did."""

    acts: list[Act] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    replies: list[tuple[str, str]] = field(default_factory=list)
    """(code, words) of each reply that an official sent."""
    unanswered: list[str] = field(default_factory=list)
    """What somebody waited for in vain."""


@dataclass
class Held:
    """What is there in the end."""

    updates: set[tuple[str, str]]
    """(channel, key)."""
    said: Counter[tuple[Chat, str, str]]
    """(chat, message, words) of the transcript, but for taps."""
    cases: list[Case]
    replies: list[tuple[str, str]]
    recorded: set[tuple[Chat, str]]
    """(chat, message) of the outbox rows that are marked as sent."""
    arrivals: list[Arrival]
    withdrawn: Counter[Chat] = field(default_factory=Counter)
    """Chat → outbox rows that lost their purpose; one may have arrived, unrecorded, before, and once
    more for each kill."""
    failed: int = 0
    undelivered: int = 0
    """Outbox rows that wait still, or were given up."""


@dataclass
class Figures:
    """What happened on one channel."""

    updates: int = 0
    lost: int = 0
    doubled_cases: int = 0
    doubled_messages: int = 0
    by_cuts: int = 0
    by_kills: list[int] = field(default_factory=list)
    wrong_answers: int = 0


@dataclass
class Verdict:
    """What the last line says, what happened on each channel, and every bound that was broken."""

    kills: int
    each: dict[str, Figures]
    broken: list[str] = field(default_factory=list)

    @property
    def last_line(self) -> str:
        """As issue and README promise it."""
        return f"kills {self.kills}, {told(self.each.values())}"


def told(each: Iterable[Figures]) -> str:
    """What is counted, of all of them together."""
    all_of_them = list(each)
    return (
        f"updates {sum(one.updates for one in all_of_them)}, "
        f"lost {sum(one.lost for one in all_of_them)}, "
        f"doubled cases {sum(one.doubled_cases for one in all_of_them)}, "
        f"doubled messages {sum(one.doubled_messages for one in all_of_them)}"
    )


def judge(
    heard: Heard,
    held: Held,
    *,
    kills: Sequence[Mapping[str, int]],
    cuts: Mapping[str, int],
    in_flight: int = IN_FLIGHT,
) -> Verdict:
    """Compare. `kills`: for each kill -9, how many calls each channel's service had seen when the
    process was dead; `cuts`: calls whose answer the plan cut off, of each channel."""
    verdict = Verdict(len(kills), {channel: Figures() for channel in cuts})
    _updates(heard, held, verdict)
    _cases(heard, held, verdict)
    _replies(heard, held, verdict)
    _messages(held, verdict, kills, cuts, in_flight)
    _none(verdict, "waited for in vain", heard.unanswered)
    if held.failed:
        verdict.broken.append(f"{held.failed} updates failed")
    if held.undelivered:
        verdict.broken.append(f"{held.undelivered} messages were not delivered")
    return verdict


def _updates(heard: Heard, held: Held, verdict: Verdict) -> None:
    lost = set()
    for act in heard.acts:
        channel = act.chat[0]
        verdict.each[channel].updates += 1
        kept = held.said[act.chat, act.message, act.text] if act.text else 1
        if not kept or (channel, act.key) not in held.updates:
            lost.add((channel, act.key))
    for channel, _key in lost:
        verdict.each[channel].lost += 1
    _none(verdict, "lost updates", sorted(lost))
    wanted = Counter((act.chat, act.message, act.text) for act in heard.acts if act.text)
    twice = [one for one, times in held.said.items() if times > max(wanted[one], 1)]
    _none(verdict, "messages kept twice", twice)


def _cases(heard: Heard, held: Held, verdict: Verdict) -> None:
    by_words: defaultdict[str, list[Case]] = defaultdict(list)
    for case in held.cases:
        by_words[case.words].append(case)
    doubled, wrong, absent = [], [], []
    for story in heard.stories:
        figures = verdict.each[story.chat[0]]
        found = by_words.pop(story.words, [])
        if len(found) > 1:
            doubled.append(story.words)
            figures.doubled_cases += len(found) - 1
        if not story.agreed:
            _none(verdict, "cases that nobody agreed to", found)
            continue
        if not found:
            absent.append(story)
        amiss = [
            (story, case) for case in found[:1]
            if (case.chat, case.hamlet, case.kind, case.code)
            != (story.chat, story.hamlet, story.kind, story.code)
        ]  # fmt: skip
        wrong += amiss
        figures.wrong_answers += len(amiss) or not found
    _none(verdict, "doubled cases", doubled)
    _none(verdict, "stories without their case", absent)
    _none(verdict, "wrong answers in a form", wrong)
    _none(verdict, "cases with words that nobody wrote", list(by_words.values()))


def _replies(heard: Heard, held: Held, verdict: Verdict) -> None:
    sent, kept = Counter(heard.replies), Counter(held.replies)
    _none(verdict, "officials' replies lost", list((sent - kept).elements()))
    _none(verdict, "officials' replies doubled", list((kept - sent).elements()))


def _messages(
    held: Held,
    verdict: Verdict,
    kills: Sequence[Mapping[str, int]],
    cuts: Mapping[str, int],
    in_flight: int,
) -> None:
    on_phones = {(one.chat, one.message) for one in held.arrivals}
    _none(verdict, "sent, but on no phone", sorted(held.recorded - on_phones))
    kept = {
        (one.chat, one.text) for one in held.arrivals if (one.chat, one.message) in held.recorded
    }
    unrecorded = [one for one in held.arrivals if (one.chat, one.message) not in held.recorded]
    single = [one for one in unrecorded if (one.chat, one.text) not in kept]
    texts = {(one.chat, one.text) for one in single}
    arrived = Counter(chat for chat, _text in texts)
    _none(
        verdict, "messages that the outbox does not know",
        [one for one in single if arrived[one.chat] > held.withdrawn[one.chat]],
    )  # fmt: skip
    for channel, figures in verdict.each.items():
        mine = [one for one in unrecorded if one.chat[0] == channel]
        figures.doubled_messages = len(mine) - sum(chat[0] == channel for chat, _text in texts)
        figures.by_cuts = sum(one.cut for one in mine)
        if figures.by_cuts > cuts[channel]:
            verdict.broken.append(
                f"{channel}: {figures.by_cuts} doubles by {cuts[channel]} cut answers"
            )
        seen = [calls[channel] for calls in kills]
        _by_kills(channel, [one for one in mine if not one.cut], seen, verdict, in_flight)


def _by_kills(
    channel: str, doubles: list[Arrival], kills: list[int], verdict: Verdict, in_flight: int
) -> None:
    """Each belongs to the first kill after its call."""
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


def _none(verdict: Verdict, what: str, found: list[object] | list[Case] | object) -> None:
    if isinstance(found, list) and found:
        verdict.broken.append(f"{len(found)} {what}: {found[:SHOWN]}")
