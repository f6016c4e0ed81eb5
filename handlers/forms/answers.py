"""The values that forms and their steps share: options, answers, a step's reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from locales import Text

Answers = dict[str, Any]
"""Step name → plain data; None for a step that was skipped."""

MESSAGES = "messages"
"""Among the answers of a finished form: the service's ids of the messages it was made of."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the options of a step: the value that is stored, and the label that is read."""

    value: str
    label: Text | str


@dataclass(frozen=True, slots=True)
class Taken:
    """The message or button answers the question, with this value."""

    value: Any
    words: str = ""
    """What the message says besides: it belongs to the words of the form."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The message or button does not answer the question: say `words`, and ask again."""

    words: Text


Taking = Taken | Unclear | None
"""A step's reading of a message; None: nothing for this step (words may join the draft)."""
