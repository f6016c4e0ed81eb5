"""Fixtures: a database of this version, a stand-in for Telegram, a running intake."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from actions.commune import Commune
from bot.channels.telegram import TelegramChannel
from bot.process.intake import Intake
from bot.settings.organisation import load_organisation
from handlers.chat.book import Book
from storage.engine import sqlite
from storage.engine.database import Database
from tests.bot.service import Post, StandingClock
from tests.bot.telegram import TOKEN, Telegram
from tests.engines import empty_file
from tests.mixes import CAPABILITIES
from web.server import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.contract import Channel
    from handlers.chat.turn import Turn


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return empty_file(tmp_path / "test.db")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is opened after this waits for no other process's lock. Ask for it first."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(path)
    yield opened
    await opened.close()


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with Post(database) as made:
        yield made


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram() as made:
        yield made


@pytest.fixture
async def channel(telegram: Telegram, tmp_path: Path) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(TOKEN, telegram.url, tmp_path, api_is_local=True)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def heard() -> list[str]:
    """What the handlers were given, in order."""
    return []


@pytest.fixture
def settled() -> list[Any]:
    """For which chats intake waited."""
    return []


@pytest.fixture
def intake(database: Database, heard: list[str], settled: list[Any]) -> Intake:
    """Its handler only listens; at "nổ" it breaks."""

    def dispatch(turn: Turn) -> None:
        if turn.incoming.text.startswith("nổ"):
            raise RuntimeError(turn.incoming.text)
        heard.append(turn.incoming.tap or turn.incoming.text or turn.incoming.kind)

    async def wait_recorded(keys: Any) -> None:
        settled.append(keys)

    commune = Commune(
        organisation=load_organisation(Path("config")),
        channels=CAPABILITIES,
        bot_names=dict.fromkeys(CAPABILITIES, "nghedan_bot"),
    )
    return Intake(database, StandingClock(), commune, Book({}, (), dispatch), wait_recorded)


@pytest.fixture
async def outside(channel: Channel, intake: Intake) -> AsyncIterator[aiohttp.ClientSession]:
    """The channel's server, as its service sees it: paths are below the public address."""
    runner = await serve("127.0.0.1", 0, channel.routes(partial(intake.handle_post, channel)))
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession(f"http://{host}:{port}") as session:
        yield session
    await runner.cleanup()
