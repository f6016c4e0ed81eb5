"""No text, name or telephone number of people is in a log or in the metrics.

This is also true when a turn fails, a send is refused, the database fails, or a background task breaks.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.town import TOKEN, Town
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path

NAME, WORD, LATE = "Quạchlanphương", "chimxanh7315", "sếuđầuđỏ88"
PHONE = "0987 654 321"
CHAT, OTHER = 73151234, 73155678
BOT = rf"(?<![\d.]){TOKEN.partition(':')[0]}"
"""The bot's id; but not within a number of seconds, such as 0.007000000001426."""
PRIVATE = re.compile(
    rf"{NAME}|{WORD}|{LATE}|987\W?654\W?321|{CHAT}|{OTHER}|lầy lội|{TOKEN}|{BOT}",
    re.IGNORECASE,
)

BREAKING = f"""
import asyncio, sys, threading
from dataclasses import replace
import bot.app, bot.process.intake
from bot.cli import main
loops = []
run_bot = bot.app.run_bot
async def remembered(*arguments):
    loops.append(asyncio.get_running_loop())
    await run_bot(*arguments)
bot.app.run_bot = remembered
usual, sorry = bot.app.BOOK.dispatch, bot.process.intake.apologise
def fail(words):
    raise ValueError(words)
async def unobserved(words):
    fail(words)
def begin(words):
    loops[0].create_task(unobserved(words))
def breaks(turn):
    words = f"{{turn.incoming.text}} {{turn.person.name}} {{turn.incoming.chat}}"
    if "hỏng luồng" in words:
        threading.Thread(target=fail, args=(words,)).start()
    if "hỏng gọi" in words:
        loops[0].call_soon_threadsafe(fail, words)
        loops[0].call_soon_threadsafe(begin, words)
    if "hỏng rồi" in words:
        try:
            fail(words)
        except ValueError as error:
            raise KeyError(words) from error
    if "hỏng nhóm" in words:
        raise ExceptionGroup(words, [ValueError(words)])
    usual(turn)
def cannot(tx, incoming, error, **more):
    if "{LATE}" in incoming.text:
        raise RuntimeError(incoming.text)
    sorry(tx, incoming, error, **more)
bot.app.BOOK = replace(bot.app.BOOK, dispatch=breaks)
bot.process.intake.apologise = cannot
sys.exit(main(["run"]))
"""

ENDING = f"""
import sys, bot.app
async def breaks(*_):
    raise ValueError('{WORD}')
bot.app.run_bot = breaks
from bot.cli import main
sys.exit(main(['run']))
"""


@pytest.fixture
def broken(tmp_path: Path) -> Town:
    """A bot that breaks in many places, each by a word in a message."""
    town = Town(tmp_path)
    town.bot.arguments = [sys.executable, "-c", BREAKING]
    return town


async def test_no_illness_tells_what_people_wrote(broken: Town) -> None:
    async with broken as town:
        lan = town.phone(NAME, CHAT)
        await lan.says(f"đường ấp 4 lầy lội {WORD}, xe không qua được")
        await lan.taps("Đồng ý và gửi")
        await lan.sees("Mã hồ sơ là K")
        await lan.taps("Để lại số điện thoại")
        await lan.says(PHONE)
        await lan.sees(PHONE.replace(" ", ""))
        await turns_fail(town)
        await sends_fail(town)
        await updates_are_refused(town)
        await the_database_is_ill(town)
        metrics = await town.metrics()
        log = (town.folder / "bot.log").read_text()
        for line in (
            "a turn failed",
            "even the apology failed",
            "is a dead letter",
            "the database is ill",
            "could not be read",
            "ValueError at",
            "KeyError at",
            "ambiguous",
        ):
            assert line in log, line
        assert sum("an uncaught error in the background" in line for line in log.splitlines()) == 3
        for outcome in ("sent", "again", "given up", "unreachable"):
            assert f'nghedan_deliveries_total{{outcome="{outcome}"}}' in metrics, outcome
        assert [line for line in metrics.splitlines() if PRIVATE.search(line)] == []
        assert await town.bot.end() == 0
    log = (town.folder / "bot.log").read_text()
    found = [line for line in log.splitlines() if PRIVATE.search(line)]
    assert found == []


async def turns_fail(town: Town) -> None:
    lan = town.phone(NAME, CHAT)
    for words in ("hỏng rồi", "hỏng nhóm"):
        await lan.says(f"{words} {WORD} {PHONE}")
        await lan.sees("Xin lỗi")
    await lan.says(f"hỏng rồi {WORD} {LATE}")
    for words in ("hỏng luồng", "hỏng gọi"):
        await lan.says(f"{words} {WORD} {PHONE}")
        await lan.sees(WORD)
    assert len(await town.until(lambda: town.rows("SELECT 1 FROM failed_update"))) == 3


async def sends_fail(town: Town) -> None:
    other = town.phone(NAME, OTHER)
    await other.says("/start")
    await other.sees("Chào bà con")
    await town.fault("sendMessage", error_code=400, description=f"Bad Request: {WORD} {NAME}")
    await other.says(f"mất nước {WORD}")
    await town.until(lambda: town.rows("SELECT 1 FROM outbox WHERE state = 'dead'"))
    await town.fault("sendMessage", cut="after")
    await other.says(f"mất điện {WORD}")
    await town.until(lambda: town.rows("SELECT 1 FROM outbox WHERE ambiguous"))
    await town.fault("sendMessage", error_code=502)
    await other.says(f"hết nước {WORD}")
    await town.until(lambda: town.rows("SELECT 1 FROM outbox WHERE error = 'the service fails'"))
    await town.fault("sendMessage", error_code=403, description=f"Forbidden: {WORD}")
    await other.says(f"cây đổ {WORD}")
    await town.until(lambda: not town.rows("SELECT 1 FROM outbox WHERE state = 'waiting'"))


async def updates_are_refused(town: Town) -> None:
    before = len(town.rows("SELECT 1 FROM failed_update"))
    sender = {"id": CHAT, "is_bot": False, "first_name": NAME}
    await town.control("updates", {"message": {"text": WORD, "from": sender, "newer": PHONE}})
    await town.control("updates", {"callback_query": {"data": WORD, "from": sender}})
    await town.until(lambda: len(town.rows("SELECT 1 FROM failed_update")) > before)
    # Wrong requests to the port: a webhook of another program, half a request.
    host, _, port = town.environment["NGHEDAN_LISTEN"].partition(":")
    for sent in (
        f"POST /{WORD} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"{WORD} {NAME}\r\n\r\n",
        f"GET /{WORD}",
    ):
        _reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent.encode())
        await writer.drain()
        writer.close()


async def the_database_is_ill(town: Town) -> None:
    lan = town.phone(NAME, CHAT)
    with locked(town.database):
        await lan.says(f"đường ấp 4 lầy lội {WORD} {PHONE}")
        await town.until(lambda: "database is ill" in (town.folder / "bot.log").read_text())
    await lan.sees(WORD)


async def test_a_process_that_breaks_at_the_top_tells_where_and_not_what(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.bot.arguments = [sys.executable, "-c", ENDING]
    await town.bot.start()
    assert town.bot.process is not None
    assert await asyncio.wait_for(town.bot.process.wait(), 30) == 1
    log = (tmp_path / "bot.log").read_text()
    assert WORD not in log
    assert "ValueError at" in log
    assert " breaks" in log
