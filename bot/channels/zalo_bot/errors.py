"""Maps error codes of the Bot Platform to the contract's errors. The HTTP status is ignored."""

from __future__ import annotations

from bot.channels.contract import NotAllowedNow, Refused, SendError, TryAgain, Unreachable
from domain.messages.quota import ParkReason

UNAUTHORIZED = 401
IDLE = 408
"""From getUpdates: there was no update. From other methods: a timeout inside Zalo."""
NOT_FOUND = 404
"""From getWebhookInfo: no webhook is set."""
NO_MORE_TODAY = 426
"""From setWebhook: the day's number of calls is used up."""
USED_UP = 429
"""The plan's messages are used up; a retry in the same month is of no use."""

_REFUSED = {
    400: "bad request",
    NOT_FOUND: "not found",
    NO_MORE_TODAY: "no more changes of the webhook today",
}
EVERY_CODE = frozenset({*_REFUSED, UNAUTHORIZED, 403, IDLE, USED_UP, 500, 502, 503})


def send_error(code: int) -> SendError:
    """The contract's error of a code; an undocumented code is retried a limited number of times.

    The service's own message is left out, because it may repeat what we sent.
    """
    if code in _REFUSED:
        return Refused(f"{code}: {_REFUSED[code]}")
    if code == UNAUTHORIZED:
        return TryAgain(f"{code}: the token is refused", counts=False)
    if code == 403:
        # Zalo's page calls it a server error; users report it for people who blocked the bot.
        return Unreachable(f"{code}: the person cannot be written to")
    if code == IDLE:
        return TryAgain(f"{code}: the service timed out", ambiguous=True)
    if code == USED_UP:
        return NotAllowedNow(ParkReason.QUOTA)
    return TryAgain(f"{code}: the service fails")
