"""Signed webhooks, with retries by the sandbox's clock."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.zalo.posting import WEBHOOK, post, with_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zalo.account import SharedAccount
    from sandbox.zalo.people import Update

SIGNATURE, MOMENT = "X-ZEvent-Signature", "X-ZEvent-Timestamp"


def signature(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """Return the SHA-256, in hexadecimal, of app id, body, time and the account's secret key."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


class Hook:
    """Posts an account's events. First tries are in order; each retry has its own time."""

    def __init__(self, oa: SharedAccount, sign: Callable[[bytes, str], str]) -> None:
        """`sign` returns the header's value for a body and its time."""
        self._oa = oa
        self._sign = sign
        self.url = ""
        self._queue: deque[Update] = deque()
        self._failed: dict[int, Update] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_tries: asyncio.Task[None] | None = None

    def waiting(self) -> list[int]:
        """Return the numbers of the events that are not delivered yet."""
        return sorted({update.id for update in self._queue} | set(self._failed))

    async def save(self, url: str) -> str:
        """Store an address and post an unsigned `{}` to it. Return the outcome."""
        self.url = url
        return await post(url, b"{}", {}, self._oa.switches.webhook_lasts) if url else "none"

    def add(self, update: Update) -> None:
        """Queue an event behind the waiting ones."""
        self._queue.append(update)
        if self._first_tries is None or self._first_tries.done():
            self._first_tries = self._start(self._work())

    def close(self) -> None:
        """End all tries."""
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work(self) -> None:
        while self._queue:
            update = self._queue[0]
            taken = await self._try(update)
            self._queue.popleft()
            if not taken:
                self._failed[update.id] = update
                self._start(self._again(update))

    async def _again(self, update: Update) -> None:
        for pause in self._oa.switches.retries:
            await self._oa.clock.sleep(pause)
            if await self._try(update):
                break
        else:
            self._oa.report_stage(update, "lost")
        self._failed.pop(update.id, None)

    async def _try(self, update: Update) -> bool:
        """Post an event. Return whether it got a 200 in time."""
        taken = await self._post(update)
        for _ in range(self._oa.switches.duplicates if taken else 0):
            await self._post(update)
        update.tries += 1
        if taken:
            self._oa.report_stage(update, "confirmed")
        return taken

    async def _post(self, update: Update) -> bool:
        oa, switches = self._oa, self._oa.switches
        body = dict(update.body)
        timestamp = str(body.get("timestamp") or int(oa.clock.now() * 1000))
        headers = {}
        if switches.timestamp_header:
            body.pop("timestamp", None)
            headers[MOMENT] = timestamp
        if update.tries:
            body["num_retry"] = update.tries
        raw = orjson.dumps(body)
        headers[SIGNATURE] = self._sign(raw, timestamp)
        url, lasts = self.url, switches.webhook_lasts
        fault = oa.faults.next(WEBHOOK)
        return await with_fault(fault, lambda: post(url, raw, headers, lasts)) == "ok"
