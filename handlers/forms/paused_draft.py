"""A draft that another conversation interrupts: paused, and resumed when that one ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.forms.steps import AskFiles, AskText

if TYPE_CHECKING:
    from handlers.forms.form import Form
    from storage.updates.conversations import Conversation

ASIDE = "aside"


def pause(state: Conversation, form: Form | None) -> dict[str, Any] | None:
    """The open draft as plain data, or the one it had paused itself when nothing was written in it."""
    if form is None:
        return None
    answers = state.draft.get("answers", {})
    written = any(
        answers.get(step.name) for step in form.steps if isinstance(step, (AskText, AskFiles))
    )
    if not written:
        older: dict[str, Any] | None = state.draft.get(ASIDE)
        return older
    return {
        "form": state.form,
        "version": state.form_version,
        "step": state.step,
        "draft": state.draft,
    }


def unpause(state: Conversation, paused: dict[str, Any]) -> None:
    """Go on where the draft was paused."""
    state.form, state.form_version = paused["form"], paused["version"]
    state.step, state.draft = paused["step"], paused["draft"]
