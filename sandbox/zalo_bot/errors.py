"""Refusals of the Bot Platform. Their words are little known: see docs/sandbox.md."""

from __future__ import annotations

from sandbox.errors import ApiError

FAULTS = {
    400: "Bad request", 401: "Unauthorized", 403: "Internal server error", 404: "Not Found",
    408: "Request timeout", 426: "Daily limit exceeded", 429: "Quota exceeded",
    500: "Internal server error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip
"""What an error says that was given no words, by its code."""
BY_WEBHOOK = "You cannot use this API while a webhook is set. Please remove the webhook first"


def refusal(code: int, words: str = "") -> ApiError:
    """An error; `words` say what the sandbox minds, where Zalo's own are not known."""
    return ApiError(code, f"{FAULTS[code]}: {words}" if words else FAULTS[code])
