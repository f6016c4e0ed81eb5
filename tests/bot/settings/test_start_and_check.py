"""What `nghedan run` refuses, `nghedan check` refuses too, in the same one line."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import cli
from bot.app import run_bot
from bot.errors import OperatorError
from bot.settings.settings import load
from tests.engines import empty_file

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE = Path(__file__).resolve().parents[3] / "config"
FILES = sorted(path.name for path in SAMPLE.glob("*.toml"))
HTTPS = "https://xa.example.vn"
OA = {
    "ZALO_OA_ID": "123456",
    "ZALO_OA_APP_ID": "654321",
    "ZALO_OA_APP_SECRET": "secret",
    "ZALO_OA_SECRET_KEY": "key",
    "ZALO_OA_REFRESH_TOKEN": "refresh",
    "PUBLIC_URL": HTTPS,
}
MISTAKES: list[dict[str, str]] = [
    {"TELEGRAM_TOKEN": "abc"},
    {"TELEGRAM_API_URL": "api.telegram.org"},
    {"TELEGRAM_TOKNE": "1:a"},
    {"ZALO_BOT_TOKEN": "abc"},
    {"ZALO_BOT_API_URL": "ftp://zalo"},
    {"ZALO_BOT_MESSAGES": "many"},
    *({**OA, name: ""} for name in OA if name not in ("ZALO_OA_ID", "ZALO_OA_REFRESH_TOKEN")),
    {**OA, "ZALO_OA_ID": "letters"},
    {**OA, "ZALO_OA_API_URL": "zalo"},
    {**OA, "ZALO_OA_OAUTH_URL": "zalo"},
    {**OA, "ZALO_OA_TEMPLATE_DATA": "="},
    {**OA, "ZALO_OA_TEMPLATE_MESSAGES": "5"},
    {"DATABASE_URL": "mysql://here"},
    {"DATABASE_URL": "sqlite:///"},
    {"CONFIG_DIR": "/nowhere"},
    {"BACKUP_KEEP_DAYS": "0"},
    {"PUBLIC_URL": "http://xa.example.vn"},
    {"PUBLIC_URL": "xa.example.vn"},
    {"LISTEN": "8080"},
    {"LISTEN": "127.0.0.1:99999"},
    {"METRICS_LISTEN": "here"},
    {"LISTEN": "127.0.0.1:9190", "METRICS_LISTEN": "127.0.0.1:9190"},
    {"PACE": "slow"},
    {"PROCESSORS": "two"},
    {"HANDOVER": "maybe"},
    {"FLOOD_PER_MINUTE": "-1"},
    {"CLOCK_FILE": "/tmp/offset"},
]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(SAMPLE, folder)
    database = empty_file(tmp_path / "nghedan.db")
    for name, value in {
        "CONFIG_DIR": folder,
        "DATA_DIR": tmp_path,
        "DATABASE_URL": f"sqlite:///{database}",
        "TELEGRAM_TOKEN": "1:a",
    }.items():
        monkeypatch.setenv(f"NGHEDAN_{name}", str(value))
    return folder


def start() -> str:
    """What a start refuses with."""

    async def begun() -> None:
        async with asyncio.timeout(5):
            await run_bot(load())

    with pytest.raises(OperatorError) as refused:
        asyncio.run(begun())
    return str(refused.value)


def agree(capsys: pytest.CaptureFixture[str]) -> None:
    refused = start()
    assert "\n" not in refused
    assert cli.main(["check"]) == 2
    assert capsys.readouterr().err == f"nghedan: {refused}\n"


def test_without_a_mistake_nothing_is_refused(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert config.is_dir()
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out == "All is well.\n"


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda one: "+".join(f"{key}={value}" for key, value in one.items())
)
def test_a_setting(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    mistake: Mapping[str, str],
) -> None:
    assert config.is_dir()
    for name, value in mistake.items():
        monkeypatch.setenv(f"NGHEDAN_{name}", value)
    agree(capsys)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", ["not toml [", "unknown_key = 1\n", "name = 'twice'\n"])
def test_a_file(config: Path, capsys: pytest.CaptureFixture[str], name: str, text: str) -> None:
    path = config / name
    path.write_text(text + path.read_text("utf-8"), "utf-8")
    agree(capsys)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_or_no_text(
    config: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (config / name).write_bytes(b"\xff\xfe")
    agree(capsys)


def test_a_start_removes_what_a_killed_restore_prepared(config: Path) -> None:
    folder = config.parent
    prepared, staged = folder / "nghedan.db.part", folder / ".restoring" / "files" / "a"
    staged.parent.mkdir(parents=True)
    for path in (prepared, staged):
        path.write_bytes(b"words that were erased since")
    with closing(sqlite3.connect(folder / "nghedan.db")) as connection:
        connection.execute("PRAGMA application_id = 12345")
    assert "development state" in start()
    assert not prepared.exists()
    assert not (folder / ".restoring").exists()
