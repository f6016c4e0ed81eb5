"""The question what a report is about, also when nobody here has read what it says.

A voice, a video or a document without words may tell of a danger or accuse the very official who
would open it. So its author says in one tap what it is, before anybody else gets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.cases.kinds import SubmissionKind
from domain.messages.message import FileKind
from domain.reading.emergency import AMBULANCE, FIRE, POLICE
from handlers.chat.emergency_numbers import give_numbers
from handlers.forms import AskChoice, Option
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from handlers.forms.answers import Taking

DANGER, CONDUCT = "danger", "conduct"
UNREAD = (
    Option(DANGER, _("Somebody is in danger now")),
    Option(CONDUCT, _("How an official treats people")),
)
"""Asked besides the kinds when only files tell what it is."""
_UNREAD_KINDS = (FileKind.VOICE, FileKind.VIDEO, FileKind.DOCUMENT)


@dataclass(frozen=True)
class AskKind(AskChoice):
    """Asks for the kind; a report that nobody has read may also be a danger, or about an official."""

    def options_now(self, turn: Turn, answers: Answers) -> list[Option]:
        """The kinds, after what else it may be."""
        more = UNREAD if is_unread(answers) else ()
        return [*more, *super().options_now(turn, answers)]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """Give the numbers to call at once, for a danger."""
        taken = super().tapped(turn, answers, value)
        if taken is not None and value == DANGER:
            give_numbers(turn, (FIRE, POLICE, AMBULANCE))
        return taken

    def show(self, turn: Turn, value: Any) -> str:
        """The label of what was chosen."""
        chosen = [one for one in UNREAD if one.value == value]
        return turn.text(chosen[0].label) if chosen else super().show(turn, value)


def is_unread(answers: Answers) -> bool:
    """Whether only files tell what it is, and at least one of them is not a photo."""
    sent = answers.get("files") or []
    return not answers.get("words") and any(one["kind"] in _UNREAD_KINDS for one in sent)


def chosen_kind(answers: Answers) -> SubmissionKind:
    """The kind of the report; a reflection if none was chosen, or what is no kind."""
    chosen = answers.get("kind")
    return SubmissionKind(chosen) if chosen in set(SubmissionKind) else SubmissionKind.REFLECTION
