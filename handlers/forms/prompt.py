"""Asks the open question of a form: its text, its buttons, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.taps import Rest, Tap
from handlers.chat import typed_choices
from handlers.chat.turn import A_MOMENT
from locales import _
from storage.updates.draft_traces import QUESTION

if TYPE_CHECKING:
    from domain.reading.choice_matching import Ambiguous
    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers
    from handlers.forms.form import Form
    from handlers.forms.steps import Step

BACK, SKIP, LEAVE = "~back", "~skip", "~leave"


class Choose(Tap, name="q"):
    """Answer a question of a form; `version` tells whether it is still the open one."""

    version: int
    value: Rest


def answers_of(turn: Turn) -> Answers:
    """The answers of the open form, to read and to change."""
    return turn.conversation.draft.answers


def step_of(turn: Turn, form: Form) -> Step:
    """The step that is open. Raises LookupError when the form has no step of that name."""
    step = form.step(turn.conversation.step)
    if step is None:
        raise LookupError(f"form {form.name} has no step {turn.conversation.step}")
    return step


def ask(
    turn: Turn, form: Form, *, lead: str = "", after_a_moment: bool = False, again: bool = False
) -> None:
    """Ask the open step, with its buttons and the ways out.

    `lead` is a finished text above the question. `after_a_moment` waits for more words first.
    `again` keeps the buttons of the last question valid: nothing has changed since.
    """
    state, answers = turn.conversation, answers_of(turn)
    step = step_of(turn, form)
    state.version += not again
    rows = [
        [Button(label, Choose(state.version, value)) for label, value in row]
        for row in step.buttons(turn, answers)
    ]
    rows.append(_ways_out(turn, form, step))
    question = step.ask(turn, answers)
    turn.say_plainly(
        "\n\n".join(part for part in (lead, question) if part),
        choices=rows,
        after=A_MOMENT if after_a_moment else None,
        topic=QUESTION,  # a repeated question replaces one that is not sent yet
    )


def _ways_out(turn: Turn, form: Form, step: Step) -> list[Button]:
    version = turn.conversation.version
    buttons = [Button(_("Leave"), Choose(version, LEAVE))]
    first = next(iter(form.asked(turn, answers_of(turn))), step)
    if step.name != first.name:
        buttons.insert(0, Button(_("Back"), Choose(version, BACK)))
    if step.optional:
        buttons.insert(0, Button(_("Skip"), Choose(version, SKIP)))
    return buttons


def typed_value(turn: Turn) -> str | type[Ambiguous] | None:
    """The value of the button whose number or label was typed."""
    offered = turn.conversation.offered
    found = typed_choices.typed(turn, [one for one in offered if one[1].startswith(Choose.prefix)])
    if not isinstance(found, str):
        return found
    tap = Choose.parse(found)
    return tap.value if tap is not None else None
