"""A draft that another form interrupts: it is paused, and resumed when that form ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.forms.steps import AskFiles, AskText
from storage.updates.drafts import PausedDraft

if TYPE_CHECKING:
    from handlers.forms.form import Form
    from storage.updates.conversations import Conversation


def pause(state: Conversation, form: Form | None) -> PausedDraft | None:
    """The open draft, to be resumed later; None when there is nothing to resume.

    When nothing was written in the open draft, it is the one that it had paused itself.
    """
    if form is None:
        return None
    answers = state.draft.answers
    written = any(
        answers.get(step.name) for step in form.steps if isinstance(step, (AskText, AskFiles))
    )
    if not written:
        return state.draft.paused
    return PausedDraft(state.form, state.form_version, state.step, state.draft)


def unpause(state: Conversation, paused: PausedDraft) -> None:
    """Go on where the draft was paused."""
    state.form, state.form_version = paused.form, paused.version
    state.step, state.draft = paused.step, paused.draft
