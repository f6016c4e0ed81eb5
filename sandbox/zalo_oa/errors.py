"""Errors of the Official Account API: negative codes at HTTP 200.

Where Zalo's own message is unknown, the message is the sandbox's reason.
"""

from __future__ import annotations

from sandbox.errors import ApiError

PARAMETER, LIMIT, QUOTA, NOT_FOLLOWER = -201, -210, -211, -213
INVALID_TOKEN, EXPIRED_TOKEN, RATE = -216, -220, -32
TOO_LONG_AGO, NEVER, MESSAGE_TYPE, CLOSED = -230, -232, -233, -240
REDIRECT, DEAD_REFRESH = -14003, -14014
BAD_SECRET, BAD_CODE = -14004, -14005
"""Guessed codes: Zalo's are unknown."""

FAULTS = {
    RATE: "Limit exceeded",
    PARAMETER: "Parameter is invalid",
    LIMIT: "Parameter exceeds the limit",
    QUOTA: "Out of quota",
    NOT_FOLLOWER: "User has not followed the Official Account",
    INVALID_TOKEN: "Access token is invalid",
    EXPIRED_TOKEN: "Access token has expired",
    -221: "Official Account has not been verified",
    -223: "Official Account has no permission",
    -224: "Official Account needs a higher package",
    -227: "User is banned or has been inactive for a long time",
    TOO_LONG_AGO: "User has not interacted with the Official Account in the past 7 days",
    NEVER: "User has not interacted with the Official Account",
    MESSAGE_TYPE: "Message type is not supported",
    CLOSED: "This API has been closed",
    REDIRECT: "Invalid redirect uri",
    BAD_SECRET: "Invalid secret key",
    BAD_CODE: "Invalid authorization code",
    DEAD_REFRESH: "Invalid refresh token",
    -118: "Invalid refresh token",
}
"""The message of an error without its own description, by code."""


def refusal(code: int, words: str = "") -> ApiError:
    """Return an error. `words`: a message instead of the usual one."""
    return ApiError(code, f"{FAULTS[code]}: {words}" if words else FAULTS[code])
