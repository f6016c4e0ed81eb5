"""Every channel's delivery side by side: none waits for another's service, slots or pace."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.delivery.delivery import Delivery
    from bot.delivery.queue import Key
    from storage.messages.outbox_row import OutboxRow


class Deliveries:
    """Hands each delivery what is its channel's; otherwise like one of them."""

    def __init__(self, each: Mapping[str, Delivery]) -> None:
        """`each`: by the channel's name."""
        self._each = each

    def offer(self, rows: Sequence[OutboxRow], withdrawn: Sequence[int] = ()) -> None:
        """Take rows that wait; those of a channel that is not set up wait on. Never raises."""
        for name, delivery in self._each.items():
            mine = [row for row in rows if row.channel == name]
            if mine or withdrawn:
                delivery.offer(mine, withdrawn)

    def is_failing(self, channel: str) -> bool:
        """Whether the channel's service failed us when something was sent last."""
        return self._each[channel].is_failing

    async def sweep(self) -> None:
        """Read what is due from the database and offer it. Raises `DatabaseIll`."""
        for delivery in self._each.values():
            await delivery.sweep()

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until what was sent to these chats is recorded."""
        names = {channel for channel, _chat in keys}
        for name in names & self._each.keys():
            await self._each[name].wait_recorded([key for key in keys if key[0] == name])

    async def run(self) -> None:
        """Send until drained."""
        async with asyncio.TaskGroup() as group:
            for name, delivery in self._each.items():
                group.create_task(delivery.run(), name=f"deliver {name}")

    def drain(self) -> None:
        """Begin nothing new; `run` returns when what is under way is recorded."""
        for delivery in self._each.values():
            delivery.drain()
