"""Words that went out are corrected or taken back: visibly, and kept in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards, notices, texts
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.messages.message_parts import length
from domain.people.roles import HANDLES_CASES, Role
from handlers.chat.router import Subject
from handlers.forms import Answers, Files, Form, Review, Text
from handlers.office.cases import answer, casework, receipts
from handlers.resident import filing
from locales import _, translate
from storage.cases import files, submissions, worklist
from storage.messages import sent_messages

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.chat.turn import Turn
    from storage.cases.submissions import Event, Submission
    from storage.people.people import Person

EVENT = "event"


def correct(turn: Turn, argument: str) -> None:
    """Ask for the words that take the place of those that were sent."""
    found = _own(turn, argument)
    if found is not None:
        case, event = found
        if event.act != "reply":
            turn.say(_("Only an answer can be corrected. Take it back, then ask anew."))
            return
        casework.begin(turn, form, case, {EVENT: event.id})


def _own(turn: Turn, argument: str) -> tuple[Submission, Event] | None:
    """The event and its case, when it stands and this official (or the head) may change it."""
    event = submissions.event(turn.tx, int(argument)) if argument.isdigit() else None
    case = submissions.by_id(turn.tx, event.submission_id) if event else None
    official = turn.official
    if event is None or case is None or official is None or not casework.sees(turn, case):
        turn.say(_("That is not yours to change."))
        return None
    if event.withdrawn_at is not None:
        turn.say(_("That was corrected or taken back already."))
        return None
    if event.official_id != official.id and official.role != Role.HEAD:
        turn.say(_("Only who wrote it, or the head, can change it."))
        return None
    return case, event


def _review(turn: Turn, answers: Answers) -> str:
    case = submissions.by_code(turn.tx, answers[casework.CODE])
    if case is None:
        raise LookupError("the case of a correction is gone")
    lines = [
        turn.text(
            _("<b>{code}</b>: this takes the place of what you sent."),
            code=format_code(case.code),
        ),
        notices.warning(turn, case, answers.get("words") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


words_step = Text("words", _("Write it as it should read."), label=_("Answer"))
files_step = Files("files", _("Send the files, then choose “That is all”."), label=_("Files"),
                   optional=True, on_request=True)  # fmt: skip
review = Review("send", _review, send=_("Send the correction"), shown=(words_step, files_step))


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.settle(turn, form, answers)
    found = _own(turn, str(answers[EVENT])) if case is not None else None
    if case is None or found is None:
        return
    old = found[1]
    words = answers.get("words") or ""
    submissions.set_event(turn.tx, old.id, withdrawn_at=turn.now)
    event_id = submissions.add_event(
        turn.tx, case.id, act=old.act, at=turn.now,
        official_id=turn.official.id if turn.official else None, person_id=case.person_id,
        from_state=old.from_state, to_state=old.to_state, body=words, replaces=old.id,
    )  # fmt: skip
    filing.keep_files(turn, answers.get("files") or [], case, event_id)
    turn.record("corrected", f"submission:{case.id}", before={"words": old.body},
                after={"words": words})  # fmt: skip
    receipts.give(turn, case, event_id, _show(turn, case, old, event_id, words))


def _show(turn: Turn, case: Submission, old: Event, event_id: int, words: str) -> datetime | None:
    """The resident's message reads the new words; a long one, or one with other files, is taken
    away and sent anew. Returns when."""
    resident = notices.resident_of(turn, case)
    if resident is None:
        return None
    messages = _messages(turn, case, old)
    if notices.is_discreet(case, resident):
        if old.read_at is None and messages:
            # They were told that there is news and have not looked: what they will see is new.
            submissions.set_event(turn.tx, event_id, outbox_id=old.outbox_id)
            return max(turn.now, messages[0].not_before)
        return answer.push(turn, case, event_id, words)
    html = _corrected(turn, case, resident, words)
    limit = turn.commune.channels[resident.channel].text_limit
    one = messages[0] if len(messages) == 1 and messages[0].state == "sent" else None
    if one and length(html) <= limit and not _has_files(turn, case, event_id):
        choices = turn.translated(answer.after_answer(case), resident.language)
        row = sent_messages.edit(
            turn.tx, one, html, choices, now=turn.now, submission_id=case.id,
            how=turn.how(choices, resident.language),
        )  # fmt: skip
        submissions.set_event(turn.tx, event_id, outbox_id=row)
        return turn.now
    for message in messages:
        sent_messages.delete(turn.tx, message, now=turn.now)
    return answer.push(turn, case, event_id, words)


def _messages(turn: Turn, case: Submission, event: Event) -> list[sent_messages.Said]:
    """What the resident has in hand of an event, also when it was corrected in place before."""
    found = sent_messages.of_case(turn.tx, case.id, notices.topic(event.id))
    while not found and event.replaces is not None:
        earlier = submissions.event(turn.tx, event.replaces)
        if earlier is None:
            break
        event = earlier
        found = sent_messages.of_case(turn.tx, case.id, notices.topic(event.id))
    return found


def _has_files(turn: Turn, case: Submission, event_id: int) -> bool:
    return any(file.event_id == event_id for file in files.of_submission(turn.tx, case.id))


def _corrected(turn: Turn, case: Submission, resident: Person, words: str) -> str:
    return translate(
        _("<b>Corrected answer to {code}</b> from {organisation}:\n\n{body}"),
        resident.language,
        code=format_code(case.code),
        organisation=turn.organisation.name,
        body=notices.worded(words, resident),
    )


def take_back(turn: Turn, argument: str) -> None:
    """Ask once, then let the resident's message say that it was taken back."""
    number, _colon, sure = argument.partition(":")
    found = _own(turn, number)
    if found is None:
        return
    case, event = found
    if sure != "yes":
        turn.say(
            _("Take back what was sent for {code}? The resident sees that it was taken back."),
            code=format_code(case.code),
            choices=[[Button(_("Yes, take it back"), f"takeback:{event.id}:yes")]],
        )  # fmt: skip
        return
    submissions.set_event(turn.tx, event.id, withdrawn_at=turn.now)
    _unsay(turn, case, event)
    after = _as_before(turn, case, event)
    turn.record("taken back", f"submission:{case.id}",
                before={"state": case.state, "words": event.body},
                after={"state": after.state})  # fmt: skip
    cards.refresh(turn, after)
    turn.say(
        _("Taken back. {code} is “{state}” again."), state=texts.STATES[after.state], code=format_code(case.code),
        choices=cards.buttons(after, turn.official.id if turn.official else None),
        submission_id=case.id,
    )  # fmt: skip


def _unsay(turn: Turn, case: Submission, event: Event) -> None:
    resident = notices.resident_of(turn, case)
    if resident is None:
        return
    html = translate(
        _("The official took back a message about {code}. A new one follows."),
        resident.language,
        code=format_code(case.code),
    )
    discreet = notices.is_discreet(case, resident)
    told = False
    for message in _messages(turn, case, event):
        if message.state != "sent" or message.is_file:
            sent_messages.delete(turn.tx, message, now=turn.now)
        elif not discreet and not told:
            told = True
            sent_messages.edit(turn.tx, message, html, (), now=turn.now, submission_id=case.id)
        elif not discreet:
            sent_messages.delete(turn.tx, message, now=turn.now)


def _as_before(turn: Turn, case: Submission, event: Event) -> Submission:
    """An answer that was taken back answers nothing: the case is as it was before."""
    if event.act == "question" and case.asked_at is not None:
        back = event.from_state if case.state == CaseState.NEEDS_INFO else case.state
        return submissions.change(turn.tx, case, asked_at=None, state=back)
    if event.act != "reply" or case.state != CaseState.ANSWERED:
        return case
    if worklist.last_reply(turn.tx, case.id):
        return case
    state = event.from_state
    if state == CaseState.ANSWERED:
        state = CaseState.IN_PROGRESS
    return submissions.change(turn.tx, case, state=state, answered_at=None)


form = Form(
    "correction",
    steps=(words_step, files_step, review),
    done=_done,
    words="words",
    files="files",
    official_only=True,
)

subject = Subject(
    "corrections",
    actions={"correct": (correct, HANDLES_CASES), "takeback": (take_back, HANDLES_CASES)},
    forms=(form,),
)
