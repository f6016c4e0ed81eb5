"""What goes wrong, as Telegram says it and as the control API says it."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is not ok: `{"ok": false, "error_code": …, "description": …}`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str) -> ApiError:
    """400, as Telegram words it."""
    return ApiError(400, f"Bad Request: {words}")


class ControlError(Exception):
    """A control call that makes no sense; the status and what to do instead."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
