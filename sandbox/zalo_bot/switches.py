"""Behaviour of the Bot Platform on which reports differ, and behaviour that tests order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Switches:
    """Changed by `POST switches`. A new bot has these defaults."""

    http_status: dict[str, int] = field(default_factory=lambda: {"401": 200})
    """Error code → HTTP status. For other errors the code is the status."""
    replay: int = 0
    """How often getUpdates returns the same update again. 0: it is consumed by one read."""
    lossy: bool = False
    """An event is lost if neither a poll waits nor a webhook is set."""
    wrapped: bool = False
    """Webhooks get `{"ok": true, "result": …}`, as in the documentation."""
    duplicates: int = 0
    """How often each event is posted again after it was accepted."""
    retries: int = 50
    """How often an event without a 2xx is posted again. Then it is lost."""
    overtaking: bool = False
    """An event without a 2xx waits behind the later ones."""
    echoes: bool = False
    """The bot's own messages are sent to it as events."""
    photo_field: str = "photo_url"
    """The field of a photo. In the documentation it is `photo`."""
    quota: int | None = None
    """The number of messages that the bot may still send. Then error 429."""
    webhook_quota: int | None = None
    """The number of setWebhook and testWebhook calls left. Then error 426."""
    local_webhooks: bool = True
    """Webhooks may be on this machine, also with plain http."""
