"""Posts the load server's updates to several webhooks in turn, like a load balancer.

Usage: `python -m benchmarks.load.webhook_sender URL SECRET WEBHOOK...`.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

import aiohttp
import orjson
import uvloop

CONNECTIONS = 300
"""The most posts in flight, over all webhooks. Telegram's own limit is 100."""
PAUSE = 0.05
"""Seconds before a failed post is retried."""


async def main() -> None:
    """Post updates until the process is ended."""
    url, secret, *webhooks = sys.argv[1:]
    turns = itertools.cycle(webhooks)
    free = asyncio.Semaphore(CONNECTIONS)
    headers = {
        "X-Telegram-Bot-Api-Secret-Token": secret,
        "Content-Type": "application/json",
    }
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
            async with session.get(f"{url}/bot/getUpdates?offset={offset}&timeout=10") as answer:
                batch = orjson.loads(await answer.read())["result"]
            for update in batch:
                offset = update["update_id"] + 1
                await free.acquire()
                group.create_task(post(update))


if __name__ == "__main__":
    uvloop.run(main())
