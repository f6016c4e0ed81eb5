"""The supported methods of the Bot API, by their name in small letters.

Each is a function of (bot, parameters, files) that returns the result or raises ApiError. A method
that is not here is refused by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.methods import (
    about,
    editing,
    groups,
    media,
    sending,
    topics,
    updates,
    webhooks,
)

if TYPE_CHECKING:
    from sandbox.telegram.methods.method import Method, Waiting

METHODS: dict[str, Method] = {
    **about.METHODS,
    **sending.METHODS,
    **media.METHODS,
    **editing.METHODS,
    **groups.METHODS,
    **topics.METHODS,
}
"""The methods that answer at once."""

WAITING: dict[str, Waiting] = {
    "getupdates": updates.get_updates,
    "setwebhook": webhooks.set_webhook,
    "deletewebhook": webhooks.delete_webhook,
    "getwebhookinfo": webhooks.webhook_info,
}
"""The methods for receiving updates, which may wait."""

__all__ = ["METHODS", "WAITING"]
