"""How plans are shown: the names of stances and answers, the hamlets, what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from locales import Markup, _
from storage.consultations import consultations

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.consultations.consultations import Consultation

LABELS = {
    "agree": _("Agree"),
    "disagree": _("Disagree"),
    "pass": _("No opinion"),
    "own_words": _("In my own words"),
}
DISPOSITIONS = {
    "accepted": _("Taken in"),
    "partly": _("Partly taken in"),
    "explained": _("Not taken in, explained"),
}


def hamlets(turn: Turn, plan: Consultation) -> str:
    """The names of the hamlets that a plan is about."""
    found = [turn.organisation.hamlet(one) for one in plan.hamlets]
    names = ", ".join(hamlet.name for hamlet in found if hamlet)
    return names or turn.text(_("The whole commune"))


def size_of(count: int, language: str) -> str:
    """Bytes as people read them: "340 KB", "1,2 MB"."""
    if count < 1024 * 1024:
        return f"{max(count // 1024, 1)} KB"
    return format_decimal(round(count / 1024 / 1024, 1), locale=language) + " MB"


def say_answers(turn: Turn, plan: Consultation) -> None:
    """What the unit answered to each stance."""
    parts = [turn.text(_("<b>{title}</b>\nClosed and answered."), title=plan.title)]
    parts += [
        turn.text(
            _("<b>{stance}</b> – {disposition}: {answer}"), stance=LABELS[answer.stance],
            disposition=DISPOSITIONS[answer.disposition], answer=answer.body,
        )
        for answer in consultations.answers(turn.tx, plan.id)
    ]  # fmt: skip
    turn.say(Markup("\n\n".join(parts)))
