"""How a form's open question is put: its text, its buttons, the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from handlers.chat.turn import SETTLE
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers
    from handlers.forms.form import Form
    from handlers.forms.steps import Step

BACK, SKIP, LEAVE = "~back", "~skip", "~leave"
QUESTION = "question"
"""The topic of a repeated question: a later repetition replaces one that still waits."""


def answers_of(turn: Turn) -> Answers:
    """The answers of the open form, to be read and changed."""
    return turn.conversation.draft.answers


def step_of(turn: Turn, form: Form) -> Step:
    """The step that the conversation is at; raises LookupError when the form has none such."""
    step = form.step(turn.conversation.step)
    if step is None:
        raise LookupError(f"form {form.name} has no step {turn.conversation.step}")
    return step


def ask(
    turn: Turn, form: Form, *, lead: str = "", after_a_moment: bool = False, again: bool = False
) -> None:
    """Put the step that the conversation is at, with its buttons and the ways out. `lead` is a
    finished text that goes before it; `after_a_moment`: more words may follow, wait for them;
    `again`: nothing changed since it was asked last, the buttons on the screen still count."""
    state, answers = turn.conversation, answers_of(turn)
    step = step_of(turn, form)
    state.version += not again
    rows = [
        [Button(label, f"q:{state.version}:{value}") for label, value in row]
        for row in step.buttons(turn, answers)
    ]
    rows.append(_ways_out(turn, form, step))
    question = step.ask(turn, answers)
    turn.say_plainly(
        "\n\n".join(part for part in (lead, question) if part),
        choices=rows,
        after=SETTLE if after_a_moment else None,
        topic=QUESTION,
    )


def _ways_out(turn: Turn, form: Form, step: Step) -> list[Button]:
    version = turn.conversation.version
    buttons = [Button(_("Leave"), f"q:{version}:{LEAVE}")]
    first = next(iter(form.asked(turn, answers_of(turn))), step)
    if step.name != first.name:
        buttons.insert(0, Button(_("Back"), f"q:{version}:{BACK}"))
    if step.optional:
        buttons.insert(0, Button(_("Skip"), f"q:{version}:{SKIP}"))
    return buttons
