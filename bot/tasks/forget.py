"""Tasks that forget what a message showed, or whom it went to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.messages import lists
from actions.people import privacy

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext


async def expire(context: TaskContext, payload: dict[str, Any]) -> None:
    """Overwrite a list on an official's screen. `payload`: {"topic", "person"}."""
    await context.transact(
        lambda notifier: lists.expire(notifier, payload["topic"], payload["person"])
    )


async def address(context: TaskContext, payload: dict[str, Any]) -> None:
    """Erase whom a message went to, once it was sent. `payload`: {"row"}."""
    await context.transact(lambda notifier: privacy.forget_address(notifier, payload["row"]))
