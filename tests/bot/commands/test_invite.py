from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot import cli
from bot.commands import invite
from bot.demo.supervisor import free_port
from bot.errors import OperatorError
from bot.settings.settings import Settings, load
from domain.people.invitations import hashed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TOKEN = "7:secret"


@pytest.fixture
async def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Settings]:
    async def get_me(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"id": 7, "username": "nghedan_bot"}})

    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error_code": 401}, status=401)

    async def babble(_request: web.Request) -> web.Response:
        return web.Response(text="<html>a proxy</html>", status=502)

    application = web.Application()
    application.router.add_get(f"/bot{TOKEN}/getMe", get_me)
    application.router.add_get("/bot8:refused/getMe", refuse)
    application.router.add_get("/bot9:babble/getMe", babble)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    monkeypatch.setenv("NGHEDAN_TELEGRAM_API_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("NGHEDAN_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{tmp_path / 'n.db'}")
    yield load()
    await runner.cleanup()


async def test_the_link_names_the_bot_and_only_its_hash_is_kept(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(cli.main, ["migrate"]) == 0
    capsys.readouterr()
    assert await asyncio.to_thread(cli.main, ["invite", "--role", "admin", "--name", "Lan"]) == 0
    said = capsys.readouterr().out
    link = re.fullmatch(r"https://t\.me/nghedan_bot\?start=(moi-([\w-]{22}))\n", said)
    assert link
    assert len(link[1]) <= 64
    with closing(sqlite3.connect(tmp_path / "n.db")) as file:
        (row,) = file.execute(
            "SELECT token_hash, name, role, created_by, created_at, expires_at FROM invitation"
        )
    assert row[:4] == (hashed(link[2]), "Lan", "admin", None)
    made, expires = map(datetime.fromisoformat, row[4:])
    assert expires - made == timedelta(hours=24)


async def test_without_telegram_it_is_a_word_to_be_sent(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NGHEDAN_TELEGRAM_TOKEN")
    monkeypatch.setenv("NGHEDAN_ZALO_BOT_TOKEN", "8:zalo")
    assert await asyncio.to_thread(cli.main, ["migrate"]) == 0
    capsys.readouterr()
    assert await asyncio.to_thread(cli.main, ["invite", "--role", "admin"]) == 0
    assert re.fullmatch(r"moi-[\w-]{22}\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("8:refused", "Telegram refuses the token in NGHEDAN_TELEGRAM_TOKEN; copy it"),
        ("9:babble", "No Bot API answers at http://127.0.0.1"),
    ],
)
async def test_what_telegram_will_not_do_is_explained(
    settings: Settings, token: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NGHEDAN_TELEGRAM_TOKEN", token)
    with pytest.raises(OperatorError, match=message) as caught:
        await invite.username(load())
    assert token not in str(caught.value)


async def test_a_bot_api_that_is_not_there_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NGHEDAN_TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(OperatorError, match=r"No Bot API answers at .*; see to the network"):
        await invite.username(load())
