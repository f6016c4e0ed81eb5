"""What reports about the Bot Platform disagree on, and what tests order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Switches:
    """Turned by `POST switches`; a new bot has these."""

    http_status: dict[str, int] = field(default_factory=lambda: {"401": 200})
    """Error code → HTTP status of its answer; any other error has its code as status."""
    replay: int = 0
    """How many more times getUpdates gives an update before the next; 0: consumed on read."""
    lossy: bool = False
    """What comes while neither a poll waits nor a webhook is set is lost."""
    wrapped: bool = False
    """Webhooks get `{"ok": true, "result": …}`, as the documentation shows it."""
    duplicates: int = 0
    """How many more times each event is posted to the webhook."""
    retries: int = 50
    """How many more times an event is posted that got no 2xx; then it is lost."""
    overtaking: bool = False
    """An event that got no 2xx waits behind those that came since."""
    echoes: bool = False
    """The bot's own messages come back as events."""
    photo_field: str = "photo_url"
    """`photo` in the documentation."""
    quota: int | None = None
    """Messages that the bot may still send; then 429."""
    webhook_quota: int | None = None
    """setWebhook and testWebhook calls left; then 426."""
    local_webhooks: bool = True
    """Webhooks may be on this machine, also by plain http."""
