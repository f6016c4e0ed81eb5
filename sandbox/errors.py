"""What goes wrong: as a service answers it, and as the control API says it."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A call that is refused: the service's code and its words; each service shapes them itself.

    `parameters`: what else its answer holds.
    """

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A control call that makes no sense; the status and what to do instead."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
