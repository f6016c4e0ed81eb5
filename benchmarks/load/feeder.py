"""Posts what waits at the load server to several webhooks in turn, as Telegram and a balancer do:
`python -m benchmarks.load.feeder URL SECRET WEBHOOK...`."""

from __future__ import annotations

import asyncio
import itertools
import sys

import aiohttp
import orjson
import uvloop

CONNECTIONS = 300
"""Posts under way at most, over all webhooks; Telegram's own limit is 100."""
PAUSE = 0.05
"""Seconds before a post that was not taken is tried again."""


async def main() -> None:
    """Feed until ended."""
    url, secret, *webhooks = sys.argv[1:]
    turns = itertools.cycle(webhooks)
    free = asyncio.Semaphore(CONNECTIONS)
    headers = {
        "X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json",
    }  # fmt: skip
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:

        async def post(update: dict[str, object]) -> None:
            body = orjson.dumps(update)
            try:
                for webhook in turns:
                    try:
                        async with session.post(webhook, data=body, headers=headers) as answer:
                            if answer.status == 200:
                                return
                    except aiohttp.ClientError:
                        await asyncio.sleep(PAUSE)
            finally:
                free.release()

        offset = 0
        while True:
            async with session.get(
                f"{url}/feeder/getUpdates?offset={offset}&timeout=10"
            ) as answer:
                batch = orjson.loads(await answer.read())["result"]
            for update in batch:
                offset = update["update_id"] + 1
                await free.acquire()
                group.create_task(post(update))


if __name__ == "__main__":
    uvloop.run(main())
