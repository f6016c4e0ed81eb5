"""A draft that another conversation interrupts: kept, and taken up again when that one ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.forms.steps import AskFiles, AskText

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.updates.conversations import Conversation

ASIDE = "aside"


def put(turn: Turn) -> dict[str, Any] | None:
    """The open draft as plain data, when something was written in it (or lies aside in it)."""
    state = turn.conversation
    form = turn.book.forms.get(state.form)
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
        "form": state.form, "version": state.form_version, "step": state.step,
        "draft": state.draft,
    }  # fmt: skip


def take_up(state: Conversation, kept: dict[str, Any]) -> None:
    """Go on where the draft was put aside."""
    state.form, state.form_version = kept["form"], kept["version"]
    state.step, state.draft = kept["step"], kept["draft"]
