"""Correct or take back words that were sent: the resident sees it, the history stores it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from actions.cases.answer import ANSWERED, after_answer
from actions.cases.messages import notices
from actions.cases.messages.receipts import CORRECTABLE, RETRACTABLE
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import NotAnAnswer, NotPossible, NotStanding, NotTheWriter
from domain.cases.acts import Act
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.messages.message_parts import length
from domain.people.roles import Role
from locales import _, translate
from storage.cases import events, worklist
from storage.messages import sent_messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from actions.cases.record import Recorded
    from actions.desk import Desk
    from actions.files import NewFile
    from storage.cases.events import Event
    from storage.cases.submissions import Submission
    from storage.messages.sent_messages import SentMessage
    from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class InPlace:
    """The resident's message was edited: `row_id` in the outbox, new words from `at` (UTC) on."""

    row_id: int | None
    at: datetime


def check(desk: Desk, act: Act, case: Submission, event: Event, *, seen: int | None) -> None:
    """Raise unless the acting official may change the words of this event.

    Raises `NotYours`, `Stale`, `NotPossible`, `NotStanding`, `NotTheWriter`.
    """
    permit(desk, act, case, seen=seen)
    if event.submission_id != case.id or event.act not in RETRACTABLE:
        raise NotPossible
    if event.withdrawn_at is not None:
        raise NotStanding
    if event.official_id != desk.official.id and desk.official.role != Role.HEAD:
        raise NotTheWriter


def check_correction(
    desk: Desk, case: Submission, event: Event, *, seen: int | None = None
) -> None:
    """Raise unless these words can be corrected: as `check`, and `NotAnAnswer`."""
    check(desk, Act.CORRECT, case, event, seen=seen)
    if event.act not in CORRECTABLE:
        raise NotAnAnswer


def correct(
    desk: Desk,
    case: Submission,
    event: Event,
    words: str,
    files: Sequence[NewFile] = (),
    *,
    seen: int | None,
) -> Recorded:
    """Replace the words of an answer that was sent.

    The resident's message is edited. A text of several messages, or one with new files, is deleted
    and sent again. Raises `NotYours`, `Stale`, `NotStanding`, `NotTheWriter`, `NotAnAnswer`.
    """
    check_correction(desk, case, event, seen=seen)
    events.mark(desk.tx, event.id, withdrawn_at=desk.now)
    happening = Happening(words=words, files=files, replaces=event.id)
    in_place = _change_in_place(desk, case, event, happening)
    if in_place is None:
        happening = replace(happening, notice=ANSWERED)
        return record(desk, case, Act.CORRECT, happening)
    happening = replace(happening, outbox_id=in_place.row_id)
    return replace(record(desk, case, Act.CORRECT, happening), notice_at=in_place.at)


def _change_in_place(
    desk: Desk, case: Submission, event: Event, happening: Happening
) -> InPlace | None:
    """Edit the resident's message; None when it was deleted and must be sent again."""
    resident = notices.resident_of(desk, case)
    if resident is None:
        return None
    messages = _messages(desk, case, event)
    if notices.is_discreet(case, resident):
        if event.read_at is None and messages:
            # Their discreet notice is not opened yet: when they open it, they see the new words.
            return InPlace(event.outbox_id, max(desk.now, messages[0].not_before))
        return None
    html = _corrected(desk, case, resident, happening.words)
    limit = desk.commune.channels[resident.channel].text_limit
    one = messages[0] if len(messages) == 1 and messages[0].state == "sent" else None
    if one and length(html) <= limit and not happening.files:
        choices = desk.translated(after_answer(case), resident.language)
        row_id = sent_messages.edit(
            desk.tx,
            one,
            html,
            choices,
            now=desk.now,
            submission_id=case.id,
            how=desk.how(choices, resident.language),
        )
        return InPlace(row_id, desk.now)
    for message in messages:
        sent_messages.delete(desk.tx, message, now=desk.now)
    return None


def _messages(desk: Desk, case: Submission, event: Event) -> list[SentMessage]:
    """The resident's messages of an event, also when earlier corrections edited them."""
    topic = notices.topic(case.id, event.version)
    found = sent_messages.of_case(desk.tx, case.id, topic)
    while not found and event.replaces is not None:
        earlier = events.by_id(desk.tx, event.replaces)
        if earlier is None:
            break
        event = earlier
        topic = notices.topic(case.id, event.version)
        found = sent_messages.of_case(desk.tx, case.id, topic)
    return found


def _corrected(desk: Desk, case: Submission, resident: Person, words: str) -> str:
    return translate(
        _("<b>Corrected answer to {code}</b> from {organisation}:\n\n{body}"),
        resident.language,
        code=format_code(case.code),
        organisation=desk.organisation.name,
        body=notices.worded(words, resident),
    )


def take_back(desk: Desk, case: Submission, event: Event) -> Recorded:
    """Mark the resident's message as taken back, and restore the case as it was before it.

    Raises `NotYours`, `NotStanding`, `NotTheWriter`.
    """
    check(desk, Act.TAKE_BACK, case, event, seen=None)
    events.mark(desk.tx, event.id, withdrawn_at=desk.now)
    _retract(desk, case, event)
    to, changes = _as_before(desk, case, event)
    return record(desk, case, Act.TAKE_BACK, Happening(public=False), to=to, **changes)


def _retract(desk: Desk, case: Submission, event: Event) -> None:
    resident = notices.resident_of(desk, case)
    if resident is None:
        return
    html = translate(
        _("The official took back a message about {code}. A new one follows."),
        resident.language,
        code=format_code(case.code),
    )
    discreet = notices.is_discreet(case, resident)
    told = False
    for message in _messages(desk, case, event):
        if message.state != "sent" or message.is_file:
            sent_messages.delete(desk.tx, message, now=desk.now)
        elif not discreet and not told:
            told = True
            sent_messages.edit(desk.tx, message, html, (), now=desk.now, submission_id=case.id)
        elif not discreet:
            sent_messages.delete(desk.tx, message, now=desk.now)


def _as_before(
    desk: Desk, case: Submission, event: Event
) -> tuple[CaseState | None, dict[str, Any]]:
    """The state and the columns of the case before an answer that is taken back."""
    if event.act == Act.ASK:
        return _without_question(desk, case)
    if event.act not in CORRECTABLE or case.state != CaseState.ANSWERED:
        return None, {}
    if worklist.last_reply(desk.tx, case.id):
        return None, {}
    state = CaseState(_first_version(desk, event).from_state)
    if state is CaseState.ANSWERED:
        state = CaseState.IN_PROGRESS
    changes: dict[str, Any] = {"answered_at": None}
    if state is CaseState.NEEDS_INFO:
        # The answer ended the wait for the resident: it goes on.
        changes["asked_at"] = _question_at(events.of_case(desk.tx, case.id))
    return state, changes


def _without_question(desk: Desk, case: Submission) -> tuple[CaseState | None, dict[str, Any]]:
    """The same for a question: an earlier one that was not taken back is waited for again."""
    if case.asked_at is None:
        return None, {}
    story = events.of_case(desk.tx, case.id)
    asked_at = _question_at(story)
    if asked_at is not None or case.state != CaseState.NEEDS_INFO:
        return None, {"asked_at": asked_at}
    before = next(one for one in reversed(story) if one.from_state != CaseState.NEEDS_INFO)
    return CaseState(before.from_state), {"asked_at": None}


def _question_at(story: Sequence[Event]) -> datetime | None:
    """When the newest question was asked that was not taken back (UTC)."""
    asked = [one.at for one in story if one.act == Act.ASK and one.withdrawn_at is None]
    return asked[-1] if asked else None


def _first_version(desk: Desk, event: Event) -> Event:
    """The first version of an answer that was corrected."""
    while event.replaces is not None:
        earlier = events.by_id(desk.tx, event.replaces)
        if earlier is None:
            break
        event = earlier
    return event
