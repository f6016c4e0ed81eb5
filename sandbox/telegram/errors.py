"""Errors in Telegram's wording."""

from __future__ import annotations

from sandbox.errors import ApiError

FAULTS = {
    400: "Bad Request: asked to fail",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""The message of a fault without its own description, by code."""


def bad_request(words: str) -> ApiError:
    """Return error 400 in Telegram's wording."""
    return ApiError(400, f"Bad Request: {words}")
