"""An administrator of the account brings the first tokens."""

from __future__ import annotations

import asyncio
import io
import re
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import cli
from bot.commands.zalo_oa_login import code_in
from bot.errors import OperatorError
from tests.bot.channels.zalo_oa.zalo import APP, APP_SECRET, OA, OAUTH, SECRET, Zalo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PAIR = {"access_token": "access-1", "refresh_token": "refresh-1", "expires_in": "90000"}


@pytest.fixture
async def zalo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Zalo]:
    async with Zalo() as made:
        for name, value in {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'n.db'}",
            "ZALO_OA_ID": OA,
            "ZALO_OA_APP_ID": APP,
            "ZALO_OA_APP_SECRET": APP_SECRET,
            "ZALO_OA_SECRET_KEY": SECRET,
            "ZALO_OA_OAUTH_URL": made.url,
            "PUBLIC_URL": "https://bot.example.vn",
        }.items():
            monkeypatch.setenv(f"NGHEDAN_{name}", value)
        assert await asyncio.to_thread(cli.main, ["migrate"]) == 0
        yield made


async def login(monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return await asyncio.to_thread(cli.main, ["zalo-oa-login", *arguments])


def kept(tmp_path: Path) -> list[tuple[str, str, int]]:
    import sqlite3

    with closing(sqlite3.connect(tmp_path / "n.db")) as connection:
        return connection.execute(
            "SELECT access_token, refresh_token, generation FROM service_access"
        ).fetchall()


async def test_a_consent(
    zalo: Zalo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    zalo.says(OAUTH, PAIR)
    assert await login(monkeypatch, "a-code-of-zalo\n") == 0
    said = capsys.readouterr().out
    (page,) = re.findall(r"http\S+", said)
    asked = parse_qs(urlsplit(page).query)
    assert asked["app_id"] == [APP]
    assert asked["redirect_uri"] == ["https://bot.example.vn"]
    (call,) = zalo.of(OAUTH)
    assert call.body["grant_type"] == "authorization_code"
    assert call.body["code"] == "a-code-of-zalo"
    assert call.body["code_verifier"]
    assert kept(tmp_path) == [("access-1", "refresh-1", 1)]
    assert "access-1" not in said
    assert "refresh-1" not in said


async def test_a_token_of_the_explorer_replaces_what_was_kept(
    zalo: Zalo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        zalo.says(OAUTH, {**PAIR, "refresh_token": f"refresh-{number}"})
        assert await login(monkeypatch, "by-hand-token\n", "--refresh-token") == 0
    assert kept(tmp_path) == [("access-1", "refresh-2", 2)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"error": -14003}, "--redirect"),
        ({"error": -14014}, "used before"),
        ({"error": -14004}, "NGHEDAN_ZALO_OA_APP_SECRET"),
        ({}, "an answer without tokens"),
    ],
)
async def test_what_zalo_refuses_is_one_line(
    zalo: Zalo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: dict[str, int],
    said: str,
) -> None:
    zalo.says(OAUTH, answer)
    assert await login(monkeypatch, "secret-code-1\n") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert said in error
    assert "secret-code-1" not in error
    assert kept(tmp_path) == []


@pytest.mark.parametrize("typed", ["", "\n", "x\n", "ba từ thôi\n"])
@pytest.mark.parametrize("arguments", [(), ("--refresh-token",)])
async def test_what_is_no_code(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch, typed: str, arguments: tuple[str, ...]
) -> None:
    assert await login(monkeypatch, typed, *arguments) == 2
    assert zalo.calls == []


@pytest.mark.parametrize(
    ("unset", "said"),
    [
        ("ZALO_OA_ID", "no NGHEDAN_ZALO_OA_ID"),
        ("ZALO_OA_APP_SECRET", "no NGHEDAN_ZALO_OA_APP_SECRET"),
        ("PUBLIC_URL", "--redirect"),
    ],
)
async def test_what_must_be_set(
    zalo: Zalo,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    unset: str,
    said: str,
) -> None:
    monkeypatch.delenv(f"NGHEDAN_{unset}")
    assert await login(monkeypatch, "a-code-of-zalo\n") == 2
    assert said in capsys.readouterr().err


def test_the_code_is_found_in_the_address() -> None:
    there = f"https://bot.example.vn/?code=abcdefgh&oa_id={OA}&state=s"
    assert code_in(there, "s", OA) == "abcdefgh"
    assert code_in("abcdefgh", "s", OA) == "abcdefgh"
    for wrong in (
        there.replace("state=s", "state=t"),
        there.replace(OA, "1"),
        there.replace("code=", "error="),
    ):
        with pytest.raises(OperatorError):
            code_in(wrong, "s", OA)
