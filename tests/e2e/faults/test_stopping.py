"""SIGTERM at bad moments: the process ends within ten seconds, and goes on after a restart."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from domain.messages.message import Outgoing
from storage.engine.database import Database
from storage.engine.postgres import connect
from storage.messages import outbox
from tests.e2e.town import MORNING, Town
from tests.engines import locked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.engine.transaction import Transaction
    from tests.e2e.town import Phone

PEOPLE, EACH = 40, 50
WITHIN = 10.0


async def stop(town: Town) -> float:
    """Stop the bot by SIGTERM. Return the seconds that it took."""
    began = time.monotonic()
    assert await town.bot.end(signal.SIGTERM) == 0
    assert "Traceback" not in (town.folder / "bot.log").read_text()
    return time.monotonic() - began


async def fill(where: Path | str, people: list[Phone]) -> None:
    """Put two thousand messages into the outbox."""

    def work(tx: Transaction) -> None:
        for number in range(EACH):
            for one in people:
                outbox.put(
                    tx,
                    channel="telegram",
                    chat=str(one.chat),
                    now=MORNING,
                    rank=outbox.BROADCAST,
                    message=Outgoing(f"Thông báo số {number}."),
                )

    database = await Database.open(where)
    await database.transact(work)
    await database.close()


async def keep_writing(people: list[Phone], enough: asyncio.Event) -> list[tuple[str, str]]:
    """Write as one person after the other until `enough` is set. Return (chat, text) in order."""
    written: list[tuple[str, str]] = []
    while not enough.is_set():
        for one in people:
            written.append((str(one.chat), f"đường ấp 4 lầy lội, lần {len(written)}"))
            await one.says(written[-1][1])
            await asyncio.sleep(0.02)
    return written


@pytest.fixture(params=["polling", "webhook"])
async def busy(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    town = Town(tmp_path)
    if request.param == "webhook":
        town.environment["NGHEDAN_PUBLIC_URL"] = f"http://{town.environment['NGHEDAN_LISTEN']}"
    async with town:
        yield town


class OnServer(Town):
    """A town whose single process uses PostgreSQL."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, NGHEDAN_DATABASE_URL=url)
        self.where = self._url = url

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with connect(self._url) as connection:
            return connection.execute(sql.encode(), values).fetchall()


@pytest.fixture
async def on_server(tmp_path: Path, postgres: str) -> AsyncIterator[Town]:
    async with OnServer(tmp_path, postgres) as town:
        yield town


async def test_two_thousand_wait_and_people_keep_speaking(busy: Town) -> None:
    await two_thousand_wait(busy, busy.database)


async def test_two_thousand_wait_on_postgresql(on_server: Town, postgres: str) -> None:
    await two_thousand_wait(on_server, postgres)


async def two_thousand_wait(busy: Town, where: Path | str) -> None:
    people = [busy.phone(f"Người {n}", 10_000 + n) for n in range(PEOPLE)]
    for one in people:
        await one.says("/start")
    for one in people:
        await one.sees("Chào bà con")
    await busy.bot.end()
    await fill(where, people)
    busy.environment["NGHEDAN_PACE"] = "on"
    await busy.bot.start()
    enough = asyncio.Event()
    speaking = asyncio.create_task(keep_writing(people, enough))
    await busy.until(lambda: busy.rows("SELECT 1 FROM outbox WHERE rank = 2 AND state = 'sent'"))
    await asyncio.sleep(1.5)
    assert await stop(busy) < WITHIN
    (waiting,) = busy.rows("SELECT count(*) FROM outbox WHERE rank = 2 AND state = 'waiting'")[0]
    assert waiting > PEOPLE * EACH / 2
    enough.set()
    written = await speaking
    busy.environment["NGHEDAN_PACE"] = "off"
    await busy.bot.start()
    stored = (
        "SELECT chat, body FROM transcript JOIN personal_text ON personal_text.id = text_id"
        " WHERE body <> '/start' ORDER BY transcript.id"
    )
    await busy.until(lambda: len(busy.rows(stored)) >= len(written))
    assert sorted(busy.rows(stored)) == sorted(written)
    await busy.until(lambda: not busy.rows("SELECT 1 FROM outbox WHERE state = 'waiting'"))
    for one in people:
        seen = Counter(
            message["text"] for message in await one.screen() if message["from"] == "bot"
        )
        assert [seen[f"Thông báo số {number}."] for number in range(EACH)] == [1] * EACH


async def test_the_database_is_locked(busy: Town) -> None:
    """The end does not wait for the lock. The work is done after the restart."""
    lan = busy.phone("Lan", 501)
    await lan.says("/start")
    await lan.sees("Chào bà con")
    # The end waits for sent messages that are not recorded yet, as for messages in flight.
    await busy.until(lambda: not busy.rows("SELECT 1 FROM outbox WHERE state = 'waiting'"))
    with locked(busy.database):
        await lan.says("đường ấp 4 lầy lội, xe không qua được")
        await asyncio.sleep(1)
        assert await stop(busy) < WITHIN
    await busy.bot.start()
    await lan.sees("Ấp 4")


async def test_telegram_does_not_answer(busy: Town) -> None:
    """Messages in flight get most of the time. They may be doubled, but are not lost."""
    lan = busy.phone("Lan", 501)
    await lan.says("/start")
    await lan.sees("Chào bà con")
    for method in ("sendMessage", "getUpdates", "getMe"):
        await busy.fault(method, times=-1, delay=60)
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    await busy.until(lambda: busy.rows("SELECT 1 FROM outbox WHERE state = 'waiting'"))
    assert await stop(busy) < WITHIN
    await busy.control("reset_faults", {})
    await busy.bot.start()
    await lan.sees("Ấp 4")


async def test_a_large_copy_is_being_made(tmp_path: Path) -> None:
    """The backup is cancelled at once. No half backup remains, and the next start makes it."""
    async with Town(tmp_path) as town:
        await town.bot.end()
        for left in (tmp_path / "backups").glob("nghedan-*"):
            left.rename(tmp_path / left.name)
        with closing(sqlite3.connect(town.database)) as connection, connection:
            connection.executemany(
                "INSERT INTO personal_text (body, at) VALUES (?, ?)",
                [("x" * 100_000, MORNING.isoformat())] * 1500,
            )
        await town.bot.start()
        await town.until(lambda: list((tmp_path / "backups").glob("*.part/nghedan.db")))
        assert await stop(town) < WITHIN
        assert not list((tmp_path / "backups").glob("nghedan-*"))
        await town.bot.start()
        await town.until(lambda: list((tmp_path / "backups").glob("nghedan-*[0-9]")))
