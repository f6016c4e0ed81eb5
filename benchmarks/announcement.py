"""An announcement to a hundred thousand, killed on its way; and how long residents wait for replies
while ten thousand are being told at Telegram's own pace."""

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
from benchmarks.contenders import CONTENDERS
from benchmarks.growth.desk import HEAD, Desk
from benchmarks.growth.fill import fill
from benchmarks.load.server import SILENCE
from benchmarks.runs import asked as ask, load_server, megabytes, started, until_ready
from benchmarks.waiting import paced, percentiles
from bot.channels.telegram.capabilities import NAME, RATE_LIMITS
from storage.engine.database import Database
from storage.messages import outbox, outbox_states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.engine.transaction import Transaction

CASES = 1000
MORNING = 9
"""The hour in Vietnam at which it is announced: at night it would wait."""
TYPED = ("/thongbao", "Sáng thứ Bảy tiêm phòng dại cho chó mèo tại nhà văn hóa ấp 4.", "1")
AT_A_TIME = 300
SPEAKING = 5.0
"""Residents a second who write meanwhile."""
PATIENCE = 900.0


def announcement(many: int, some: int, seconds: float) -> dict[str, Any]:
    """To `many`, killed on its way; residents who write for so many seconds while `some` are
    told."""
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "transactions": lambda: asyncio.run(fed(many)),
        "killed": lambda: killed(many),
        "replies_meanwhile": lambda: meanwhile(some, seconds),
    }
    found = {}
    for name, measured in parts.items():
        found[name] = measured()
        print(f"   {name}: {json.dumps(found[name])}", flush=True)
    return found


def ahead() -> timedelta:
    """From the machine's time to the next morning in Vietnam."""
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning - now + timedelta(days=now > morning)


async def fed(recipients: int) -> dict[str, Any]:
    """Every transaction that feeds the outbox, one after the other, and memory at both ends; what
    is fed counts as sent at once."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "nghedan.db"
        fill(path, CASES, recipients)
        database = await Database.open(path)
        desk = Desk(database, ahead())
        try:
            await announced(desk)
            took, before = [], megabytes(os.getpid())
            while True:
                took.append(await desk.speaks(feed))
                if not await database.transact(lambda tx: _send_all(tx, desk.now())):
                    break
            return {
                "recipients": recipients, "transactions": len(took), **percentiles(took),
                "memory_grew_mb": round(megabytes(os.getpid()) - before, 1),
            }  # fmt: skip
        finally:
            await database.close()


def _send_all(tx: Transaction, now: datetime) -> int:
    rows = outbox.due(tx, NAME, now, AT_A_TIME)
    outbox_states.mark_sent(tx, [outbox_states.Sent(row.id, str(row.id), now) for row in rows])
    return len(rows)


async def announced(desk: Desk) -> None:
    """An official sends it out."""
    await desk.enrol(HEAD, "head", "")
    for text in TYPED:
        await desk.types(HEAD, text)


@contextmanager
def announcing(recipients: int, pace: str) -> Iterator[tuple[str, Path, Any]]:
    """A load server, a folder and our process's settings, with an announcement just begun."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "nghedan.db"
        fill(path, CASES, recipients)
        (folder / "clock").write_text(str(ahead().total_seconds()))

        async def begin() -> None:
            database = await Database.open(path)
            try:
                await announced(Desk(database, ahead()))
            finally:
                await database.close()

        asyncio.run(begin())
        ours = replace(
            CONTENDERS[0],
            environment={"NGHEDAN_CLOCK_FILE": str(folder / "clock"), "NGHEDAN_PACE": pace},
        )
        with load_server(SILENCE, folder) as url:
            yield url, folder, ours


def killed(recipients: int) -> dict[str, Any]:
    """Without any pace: killed when a third was told, then to the end."""
    with announcing(recipients, "off") as (url, folder, ours):
        began, memory = time.monotonic(), []
        with started(ours, url, folder, "first.log") as bot:
            until_ready(folder / "first.log")
            while ask(url, "told")["chats"] < recipients / 3:
                time.sleep(0.2)
            memory.append(megabytes(bot.pid))
            bot.send_signal(signal.SIGKILL)
            bot.wait()
        with started(ours, url, folder, "second.log") as bot:
            until_ready(folder / "second.log")
            # The official hears of it, too.
            while ask(url, "told")["chats"] < recipients + 1:
                if time.monotonic() - began > PATIENCE:
                    break
                time.sleep(0.5)
            memory.append(megabytes(bot.pid))
        told = ask(url, "told")
        return {
            "recipients": recipients, "never_told": recipients + 1 - told["chats"],
            "told_twice": told["twice"], "seconds": round(time.monotonic() - began, 1),
            "memory_mb": [round(one) for one in memory],
        }  # fmt: skip


def meanwhile(recipients: int, seconds: float) -> dict[str, Any]:
    """At Telegram's pace, residents who are not among the recipients write and wait."""
    with announcing(recipients, "on") as (url, folder, ours), started(ours, url, folder):
        until_ready(folder / "bot.log")
        before = ask(url, "told")["chats"]
        waited = paced(url, SPEAKING, seconds)
        told = ask(url, "told")["chats"] - before
        return {
            "recipients": recipients, "told_meanwhile": told, "told_a_second": round(told / seconds, 1),
            "pace": RATE_LIMITS.overall, **waited,
        }  # fmt: skip
