"""What was said and tapped, against what the database and the phones hold. No I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

IN_FLIGHT = 32
"""`bot.delivery.delivery.IN_FLIGHT`: what may be sent and not yet recorded at a kill."""
SHOWN = 5
"""Examples of one kind of fault that are told."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person did: a text (or a tap, without words) that made an update."""

    update_id: int
    chat: int
    message_id: int
    text: str = ""


@dataclass(slots=True)
class Story:
    """What a resident wants to have filed, as they last saw it on the review they agreed to."""

    chat: int
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
    chat: int
    words: str
    hamlet: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the bot's on a phone."""

    chat: int
    message_id: int
    text: str
    call: int
    """The number of the call that brought it."""
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

    updates: set[str]
    said: Counter[tuple[int, int, str]]
    """(chat, message, words) of the transcript, but for taps."""
    cases: list[Case]
    replies: list[tuple[str, str]]
    recorded: set[tuple[int, int]]
    """(chat, message) of the outbox rows that are marked as sent."""
    arrivals: list[Arrival]
    withdrawn: Counter[int] = field(default_factory=Counter)
    """Chat → outbox rows that lost their purpose; one may have arrived, unrecorded, before."""
    failed: int = 0
    undelivered: int = 0
    """Outbox rows that wait still, or were given up."""


@dataclass
class Verdict:
    """What the last line says, and every bound that was broken."""

    kills: int
    updates: int
    lost: int = 0
    doubled_cases: int = 0
    doubled_messages: int = 0
    by_cuts: int = 0
    by_kills: list[int] = field(default_factory=list)
    wrong_answers: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def last_line(self) -> str:
        """As issue and README promise it."""
        return (
            f"kills {self.kills}, updates {self.updates}, lost {self.lost}, "
            f"doubled cases {self.doubled_cases}, doubled messages {self.doubled_messages}"
        )


def judge(
    heard: Heard, held: Held, *, kills: list[int], cuts: int, in_flight: int = IN_FLIGHT
) -> Verdict:
    """Compare. `kills`: for each kill -9, how many calls the service had seen when the process was
    dead; `cuts`: calls whose answer the plan cut off."""
    verdict = Verdict(len(kills), len(heard.acts))
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
    lost = {act.update_id for act in heard.acts if str(act.update_id) not in held.updates}
    wanted = Counter((act.chat, act.message_id, act.text) for act in heard.acts if act.text)
    lost |= {
        act.update_id for act in heard.acts
        if act.text and not held.said[act.chat, act.message_id, act.text]
    }  # fmt: skip
    verdict.lost = len(lost)
    _none(verdict, "lost updates", sorted(lost))
    twice = [one for one, times in held.said.items() if times > max(wanted[one], 1)]
    _none(verdict, "messages kept twice", twice)


def _cases(heard: Heard, held: Held, verdict: Verdict) -> None:
    by_words: defaultdict[str, list[Case]] = defaultdict(list)
    for case in held.cases:
        by_words[case.words].append(case)
    doubled, wrong, absent = [], [], []
    for story in heard.stories:
        found = by_words.pop(story.words, [])
        if len(found) > 1:
            doubled.append(story.words)
            verdict.doubled_cases += len(found) - 1
        if not story.agreed:
            _none(verdict, "cases that nobody agreed to", found)
            continue
        if not found:
            absent.append(story)
        wrong += [
            (story, case) for case in found[:1]
            if (case.chat, case.hamlet, case.kind, case.code)
            != (story.chat, story.hamlet, story.kind, story.code)
        ]  # fmt: skip
    _none(verdict, "doubled cases", doubled)
    _none(verdict, "stories without their case", absent)
    _none(verdict, "wrong answers in a form", wrong)
    _none(verdict, "cases with words that nobody wrote", list(by_words.values()))
    verdict.wrong_answers = len(wrong) + len(absent)


def _replies(heard: Heard, held: Held, verdict: Verdict) -> None:
    sent, kept = Counter(heard.replies), Counter(held.replies)
    _none(verdict, "officials' replies lost", list((sent - kept).elements()))
    _none(verdict, "officials' replies doubled", list((kept - sent).elements()))


def _messages(held: Held, verdict: Verdict, kills: list[int], cuts: int, in_flight: int) -> None:
    on_phones = {(one.chat, one.message_id) for one in held.arrivals}
    _none(verdict, "sent, but on no phone", sorted(held.recorded - on_phones))
    kept = {
        (one.chat, one.text) for one in held.arrivals
        if (one.chat, one.message_id) in held.recorded
    }  # fmt: skip
    unrecorded = [one for one in held.arrivals if (one.chat, one.message_id) not in held.recorded]
    single = [one for one in unrecorded if (one.chat, one.text) not in kept]
    arrived = Counter(one.chat for one in single)
    _none(
        verdict, "messages that the outbox does not know",
        [one for one in single if arrived[one.chat] > held.withdrawn[one.chat]],
    )  # fmt: skip
    verdict.doubled_messages = len(unrecorded) - len(single)
    verdict.by_cuts = sum(one.cut for one in unrecorded)
    if verdict.by_cuts > cuts:
        verdict.broken.append(f"{verdict.by_cuts} doubles by {cuts} cut answers")
    of_kill: list[Counter[int]] = [Counter() for _ in kills]
    for one in unrecorded:
        if one.cut:
            continue
        number = next((at for at, seen in enumerate(kills) if one.call <= seen), None)
        if number is None:
            verdict.broken.append(f"doubled without a kill or a cut: {one}")
        else:
            of_kill[number][one.chat] += 1
    verdict.by_kills = [counted.total() for counted in of_kill]
    for number, counted in enumerate(of_kill, 1):
        if counted.total() > in_flight:
            verdict.broken.append(f"kill {number} doubled {counted.total()} messages")
        many = {chat: times for chat, times in counted.items() if times > 1}
        if many:
            verdict.broken.append(f"kill {number} doubled more than one in a chat: {many}")


def _none(verdict: Verdict, what: str, found: list[object] | list[Case] | object) -> None:
    if isinstance(found, list) and found:
        verdict.broken.append(f"{len(found)} {what}: {found[:SHOWN]}")
