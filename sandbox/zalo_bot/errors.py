"""Errors of the Bot Platform. Their messages are mostly unknown: see docs/sandbox.md."""

from __future__ import annotations

from sandbox.errors import ApiError

FAULTS = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Internal server error",
    404: "Not Found",
    408: "Request timeout",
    426: "Daily limit exceeded",
    429: "Quota exceeded",
    500: "Internal server error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""The message of an error without its own description, by code."""
BY_WEBHOOK = "You cannot use this API while a webhook is set. Please remove the webhook first"


def refusal(code: int, words: str = "") -> ApiError:
    """Return an error. `words`: the sandbox's reason, where Zalo's own message is unknown."""
    return ApiError(code, f"{FAULTS[code]}: {words}" if words else FAULTS[code])
