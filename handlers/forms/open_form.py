"""How a handler opens a form, repeats its question, or leaves it.

Nothing happens at once: the wish is stored in the turn, and carried out after the handler has
returned. What the handler says itself therefore stands above the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.forms.wishes import Begin, Leave, Repeat, Reword

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers
    from handlers.forms.form import Form


def is_open(turn: Turn) -> bool:
    """Whether this conversation is in a form."""
    return bool(turn.conversation.form)


def begin(
    turn: Turn,
    form: Form,
    answers: Answers | None = None,
    *,
    lead: str = "",
    after_a_moment: bool = False,
) -> None:
    """Open a form with the answers that are known, and ask its first open question.

    `lead` is a finished text above the question. `after_a_moment` waits for more words first. A
    draft that is open is paused, and resumed when this form ends.
    """
    turn.then(Begin(form.name, answers or {}, lead, after_a_moment))


def repeat(turn: Turn, lead: str = "") -> None:
    """Ask the open question again, with `lead` above it; nothing when no form is open."""
    turn.then(Repeat(lead))


def leave(turn: Turn) -> None:
    """Close the form and say that its answers were not sent."""
    turn.then(Leave())


def reword(turn: Turn, before: str, after: str) -> None:
    """Replace `before` in the draft by `after`, and ask again; nothing when it is not in it."""
    turn.then(Reword(before, after))
