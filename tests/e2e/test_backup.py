"""A backup during use is complete, has no sealed words, and erased people stay erased."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "đường ấp 4 lầy lội, xe không qua được"
OF_OTHERS = (
    (
        "SELECT code, chat, hamlet_id, body FROM submission JOIN personal_text"
        " ON personal_text.id = words_id WHERE chat NOT IN ('501', '') ORDER BY code"
    ),
    (
        "SELECT chat, message, kind, body FROM transcript LEFT JOIN personal_text"
        " ON personal_text.id = text_id WHERE chat NOT IN ('501', '') ORDER BY transcript.id"
    ),
    (
        "SELECT chat, state, body FROM outbox LEFT JOIN personal_text"
        " ON personal_text.id = text_id WHERE chat NOT IN ('501', '') ORDER BY outbox.id"
    ),
    "SELECT id, act, subject, digest FROM audit WHERE act <> 'restored' ORDER BY id",
)
"""The data to compare, without Lan, who was erased."""
HELD = "Ông trưởng ấp nhận tiền của dân làm hộ nghèo, chimxanh7315"


def rows(path: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def file_one(town: Town, number: int) -> None:
    person = town.phone(f"Người {number}", 600 + number)
    await person.says(WORDS)
    await person.taps("Đồng ý và gửi")
    await person.sees("Mã hồ sơ là K")


async def test_a_copy_under_load_comes_back_whole(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        lan = town.phone("Lan", 501)
        await lan.sends("photo", b"\x89PNG\r\n\x1a\n" + b"0" * 2000, caption=WORDS)
        await lan.taps("Đồng ý và gửi")
        await lan.sees("Mã hồ sơ là K")
        ba, photo = town.phone("Ba", 503), b"\x89PNG\r\n\x1a\n" + b"1" * 3000
        await ba.sends("photo", photo, caption=WORDS)
        await ba.taps("Đồng ý và gửi")
        await ba.sees("Mã hồ sơ là K")
        await town.until(lambda: len(town.rows("SELECT 1 FROM file WHERE path <> ''")) == 2)
        await town.phone("Tư", 502).says(HELD)
        await town.until(lambda: town.rows("SELECT 1 FROM sealed_words"))
        load = asyncio.create_task(
            asyncio.wait([asyncio.create_task(file_one(town, number)) for number in range(12)])
        )
        copy = (await town.command("backup")).strip()
        await load
        await town.until(lambda: town.rows("SELECT count(*) FROM submission") == [(14,)])
        # Lan is erased after the backup was made.
        await lan.says("/riengtu")
        await lan.taps("Rút đồng ý")
        await lan.taps("Xóa hết")
        await town.until(lambda: town.rows("SELECT 1 FROM person WHERE erased_at IS NOT NULL"))
        assert await town.command("check") == "All is well.\n"
        folder = tmp_path / "backups"
        erased = folder / "erased.json"
        await town.until(erased.exists)
        assert json.loads(erased.read_text())
    made = rows(folder / copy.rpartition("/")[2] / "nghedan.db", "SELECT count(*) FROM submission")
    assert 2 <= made[0][0] <= 14
    for one in folder.rglob("*"):
        assert one.is_dir() or b"chimxanh7315" not in one.read_bytes(), one

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    town.environment |= {
        "NGHEDAN_DATABASE_URL": f"sqlite:///{elsewhere / 'nghedan.db'}",
        "NGHEDAN_DATA_DIR": str(elsewhere),
    }
    assert "1 people erased since were forgotten again" in await town.command("restore", copy)
    back = elsewhere / "nghedan.db"
    assert rows(back, "SELECT count(*) FROM submission") == made
    assert rows(back, "SELECT name FROM person WHERE erased_at IS NOT NULL") == [("",)]
    for sql in OF_OTHERS:
        found = rows(back, sql)
        assert found
        assert found == rows(folder / copy.rpartition("/")[2] / "nghedan.db", sql)
    assert {*rows(back, OF_OTHERS[0])} <= {*rows(town.database, OF_OTHERS[0])}
    assert [one.read_bytes() for one in (elsewhere / "files").iterdir()] == [photo]
    assert await town.command("check") == "All is well.\n"
    with pytest.raises(AssertionError, match="--replace"):
        await town.command("restore", copy)
    await town.command("restore", copy, "--replace")
    assert (elsewhere / "nghedan.db.before").exists()
