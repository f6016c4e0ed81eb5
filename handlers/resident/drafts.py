"""Go back to a draft that was not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.messages.draft_taps import Resume
from handlers.chat.router import Subject
from handlers.chat.taps import on
from handlers.forms import open_form
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


def resume(turn: Turn, _tap: Resume) -> None:
    """Ask the open question again; nothing happens if the draft has expired."""
    if open_form.is_open(turn):
        open_form.repeat(turn)
    else:
        turn.say(_("Nothing is open. Just write what you want to say."))


subject = Subject("drafts", taps=(on(Resume, resume),))
