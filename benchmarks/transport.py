"""The transport's bare ceiling: our own HTTP client fetches and answers, and does nothing else."""

from __future__ import annotations

import asyncio
import os

import uvloop
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.odd_json import parse_json
from bot.channels.telegram.request import AiohttpRequest

SENDING = 100
"""Calls in flight, as many as the client has connections."""


async def main() -> None:
    """Fetch, answer, for ever."""
    base = f"{os.environ['BENCH_URL']}/bot{os.environ['BENCH_TOKEN']}"
    request = AiohttpRequest(tell_origin=False)
    await request.initialize()
    room = asyncio.Semaphore(SENDING)

    async def call(method: str, **values: object) -> bytes:
        fields = [RequestParameter(name, value, None) for name, value in values.items()]
        _, body = await request.do_request(f"{base}/{method}", "POST", RequestData(fields), 40.0)
        return body

    async def answer(chat: int) -> None:
        async with room:
            await call("sendMessage", chat_id=chat, text="Không có gì đang làm dở.")

    offset = 0
    async with asyncio.TaskGroup() as group:
        while True:
            found = parse_json(await call("getUpdates", offset=offset, limit=100, timeout=25))
            for update in found["result"]:
                offset = update["update_id"] + 1
                group.create_task(answer(update["message"]["chat"]["id"]))


if __name__ == "__main__":
    uvloop.run(main())
