"""Refusals in Telegram's words."""

from __future__ import annotations

from sandbox.errors import ApiError

FAULTS = {
    400: "Bad Request: asked to fail", 401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user", 404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    429: "Too Many Requests: retry after {retry_after}", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip
"""What a fault says that was given no words, by its code."""


def bad_request(words: str) -> ApiError:
    """400, as Telegram words it."""
    return ApiError(400, f"Bad Request: {words}")
