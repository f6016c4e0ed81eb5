"""The last step of a form: shows every answer, with a button to change each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.forms.answers import Taken
from handlers.forms.steps import Step
from locales import Text, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers, Taking

EDIT = "~edit:"
SEND = _("Send")


@dataclass(frozen=True)
class Review(Step):
    """Shows the answers of the steps `shown`; `send` is the label of the button that sends them."""

    send: Text = SEND
    notice: Callable[[Turn, Answers], str] | None = None
    """A finished text below the answers, for example who sees them."""
    shown: tuple[Step, ...] = ()
    more: tuple[tuple[Text, str], ...] = ()
    """Further buttons as (label, value), which `tap` handles."""
    tap: Callable[[Turn, Answers, str], bool] | None = None
    """Handles a value of `more`; returns True to show the review again."""

    def ask(self, turn: Turn, answers: Answers) -> str:
        """The title, one line an answer, and the notice."""
        lines = [super().ask(turn, answers)]
        for step in self._asked(turn, answers):
            value = answers.get(step.name)
            if value or not step.optional:
                shown = turn.text(
                    _("<b>{label}:</b> {answer}"), label=step.label, answer=step.show(turn, value)
                )
                lines.append(shown)
        if self.notice:
            lines.append("\n" + self.notice(turn, answers))
        return "\n".join(lines)

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The button to send, then one for each answer that can be changed."""
        edits: list[tuple[str | Text, str]] = [
            (turn.text(_("Change: {label}"), label=step.label), EDIT + step.name)
            for step in self._asked(turn, answers)
        ]
        rows: list[list[tuple[str | Text, str]]] = [[(self.send, "~send")]]
        rows += [edits[at : at + 2] for at in range(0, len(edits), 2)]
        return rows + [[pair] for pair in self.more]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """True for the button that sends."""
        return Taken(True) if value == "~send" else None

    def _asked(self, turn: Turn, answers: Answers) -> list[Step]:
        return [
            step
            for step in self.shown
            if step.label
            and (step.when is None or step.when(turn, answers) or answers.get(step.name))
        ]
