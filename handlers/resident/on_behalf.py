"""The steps of a form that is written on behalf of somebody else.

A hamlet head or a neighbour writes for an author without a telephone. Helper, author and the author's
consent are stored separately. A button sets the form's answer `on_behalf`; then these steps are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.forms import AskChoice, AskName, Option, Step
from handlers.forms.answers import Unclear
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from handlers.forms.answers import Taking

ASKED, PRESENT, REFUSED = "asked", "present", "refused"


def on_behalf(_turn: Turn, answers: Answers) -> bool:
    """Whether the form is written on behalf of somebody else."""
    return bool(answers.get("on_behalf"))


@dataclass(frozen=True)
class AuthorConsent(AskChoice):
    """Asks for the author's consent: without it nothing is sent in their name."""

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """Accept both kinds of consent; after a no, ask again."""
        if value == REFUSED:
            return Unclear(_("Please ask them first. Nothing is sent without their word."))
        return super().tapped(turn, answers, value)


AUTHOR = AskName(
    "author_name",
    _("Whose words are these? Please write their name."),
    label=_("Speaking for"),
    when=on_behalf,
    limit=100,
)
CONSENT = AuthorConsent(
    "author_consent",
    _("Do they know that you send this for them, and do they agree?"),
    label=_("They agree"),
    when=on_behalf,
    options=(
        Option(ASKED, _("Yes, they asked me to")),
        Option(PRESENT, _("Yes, they sit beside me")),
        Option(REFUSED, _("Not yet")),
    ),
)
STEPS: tuple[Step, ...] = (AUTHOR, CONSENT)


def begin(turn: Turn, answers: Answers) -> None:
    """Mark the form as written on behalf of somebody else, and ask for the author next."""
    answers["on_behalf"] = True
    turn.conversation.step = AUTHOR.name
