"""The demo's processes, with small programs in the place of sandbox and bot."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.demo import children
from bot.demo.children import Child
from bot.demo.power import Power

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENT = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("goodbye"), sys.exit(0)))
print("ready", flush=True)
time.sleep(60)
"""
NONSENSE: tuple[object, ...] = ({"on": "yes"}, {}, [], None)
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"


@pytest.fixture
async def child(tmp_path: Path) -> AsyncIterator[Child]:
    made = Child([sys.executable, "-c", PATIENT], {}, tmp_path / "log")
    yield made
    await made.kill()


async def ready(log: Path, times: int = 1) -> None:
    async with asyncio.timeout(20):
        while not log.exists() or log.read_text().count("ready") < times:
            await asyncio.sleep(0.01)


async def test_stopping_lets_it_say_goodbye(child: Child, tmp_path: Path) -> None:
    await child.start()
    await ready(tmp_path / "log")
    await child.stop()
    assert child.last_words() == "goodbye"
    assert not child.on


async def test_killing_does_not_and_it_starts_again(child: Child, tmp_path: Path) -> None:
    await child.start()
    await child.start()
    await ready(tmp_path / "log")
    await child.kill()
    assert child.last_words() == "ready"
    await child.start()
    await ready(tmp_path / "log", times=2)
    assert child.on


async def test_one_that_will_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "GRACE", 0.2)
    stubborn = Child([sys.executable, "-c", STUBBORN], {}, tmp_path / "log")
    await stubborn.start()
    await ready(tmp_path / "log")
    await stubborn.stop()
    assert not stubborn.on


async def test_only_a_death_of_its_own_counts(child: Child, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        died = group.create_task(child.died())
        await child.start()
        await ready(tmp_path / "log")
        await child.kill()
        await child.start()
        await ready(tmp_path / "log", times=2)
        assert not died.done()
        died.cancel()

    short = Child(
        [sys.executable, "-c", "print('no token'); raise SystemExit(2)"], {}, tmp_path / "b"
    )
    await short.start()
    async with asyncio.timeout(20):
        assert await short.died() == 2
    assert short.last_words() == "no token"


async def test_the_switch(child: Child, tmp_path: Path) -> None:
    power = Power(child)
    await power.open()
    try:
        async with aiohttp.ClientSession() as browser:

            async def turn(wanted: object) -> tuple[int, object]:
                async with browser.post(power.url, json=wanted) as answer:
                    return answer.status, await answer.json()

            assert await turn({"on": True}) == (200, {"on": True})
            await ready(tmp_path / "log")
            assert await turn({"on": False}) == (200, {"on": False})
            assert child.last_words() == "ready"
            async with browser.get(power.url) as answer:
                assert await answer.json() == {"on": False}
            for nonsense in NONSENSE:
                assert (await turn(nonsense))[0] == 400
            async with browser.post(
                power.url.rpartition("/")[0] + "/", json={"on": True}
            ) as answer:
                assert answer.status == 404
            assert not child.on
    finally:
        await power.close()
