"""What a form is: a name, its steps, and what happens when the last one is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers
    from handlers.forms.steps import Step


@dataclass(frozen=True)
class Form:
    """Steps asked in order. `done(turn, answers)` files what was answered and speaks."""

    name: str
    steps: tuple[Step, ...]
    done: Callable[[Turn, Answers], None]
    version: int = 1
    """Count it up when answers of an open draft no longer fit; the draft then begins again with
    the words kept."""
    words: str = ""
    """The text step that words join which fit no question asked."""
    files: str = ""
    """The files step that files join which come at any moment."""
    keep_for: timedelta = timedelta(days=7)
    """When an unfinished draft is erased."""
    learn: Callable[[Turn, Answers], None] | None = None
    """Adds what new words tell about questions that are still open, so that they are not asked."""
    on_leave: Callable[[Turn, Answers], None] | None = None
    """What is said instead of the usual line when the person leaves."""
    official_only: bool = False

    def step(self, name: str) -> Step | None:
        """The step of that name; None when this version has none."""
        return next((step for step in self.steps if step.name == name), None)

    def asked(self, turn: Turn, answers: Answers) -> list[Step]:
        """The steps that are asked, given the answers so far."""
        return [
            step
            for step in self.steps
            if not step.on_request and (step.when is None or step.when(turn, answers))
        ]
