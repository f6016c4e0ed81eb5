"""The lines of a story: who wrote, pressed or received something, and when.

`House.story` is a list of these lines. `tests/transcript.py` makes a text of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.messages.message import Choice
    from tests.speaker import Speaker

Rows = tuple[tuple[str, ...], ...]
"""The labels of buttons, row by row."""


class Mark(Enum):
    """The kinds of lines. Each has a pattern and its explanation for readers."""

    WRITES = "{who}: {text}", "{who} writes this and sends it"
    EDITS = "{who} ✎ {text}", "{who} changes the message sent before; this is the new text"
    REPLIES = "{who} ↩ {text}", "{who} quotes a message of the bot and writes this reply"
    PRESSES = "{who} ▸ [{text}]", "{who} presses this button"
    PRESSES_UNSEEN = "{who} ▸ ({text})", "{who} presses a button that this story does not show"
    GETS = "→ {who}: {text}", "the bot sends this to {who}"
    CHANGES = (
        "↻ {who}: {text}",
        "the bot changes its earlier message to {who}; this is the new text",
    )
    DELETES = "✗ {who}: ({text})", "the bot deletes its message to {who} that begins like this"

    def __init__(self, pattern: str, meaning: str) -> None:
        self.pattern = pattern
        self.meaning = meaning

    @property
    def is_act(self) -> bool:
        """Whether a person does it. Otherwise the bot does it."""
        return self.pattern.startswith("{who}")


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a story."""

    at: datetime
    """The moment in UTC."""
    speaker: Speaker
    """The person who does it, or who gets the bot's message."""
    mark: Mark
    text: str
    rows: Rows = ()
    """The buttons under the message."""


def labels(choices: Sequence[Sequence[Choice]]) -> Rows:
    """Return the labels of rows of choices."""
    return tuple(tuple(choice.label for choice in row) for row in choices)
