"""A button before it is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.taps import Tap
    from locales import Text


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: its label, and what a press asks for or opens."""

    label: Text | str
    """A text to be translated for its reader, or a finished one (plain, not HTML)."""
    tap: Tap | None = None
    url: str = ""
    """A link to open, instead of a tap that comes back."""

    @property
    def data(self) -> str:
        """The data that comes back as a tap; empty for a link."""
        return self.tap.data if self.tap is not None else ""
