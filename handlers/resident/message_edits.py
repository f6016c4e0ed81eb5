"""Residents' edits of messages that they sent.

In a draft the new text replaces the old one. In a case it is stored beside the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.additions import edit
from domain.cases.tracking_code import format_code
from handlers.chat.emergency_numbers import emergency
from handlers.chat.router import Subject
from handlers.forms import open_form
from locales import _
from storage.cases import submissions
from storage.updates import transcript

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


def edited(turn: Turn) -> bool:
    """Store the new text in the same draft or case as the old one; False if there is none."""
    incoming = turn.incoming
    before = transcript.find(turn.tx, incoming.channel, incoming.chat, incoming.message)
    if before is None or not incoming.text or before.person_id != turn.person.id:
        return False
    emergency(turn)
    if before.submission_id is not None:
        _new_version(turn, before.submission_id)
        return True
    open_form.reword(turn, before.body, incoming.text)
    return True


def _new_version(turn: Turn, submission_id: int) -> None:
    case = submissions.by_id(turn.tx, submission_id)
    if case is None or case.person_id != turn.person.id:
        return
    edit(turn.seat, case, turn.incoming.text, message=turn.incoming.message)
    turn.submission_id = case.id
    turn.say(
        _("Your change is kept beside the first words in {code}; the official sees both."),
        code=format_code(case.code),
        submission_id=case.id,
    )


subject = Subject("message_edits", edits=(edited,))
