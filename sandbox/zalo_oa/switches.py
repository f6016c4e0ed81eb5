"""What reports about the Official Account API disagree on, and what tests order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Switches:
    """Turned by `POST switches`; a new account has these."""

    mac_prefix: bool = True
    """The signature's header begins with `mac=`."""
    signed_by_oa: bool = False
    """The account's id is signed in the place of the app's."""
    timestamp_header: bool = False
    """The moment is in `X-ZEvent-Timestamp`, not in the body."""
    webhook_lasts: float = 2.0
    """Seconds that the webhook has for its 200."""
    retries: list[float] = field(default_factory=lambda: [30, 300, 900, 1800, 3600])
    """Seconds by the sandbox's clock before each further try; then the event is lost."""
    duplicates: int = 0
    """How many more times each event is posted that was taken."""
    echoes: bool = False
    """The account's own messages come back as `oa_send_…`."""
    quota: int | None = None
    """Messages of any kind that may still be sent; then -211."""
    paid_quota: int | None = None
    """Messages that cost, templates among them, that may still be sent; then -211."""
    rate: int = 4000
    """Calls in a minute; then -32."""
    expires_in: int = 90_000
    """Seconds that an access token holds."""
    refresh_expires_in: int = 7_776_000
    """Seconds that a refresh token holds: three months."""
