"""A button before it is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from locales import Text


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: its label, and what comes back when it is pressed."""

    label: Text | str
    """A text to be translated for its reader, or a finished one (plain, not HTML)."""
    data: str = ""
    """Comes back as a tap, unless the button is a link."""
    url: str = ""
