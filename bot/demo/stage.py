"""Prepares the demo: database, sample data, clock and chats."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp

from bot.demo import page, seed
from bot.demo.moment import moment
from bot.process.clock import Clock
from bot.settings.organisation import load_organisation
from storage import audit
from storage.engine import schema
from storage.engine.database import Database

TOKEN = "1000000001:demo"  # noqa: S105 - the sandbox takes any
ZALO_TOKEN = "1000000002:demo"  # noqa: S105
CONFIG = Path(__file__).resolve().parents[2] / "config"


async def prepare(data: Path) -> Path:
    """Create and fill the database, set the clock; returns the file with the page's data."""
    organisation = load_organisation(CONFIG)
    path = data / "nghedan.db"
    schema.migrate(path)
    database = await Database.open(path)
    try:
        now = Clock().now()
        newest = await database.read(audit.newest)
        then = moment(now, newest, organisation)
        await database.transact(lambda tx: seed.seed(tx, organisation, then, data))
    finally:
        await database.close()
    (data / "clock").write_text(str((then - now).total_seconds()), encoding="ascii")
    sample = data / "page.json"
    sample.write_text(
        json.dumps(page.sample(TOKEN, ZALO_TOKEN), ensure_ascii=False), encoding="utf-8"
    )
    return sample


async def open_chats(url: str) -> str:
    """Open the people's chats, which a new sandbox does not know; returns an error or "".

    After this the bot can write to them before they write.
    """
    try:
        async with aiohttp.ClientSession() as session:
            for service in (f"bots/{TOKEN}", f"zalo-bot/{ZALO_TOKEN}"):
                for chat in (seed.LAN, seed.NAM, seed.TU, seed.HEAD, page.BAY):
                    address = f"{url}/sandbox/{service}/chats/{chat}/open"
                    async with session.post(address, json={}) as answer:
                        answer.raise_for_status()
    except aiohttp.ClientError as error:
        return f"The sandbox does not know its people ({type(error).__name__})"
    return ""
