"""The ceiling of the transport: our own HTTP client only fetches and answers."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import uvloop

from bot.channels.telegram.request import PyreqwestRequest

SENDING = 100
"""The most calls in flight: as many as the client's connections."""


async def main() -> None:
    """Fetch and answer until the process is ended."""
    base = f"{os.environ['BENCH_URL']}/bot{os.environ['BENCH_TOKEN']}"
    request = PyreqwestRequest(tell_origin=False)
    await request.initialize()
    room = asyncio.Semaphore(SENDING)

    async def call(method: str, **fields: object) -> Any:
        return await request.call(f"{base}/{method}", fields, 40.0)

    async def answer(chat: int) -> None:
        async with room:
            await call("sendMessage", chat_id=chat, text="Không có gì đang làm dở.")

    offset = 0
    async with asyncio.TaskGroup() as group:
        while True:
            for update in await call("getUpdates", offset=offset, limit=100, timeout=25):
                offset = update["update_id"] + 1
                group.create_task(answer(update["message"]["chat"]["id"]))


if __name__ == "__main__":
    uvloop.run(main())
