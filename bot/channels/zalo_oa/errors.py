"""Maps error codes of the OA OpenAPI, whose HTTP status is always 200, to SendErrors."""

from __future__ import annotations

from bot.channels.contract import (
    NotAllowedNow,
    Refused,
    SendError,
    Throttled,
    TryAgain,
    Unreachable,
)
from domain.messages.quota import ParkReason

TOKEN_SPENT = frozenset({-216, -220})
"""The access token is wrong or expired: renew it once and call again."""
RATE_PAUSE = 30.0
"""Seconds to wait after -32: the limit counts by the minute, and the answer names no pause."""

_GONE = {
    -213: "the person does not follow the account",
    -227: "the person's account is banned or asleep",
}
_HELD = {-230: ParkReason.WINDOW, -232: ParkReason.WINDOW, -211: ParkReason.QUOTA}
"""Not expected: `bot/delivery/quota.py` checks windows and quotas before sending."""
_OURS = {
    -201: "a parameter is wrong",
    -210: "the text is too long",
    -223: "the app lacks this permission",
    -233: "this kind of message is not allowed",
    -240: "this interface is closed",
}
_ACCOUNT = {
    -221: "the account is not verified",
    -224: "the account's package does not include this or has ended",
}
EVERY_CODE = frozenset({-32, *TOKEN_SPENT, *_GONE, *_HELD, *_OURS, *_ACCOUNT})


def send_error(code: int) -> SendError:
    """The contract's error of a code; an undocumented code is retried a limited number of times.

    The service's own message is left out, because it may repeat what we sent.
    """
    if code == -32:
        return Throttled(RATE_PAUSE)
    if code in _GONE:
        return Unreachable(f"{code}: {_GONE[code]}")
    if code in _HELD:
        return NotAllowedNow(_HELD[code])
    if code in _OURS:
        return Refused(f"{code}: {_OURS[code]}")
    if code in _ACCOUNT:
        return TryAgain(f"{code}: {_ACCOUNT[code]}", counts=False)
    if code in TOKEN_SPENT:
        return TryAgain(f"{code}: the access token is refused", counts=False)
    return TryAgain(f"{code}: an error without a description")
