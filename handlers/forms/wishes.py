"""Wishes: changes of the open form that a handler asks for, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.forms.answers import Answers


@dataclass(frozen=True, slots=True)
class Begin:
    """Open the form of this name. See `open_form.begin`."""

    form: str
    answers: Answers
    lead: str = ""
    after_a_moment: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """Ask the open question again, after `lead`."""

    lead: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Close the form, with its unsent answers."""


@dataclass(frozen=True, slots=True)
class Reword:
    """Replace words of the draft: their message was edited."""

    before: str
    after: str


Wish = Begin | Repeat | Leave | Reword
