"""The sandbox's clock is moved by a call, or by a file that a bot can also read."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sandbox.clock import READ_AGAIN, Clock
from tests.sandbox.box import LAN, opened

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400


def ahead(clock: Clock) -> int:
    """The offset in whole days."""
    return round((clock.now() - time.time()) / DAY)


async def test_a_file_moves_it(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    assert ahead(Clock(file)) == 0
    file.write_text(str(-3 * DAY))
    clock = Clock(file)
    assert ahead(clock) == -3
    clock.move(DAY)
    assert ahead(clock) == -2
    file.write_text("half wri")
    await asyncio.sleep(READ_AGAIN)
    assert ahead(clock) == -2


async def test_what_waits_wakes_when_it_is_moved(tmp_path: Path) -> None:
    for file in (None, tmp_path / "clock"):
        clock = Clock(file)
        waiting = asyncio.create_task(clock.sleep(DAY))
        await asyncio.sleep(0.05)
        clock.move(DAY / 2)
        await asyncio.sleep(0.05)
        assert not waiting.done()
        clock.move(DAY + 1)
        await asyncio.wait_for(waiting, 1)


async def test_telegram_s_dates_go_by_it(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text(str(DAY))
    async with opened(clock_file=tmp_path / "clock") as box:
        await box.act("say", text="a")
        await box.call("sendMessage", chat_id=LAN, text="b")
        assert all(one["date"] > time.time() + DAY / 2 for one in await box.screen())
