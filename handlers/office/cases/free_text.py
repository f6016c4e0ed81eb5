"""An official's words outside a form: the bot asks for their purpose and never guesses it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.case_taps import CaseTap
from actions.reports import case_lists
from actions.taps import Tap
from domain.cases import tracking_code
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.messages.message import Kind
from domain.people.permissions import roles_for
from domain.people.roles import STAFF
from handlers.chat.router import Subject
from handlers.chat.taps import on
from handlers.chat.turn import A_MOMENT
from handlers.forms.attachments import pack_file
from handlers.office.cases import answer, case_file, casework, note
from handlers.resident import report
from locales import _
from storage.cases import submissions
from storage.updates.drafts import FreeText

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

OFFERED = 3
"""Assigned cases that are offered as buttons."""


class UseAsAnswer(CaseTap, name="said:reply"):
    """Use the words as an answer to the case."""


class UseAsNote(CaseTap, name="said:note"):
    """Use the words as a note on the case."""


class UseAsReport(Tap, name="said:report"):
    """Use the words as a report of the official's own."""


class Drop(Tap, name="said:drop"):
    """Drop the words."""


def hears(turn: Turn) -> bool:
    """Ask for the purpose of an official's words, photos or voice note outside a form."""
    incoming = turn.incoming
    if turn.official is None or incoming.kind not in (Kind.TEXT, Kind.FILE):
        return False
    draft = turn.conversation.draft
    if draft.adding_to is not None:
        return False
    handles = turn.role in HANDLERS
    if handles and incoming.files and _is_captioned_answer(turn):
        return True
    if handles and tracking_code.parse(incoming.text):
        case_file.view(turn, incoming.text)
        return True
    text = draft.free_text = draft.free_text or FreeText()
    text.words = f"{text.words}\n{incoming.text}".strip()
    text.files += [pack_file(file, incoming.message) for file in incoming.files]
    rows = []
    for case in _candidates(turn, text.words) if handles else []:
        code = format_code(case.code)
        rows.append(
            [
                Button(turn.text(_("Answer {code}"), code=code), UseAsAnswer(case.code)),
                Button(turn.text(_("Note on {code}"), code=code), UseAsNote(case.code)),
            ]
        )
    rows.append([Button(_("Send it as a resident"), UseAsReport())])
    rows.append([Button(_("Nothing, drop it"), Drop())])
    turn.say(
        _("What shall I do with that? Nobody has got it. To answer a case, reply to its message."),
        choices=rows,
        after=A_MOMENT,
        topic="said",
    )
    return True


def _is_captioned_answer(turn: Turn) -> bool:
    """Answer a case with a photo or file whose caption is `/traloi CODE words`."""
    command, _space, argument = turn.incoming.text.partition(" ")
    if command.lower() not in ("/traloi", "/reply") or not argument.strip():
        return False
    case, words = casework.named(turn, argument, "")
    if case is not None:
        answer.begin(turn, case, answer.packed(turn, words))
    return True


def _candidates(turn: Turn, words: str) -> list[Submission]:
    """The case that the words name, else the official's assigned cases."""
    code = tracking_code.find_in(words)
    case = submissions.by_code(turn.tx, code) if code else None
    if case is not None and casework.sees(turn, case):
        return [case]
    return case_lists.in_hand(turn.desk, OFFERED)


def _taken(turn: Turn) -> FreeText:
    """Remove the words and files from the draft, and return them."""
    draft = turn.conversation.draft
    text, draft.free_text = draft.free_text or FreeText(), None
    return text


def use_as_answer(turn: Turn, tap: UseAsAnswer) -> None:
    """Open the form of an answer with the words, which it reviews."""
    text = _taken(turn)
    case = casework.find(turn, tap.code)
    if case is not None:
        answer.begin(turn, case, {name: value for name, value in asdict(text).items() if value})


def use_as_note(turn: Turn, tap: UseAsNote) -> None:
    """Store the words as a note; files alone need words."""
    text = _taken(turn)
    case = casework.find(turn, tap.code)
    if case is None:
        return
    if text.words:
        note.keep(turn, case, text.words)
    else:
        note.begin(turn, case)


def use_as_report(turn: Turn, _tap: UseAsReport) -> None:
    """Open the form of a report with the words."""
    text = _taken(turn)
    report.begin_with(turn, text.words, text.files)


def drop(turn: Turn, _tap: Drop) -> None:
    """Drop the words and confirm it."""
    _taken(turn)
    turn.say(_("Dropped. Nobody has got it."))


HANDLERS = roles_for(Act.ANSWER)

subject = Subject(
    "free_text",
    taps=(
        on(UseAsAnswer, use_as_answer, HANDLERS),
        on(UseAsNote, use_as_note, roles_for(Act.NOTE)),
        on(UseAsReport, use_as_report, STAFF),
        on(Drop, drop, STAFF),
    ),
    hears=(hears,),
)
