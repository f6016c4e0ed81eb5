"""The errors of a service's API and of the control API."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refused API call, with the service's code and message. Each service formats it itself.

    `parameters`: further fields of the answer.
    """

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A wrong control call, with the HTTP status and an explanation of the correct one."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
