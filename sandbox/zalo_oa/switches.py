"""Behaviour of the Official Account API on which reports differ, or which tests order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Switches:
    """Changed by `POST switches`. A new account has these defaults."""

    mac_prefix: bool = True
    """The signature's header begins with `mac=`."""
    signed_by_oa: bool = False
    """The signature contains the account's id instead of the app's."""
    timestamp_header: bool = False
    """The time is in the header `X-ZEvent-Timestamp`, not in the body."""
    webhook_lasts: float = 2.0
    """The timeout in seconds for the webhook's 200."""
    retries: list[float] = field(default_factory=lambda: [30, 300, 900, 1800, 3600])
    """Seconds before each retry, by the sandbox's clock. Then the event is lost."""
    duplicates: int = 0
    """How often each event is posted again after it was accepted."""
    echoes: bool = False
    """The account's own messages are sent to it as `oa_send_…` events."""
    quota: int | None = None
    """The number of messages that may still be sent. Then error -211."""
    paid_quota: int | None = None
    """The number of paid messages, also templates, that may still be sent. Then error -211."""
    rate: int = 4000
    """The most calls in a minute. Then error -32."""
    expires_in: int = 90_000
    """The lifetime of an access token in seconds."""
    refresh_expires_in: int = 7_776_000
    """The lifetime of a refresh token in seconds: three months."""
