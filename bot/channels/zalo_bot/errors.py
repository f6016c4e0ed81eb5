"""What an error of the Bot Platform means. The body's code counts: the HTTP status says little."""

from __future__ import annotations

from bot.channels.contract import NotAllowedNow, Refused, SendError, TryAgain, Unreachable
from domain.messages.quota import ParkReason

UNAUTHORIZED = 401
IDLE = 408
"""Of getUpdates: nothing came. Of anything else: Zalo itself waited in vain."""
NOT_FOUND = 404
"""Of getWebhookInfo: there is none."""
NO_MORE_TODAY = 426
"""Of setWebhook: its calls are counted by the day."""
USED_UP = 429
"""The plan's messages are used up; no pause is told, and asking again is of no use this month."""

_REFUSED = {
    400: "bad request",
    NOT_FOUND: "not found",
    NO_MORE_TODAY: "no more changes of the webhook today",
}
EVERY_CODE = frozenset({*_REFUSED, UNAUTHORIZED, 403, IDLE, USED_UP, 500, 502, 503})


def send_error(code: int) -> SendError:
    """Which of the contract's errors a code is; one that nobody described is tried again, a
    bounded number of times. The service's own words are left out: they may repeat what we sent."""
    if code in _REFUSED:
        return Refused(f"{code}: {_REFUSED[code]}")
    if code == UNAUTHORIZED:
        return TryAgain(f"{code}: the token is refused", counts=False)
    if code == 403:
        # Zalo's page calls it a fault of the server; whoever blocked the bot is said to give it.
        return Unreachable(f"{code}: the person cannot be written to")
    if code == IDLE:
        return TryAgain(f"{code}: the service waited in vain", ambiguous=True)
    if code == USED_UP:
        return NotAllowedNow(ParkReason.QUOTA)
    return TryAgain(f"{code}: the service is ill")
