"""The real process with a full or failing disk: nothing is lost, and all is in order."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from tests.e2e.town import Town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.town import Phone

WORDS = "đường ấp 4 lầy lội, xe không qua được"
LATER = "từ tuần trước rồi"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of sixteen megabytes. Skips the test if this user must not mount."""
    # Only root may mount, as `.ci/run` does; in some containers even root may not. The end of a run lists
    # skipped tests, and the test with a quota below runs for every user.
    disk = folder / "disk"
    disk.mkdir()
    made = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)],
            capture_output=True,
            text=True,
            check=False,
        )
        if os.geteuid() == 0
        else None
    )
    if made is None or made.returncode:
        pytest.skip("only root may make a small disk" if made is None else made.stderr.strip())
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(path: Path) -> None:
    """Write until the disk is full."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (65536, 512):
            with suppress(OSError):
                while os.write(file, b"x" * size) == size:
                    continue
    finally:
        os.close(file)


async def speak(people: list[Phone]) -> None:
    for one in people:
        await one.says(WORDS)
        await one.says(LATER)


async def all_is_well(town: Town, people: list[Phone], illness: str) -> None:
    """Assert that everybody got each answer once, in order, and that the fault was logged."""
    for one in people:
        await one.sees(LATER)
        texts_seen = [
            message["text"] for message in await one.screen() if message["from"] == "bot"
        ]
        assert len(texts_seen) == len(set(texts_seen))
    stored = "SELECT chat, body FROM transcript JOIN personal_text ON personal_text.id = text_id"
    in_order = town.rows(
        f"{stored} WHERE transcript.kind = 'text' AND chat <> '500' ORDER BY transcript.id"
    )
    for one in people:
        assert [body for chat, body in in_order if chat == str(one.chat)] == [WORDS, LATER]
    log = town.folder / "bot.log"
    await town.until(lambda: "healed" in log.read_text())
    assert f"the database is ill ({illness}" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert town.rows("PRAGMA integrity_check") == [("ok",)]


async def test_the_disk_is_full_for_a_while(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        async with Town(tmp_path, NGHEDAN_DATABASE_URL=f"sqlite:///{disk / 'nghedan.db'}") as town:
            town.database = disk / "nghedan.db"
            first = town.phone("Tư", 500)
            await first.says("/start")
            await first.sees("Chào bà con")
            ballast = disk / "ballast"
            fill(ballast)
            people = [town.phone(f"Người {n}", 600 + n) for n in range(20)]
            await speak(people)
            await asyncio.sleep(2)
            ballast.unlink()
            await all_is_well(town, people, "SQLITE_FULL")


async def test_the_disk_refuses_in_the_middle_of_a_commit(tmp_path: Path) -> None:
    """With a quota the first writes of a group of turns succeed, and a later one fails."""
    async with Town(tmp_path) as town:
        first = town.phone("Tư", 500)
        await first.says("/start")
        await first.sees("Chào bà con")
        process = town.bot.process
        assert process is not None
        size = max(one.stat().st_size for one in tmp_path.glob("nghedan.db*"))
        unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size + 20_000, unlimited[1]))
        people = [town.phone(f"Người {n}", 600 + n) for n in range(20)]
        await speak(people)
        await asyncio.sleep(2)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
        await all_is_well(town, people, "SQLITE_IOERR")
