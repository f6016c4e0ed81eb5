"""Measures an announcement to a hundred thousand people, with a kill in the middle.

It also measures the latency of replies while ten thousand messages are sent at Telegram's rate limit.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from actions.messages.broadcast_feed import feed
from benchmarks.growth.desk import HEAD, Desk
from benchmarks.growth.fill import fill
from benchmarks.harness import call_control, load_server, megabytes, start_program, until_ready
from benchmarks.latency import paced, percentiles
from benchmarks.load.server import SILENCE
from benchmarks.programs import PROGRAMS
from bot.channels.telegram.capabilities import NAME, RATE_LIMITS
from storage.engine.database import Database
from storage.messages import outbox, outbox_states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.engine.transaction import Transaction

CASES = 1000
MORNING = 9
"""The hour in Vietnam of the announcement. At night it would wait."""
TYPED = ("/thongbao", "Sáng thứ Bảy tiêm phòng dại cho chó mèo tại nhà văn hóa ấp 4.", "1")
AT_A_TIME = 300
WRITERS = 5.0
"""Residents per second who write meanwhile."""
PATIENCE = 900.0


def announcement(many: int, some: int, seconds: float) -> dict[str, Any]:
    """Announce to `many` people with a kill, and to `some` while residents write for `seconds`."""
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "transactions": lambda: asyncio.run(time_transactions(many)),
        "killed": lambda: killed_midway(many),
        "replies_meanwhile": lambda: replies_meanwhile(some, seconds),
    }
    found = {}
    for name, measure in parts.items():
        found[name] = measure()
        print(f"   {name}: {json.dumps(found[name])}", flush=True)
    return found


def until_morning() -> timedelta:
    """Return the time from now to the next morning in Vietnam."""
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if now > morning:
        morning += timedelta(days=1)
    return morning - now


async def time_transactions(recipients: int) -> dict[str, Any]:
    """Measure each transaction that fills the outbox, and the growth of memory.

    The messages are marked as sent at once.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "nghedan.db"
        fill(path, CASES, recipients)
        database = await Database.open(path)
        desk = Desk(database, until_morning())
        try:
            await announce(desk)
            took, before = [], megabytes(os.getpid())
            while True:
                took.append(await desk.run_job(feed))
                if not await database.transact(lambda tx: _send_all(tx, desk.now())):
                    break
            return {
                "recipients": recipients,
                "transactions": len(took),
                **percentiles(took),
                "memory_grew_mb": round(megabytes(os.getpid()) - before, 1),
            }
        finally:
            await database.close()


def _send_all(tx: Transaction, now: datetime) -> int:
    rows = outbox.due(tx, NAME, now, AT_A_TIME)
    outbox_states.mark_sent(tx, [outbox_states.Sent(row.id, str(row.id), now) for row in rows])
    return len(rows)


async def announce(desk: Desk) -> None:
    """Send the announcement as an official."""
    await desk.enrol(HEAD, "head", "")
    for text in TYPED:
        await desk.types(HEAD, text)


@contextmanager
def announcing(recipients: int, pace: str) -> Iterator[tuple[str, Path, Any]]:
    """Start a load server and an announcement. Yields its address, a folder and our program."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "nghedan.db"
        fill(path, CASES, recipients)
        (folder / "clock").write_text(str(until_morning().total_seconds()))

        async def begin() -> None:
            database = await Database.open(path)
            try:
                await announce(Desk(database, until_morning()))
            finally:
                await database.close()

        asyncio.run(begin())
        ours = replace(
            PROGRAMS[0],
            environment={"NGHEDAN_CLOCK_FILE": str(folder / "clock"), "NGHEDAN_PACE": pace},
        )
        with load_server(SILENCE, folder) as url:
            yield url, folder, ours


def killed_midway(recipients: int) -> dict[str, Any]:
    """Send without a rate limit, with a kill -9 after a third, until all have the message."""
    with announcing(recipients, "off") as (url, folder, ours):
        began, memory = time.monotonic(), []
        with start_program(ours, url, folder, "first.log") as bot:
            until_ready(folder / "first.log")
            while call_control(url, "reached")["chats"] < recipients / 3:
                time.sleep(0.2)
            memory.append(megabytes(bot.pid))
            bot.send_signal(signal.SIGKILL)
            bot.wait()
        with start_program(ours, url, folder, "second.log") as bot:
            until_ready(folder / "second.log")
            # The official also gets a message.
            while call_control(url, "reached")["chats"] < recipients + 1:
                if time.monotonic() - began > PATIENCE:
                    break
                time.sleep(0.5)
            memory.append(megabytes(bot.pid))
        reached = call_control(url, "reached")
        return {
            "recipients": recipients,
            "not_reached": recipients + 1 - reached["chats"],
            "reached_twice": reached["twice"],
            "seconds": round(time.monotonic() - began, 1),
            "memory_mb": [round(one) for one in memory],
        }


def replies_meanwhile(recipients: int, seconds: float) -> dict[str, Any]:
    """Measure the latency of replies to other residents while Telegram's rate limit is used up."""
    with announcing(recipients, "on") as (url, folder, ours), start_program(ours, url, folder):
        until_ready(folder / "bot.log")
        before = call_control(url, "reached")["chats"]
        waited = paced(url, WRITERS, seconds)
        reached = call_control(url, "reached")["chats"] - before
        return {
            "recipients": recipients,
            "sent_meanwhile": reached,
            "sent_a_second": round(reached / seconds, 1),
            "pace": RATE_LIMITS.overall,
            **waited,
        }
