"""A form: its name, its steps, and what happens when the last one is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.people.permissions import roles_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.cases.acts import Act
    from domain.people.roles import Role
    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers
    from handlers.forms.steps import Step


@dataclass(frozen=True)
class Form:
    """Steps that are asked in order; `done` then stores the answers and replies."""

    name: str
    steps: tuple[Step, ...]
    done: Callable[[Turn, Answers], None]
    version: int = 1
    """Increase it if the answers of an open draft do not fit the form any more.

    The draft then begins again with only its words and files.
    """
    words: str = ""
    """The text step to which words are added that do not answer the open question."""
    files: str = ""
    """The files step to which files are added at any moment."""
    keep_for: timedelta = timedelta(days=7)
    """After this time an unfinished draft is erased."""
    learn: Callable[[Turn, Answers], None] | None = None
    """Answers open questions from new words, so that they need not be asked."""
    on_leave: Callable[[Turn, Answers], None] | None = None
    """Replies when the person leaves the form, in place of the usual line."""
    for_case: bool = False
    """Whether its words become words of a case, so that a danger in them is acted on."""
    act: Act | None = None
    """What an official does with it: a form of the office; None for a form of a resident."""

    @property
    def official_only(self) -> bool:
        """Whether only officials fill it in."""
        return self.act is not None

    def is_for(self, role: Role) -> bool:
        """Whether somebody of this role may still finish it."""
        return self.act is None or role in roles_for(self.act)

    def said(self, answers: Answers) -> str:
        """Everything in the answers that the person said: words, places, names of files."""
        parts = (step.said(answers.get(step.name)) for step in self.steps)
        return "\n".join(part for part in parts if part.strip())

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
