"""Measures how long others wait while one account sends all that it may: `python -m benchmarks.one_account`.

The account sends for thirty minutes at the allowed pace, `PER_MINUTE`, on a clock that is moved; besides it
sends bursts beyond that pace. With each of its messages somebody else's hello is queued right behind. Their
wait is real time: from queueing until the commit, with the account's turn before it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.acts import NOON, ROAD, Stage
from benchmarks.latency import percentiles
from benchmarks.shapes import LETTERS
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind
from handlers import BOOK
from handlers.chat.update import take, take_deferred
from storage.engine import schema
from storage.engine.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.engine.transaction import Transaction

PER_MINUTE = 20
"""The setting `flood_per_minute` as it comes."""
MINUTES = 30
BURST = 100
"""Messages of the burst in each fifth minute, beyond the pace."""
LONG = "nước dưới kinh đen thui hôi quá chịu không nổi luôn ở ấp 4 "
ACCUSES = "trưởng ấp nhận tiền hối lộ của dân mà không ghi sổ gì hết "


def _words(number: int) -> dict[str, Any]:
    return {"kind": Kind.TEXT, "text": f"{number} {LONG * 99}"[:LETTERS]}


def _accusation(number: int) -> dict[str, Any]:
    return {"kind": Kind.TEXT, "text": f"{number} {ACCUSES * 99}"[:LETTERS]}


def _photo(number: int) -> dict[str, Any]:
    file = IncomingFile(FileKind.PHOTO, f"ref{number}")
    return {"kind": Kind.FILE, "text": f"{number} {LONG}"[:1024], "files": (file,)}


def _edit(number: int) -> dict[str, Any]:
    return {**_words(number), "kind": Kind.EDIT, "message": "1"}


def _question(number: int) -> dict[str, Any]:
    texts = ("/hoso", "/tracuu", "/gopy", ROAD, "/huy", "/riengtu")
    return {"kind": Kind.TEXT, "text": texts[number % len(texts)]}


KINDS: dict[str, Callable[[int], dict[str, Any]]] = {
    "long words": _words,
    "accusations": _accusation,
    "photos with words": _photo,
    "edits": _edit,
    "commands and reports": _question,
}
"""What the account sends: the content of its message by number."""


async def waits(path: Path, content: Callable[[int], dict[str, Any]]) -> list[float]:
    """The waits of the others, in seconds."""
    schema.migrate(path)
    database = await Database.open(path)
    stage = Stage(database)
    book = replace(BOOK, flood_per_minute=PER_MINUTE)
    found: list[float] = []
    number = 0

    async def runs(chat: str, now: datetime, **given: Any) -> None:
        nonlocal number
        number += 1
        shown = given.pop("message", str(number))
        update = Incoming(
            channel="telegram",
            key=f"one{number}",
            chat=chat,
            sender=chat,
            at=now,
            message=shown,
            sender_name="Lan",
            **given,
        )

        def work(tx: Transaction) -> None:
            take(tx, update, now=now, commune=stage.commune, book=book)

        await database.transact(work)

    async def catches_up(now: datetime) -> None:
        def work(tx: Transaction) -> None:
            take_deferred(tx, "telegram", "601", "601", now=now, commune=stage.commune, book=book)

        await database.transact(work)

    try:
        await stage.says("602", "/start")
        for minute in range(MINUTES):
            for sent in range(BURST if minute % 5 == 4 else PER_MINUTE):
                now = NOON + timedelta(minutes=minute, seconds=sent * 60 / BURST)
                began = time.perf_counter()
                one = asyncio.ensure_future(runs("601", now, **content(number)))
                other = asyncio.ensure_future(runs("602", now, kind=Kind.TEXT, text="xin chào"))
                await other
                found.append(time.perf_counter() - began)
                await one
            await catches_up(NOON + timedelta(minutes=minute + 1))
    finally:
        await database.close()
    return found


def one_account() -> dict[str, Any]:
    """Return percentiles in milliseconds by what the account sends, and the worst of them."""
    found: dict[str, Any] = {}
    for name, content in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = percentiles(asyncio.run(waits(Path(folder) / "one.db", content)))
    worst = {figure: max(one[figure] for one in found.values()) for figure in ("p99", "most")}
    return {**found, "worst": worst}


def main() -> None:
    """Print a line for each kind of message."""
    for name, figures in one_account().items():
        print(f"{name:24}{figures}")


if __name__ == "__main__":
    main()
