"""Runs the deliveries of all channels side by side: none waits for another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.delivery.delivery import Delivery
    from bot.delivery.queue import Key
    from storage.messages.outbox_row import OutboxRow


class Deliveries:
    """Has the methods of one `Delivery`, and passes each channel's rows to its delivery."""

    def __init__(self, each: Mapping[str, Delivery]) -> None:
        """`each`: the deliveries by the channel's name."""
        self._each = each

    def offer(self, rows: Sequence[OutboxRow], withdrawn: Sequence[int] = ()) -> None:
        """Queue rows; those of a channel that is not set up stay in the database. Never raises."""
        for name, delivery in self._each.items():
            mine = [row for row in rows if row.channel == name]
            if mine or withdrawn:
                delivery.offer(mine, withdrawn)

    def is_failing(self, channel: str) -> bool:
        """Whether the channel's service failed when something was sent last."""
        return self._each[channel].is_failing

    async def sweep(self) -> None:
        """Read the rows that are due and offer them. Raises `DatabaseIll`."""
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
        """Start no more sending; `run` returns when everything in flight is recorded."""
        for delivery in self._each.values():
            delivery.drain()
