"""The demo's processes, with small programs in the place of sandbox and bot."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.demo import children, supervisor
from bot.demo.children import Child
from bot.demo.power import Power
from bot.demo.supervisor import Demo, free_port, show
from bot.errors import OperatorError

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
    made = Child([sys.executable, "-c", PATIENT], os.environ, tmp_path / "log")
    yield made
    await made.kill()


PATIENCE = 60.0
"""Seconds for a small program to start, on a slow and busy machine."""


async def ready(log: Path, times: int = 1) -> None:
    async with asyncio.timeout(PATIENCE):
        while not log.exists() or log.read_text().count("ready") < times:
            await asyncio.sleep(0.01)


async def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """The line that the demo prints, which may come after its bot is ready."""
    said = ""
    async with asyncio.timeout(PATIENCE):
        while not said.endswith("\n"):
            await asyncio.sleep(0.01)
            said += capsys.readouterr().out
    return said


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
    stubborn = Child([sys.executable, "-c", STUBBORN], os.environ, tmp_path / "log")
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
        [sys.executable, "-c", "print('no token'); raise SystemExit(2)"],
        os.environ,
        tmp_path / "b",
    )
    await short.start()
    async with asyncio.timeout(PATIENCE):
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


SANDBOX = """
import http.server, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
print(sys.argv[sys.argv.index("--power-url") + 1], flush=True)
class Yes(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", port), Yes).serve_forever()
"""
BOT = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("goodbye"), sys.exit(0)))
print(*sorted(name for name in os.environ if name.startswith("NGHEDAN_")), "ready", flush=True)
time.sleep(60)
"""


def demo(data: Path, *, sandbox: str = SANDBOX, bot: str = BOT) -> Demo:
    return Demo(data, free_port(), (sys.executable, "-c", sandbox), (sys.executable, "-c", bot))


async def test_it_shows_one_address_and_stops_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NGHEDAN_PUBLIC_URL", "https://of.the.shell")
    shown = demo(tmp_path)
    for times in (1, 2):
        async with asyncio.TaskGroup() as group:
            running = group.create_task(show(shown))
            line = f"Nghe Dân: {shown.url}   (Ctrl-C: stop)\n"
            assert await printed(capsys) == line, times
            await ready(tmp_path / "bot.log")
            signal.raise_signal(signal.SIGINT)
            assert await running == 0
        assert capsys.readouterr().out == ""
        log = (tmp_path / "bot.log").read_text()
        assert log.endswith("goodbye\n")
        assert "NGHEDAN_TELEGRAM_TOKEN" in log
        assert "NGHEDAN_PUBLIC_URL" not in log
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", shown.port)
        (tmp_path / "bot.log").unlink()


async def test_the_plug_that_the_page_pulls_does_not_end_it(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        running = group.create_task(show(demo(tmp_path)))
        await ready(tmp_path / "bot.log")
        url = (tmp_path / "sandbox.log").read_text().split()[0]
        async with aiohttp.ClientSession() as page:
            for wanted in (False, True):
                async with page.post(url, json={"on": wanted}) as answer:
                    assert await answer.json() == {"on": wanted}
        await ready(tmp_path / "bot.log", times=2)
        assert "goodbye" not in (tmp_path / "bot.log").read_text()
        signal.raise_signal(signal.SIGTERM)
        assert await running == 0


@pytest.mark.parametrize(
    ("programs", "message"),
    [
        ({"bot": "print('no config'); raise SystemExit(2)"}, r"bot ended .*2\): no config; the"),
        ({"sandbox": "raise SystemExit('port taken')"}, r"sandbox ended .*1\): port taken; the"),
        ({"sandbox": "import time; time.sleep(60)"}, "sandbox did not answer"),
    ],
)
async def test_it_says_which_one_failed(
    tmp_path: Path, programs: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 1.0 if "60" in str(programs) else PATIENCE)
    with pytest.raises(OperatorError, match=message):
        await show(demo(tmp_path, **programs))
