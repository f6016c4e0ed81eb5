"""The physical limit: raw sqlite3 runs the statements of one turn, group-committed.

The statements are recorded from a real turn and its sent mark. Then they are replayed without language
detection, handlers and network. `python -m benchmarks.statements SECONDS` prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine

from actions.commune import Commune
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.settings.organisation import load_organisation
from domain.messages.message import Incoming, Kind
from handlers import BOOK
from handlers.chat.update import take
from storage.engine.database import Database
from storage.engine.sqlite import open_file
from storage.messages import outbox_states
from storage.tables import metadata

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction

GROUP = 100
"""Turns in one commit: as many as the updates of one `getUpdates`."""
MARKER = "7777001"
"""The key and the message id of the recorded update, which each replay replaces."""

Statement = tuple[str, Any]


class Recorder:
    """A cursor that records its statements."""

    def __init__(self, cursor: Any, written: list[Statement]) -> None:
        self._cursor = cursor
        self._written = written

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        """Record and run a statement."""
        self._written.append((sql, parameters))
        return self._cursor.execute(sql, parameters)

    def executemany(self, sql: str, rows: list[Any]) -> Any:
        """Record and run a statement for each row."""
        self._written += [(sql, row) for row in rows]
        return self._cursor.executemany(sql, rows)

    def fetchall(self) -> Any:
        """Return the rows."""
        return self._cursor.fetchall()


async def record(path: Path) -> list[Statement]:
    """Return the statements of one turn of a known person: "/huy", its answer, its sent mark."""
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    commune = Commune(
        organisation=load_organisation(Path("config")),
        channels={"telegram": CAPABILITIES},
        bot_names={"telegram": "bench_bot"},
    )
    now = datetime.now(UTC)
    hello = Incoming(
        channel="telegram",
        key="1",
        chat="1001",
        sender="1001",
        kind=Kind.TEXT,
        at=now,
        message="1",
        sender_name="Lan",
        text="/start",
    )
    written: list[Statement] = []

    def turn(incoming: Incoming, *, recorded: bool) -> Any:
        def work(tx: Transaction) -> None:
            if recorded:
                tx._cursor = Recorder(tx._cursor, written)
            take(tx, incoming, now=now, commune=commune, book=BOOK)
            sent = [outbox_states.Sent(row.id, "10000001", now) for row in tx.outbox_rows]
            outbox_states.mark_sent(tx, sent)

        return work

    database = await Database.open(path)
    try:
        await database.transact(turn(hello, recorded=False))
        again = replace(hello, key=MARKER, message=MARKER, text="/huy")
        await database.transact(turn(again, recorded=True))
    finally:
        await database.close()
    return written


def replay(path: Path, statements: list[Statement], seconds: float) -> dict[str, float]:
    """Repeat the statements for some seconds, with `GROUP` turns in each commit."""
    connection = open_file(path, writable=True)
    cursor = connection.cursor()
    turns, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        cursor.execute("BEGIN IMMEDIATE")
        for _ in range(GROUP):
            turns += 1
            number = str(8_000_000 + turns)
            for sql, parameters in statements:
                values = [number if value == MARKER else value for value in parameters]
                cursor.execute(sql, values)
                cursor.fetchall()
        cursor.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return {"updates": turns, "seconds": took, "statements": len(statements)}


def main() -> None:
    """Record, replay and print the result."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        statements = asyncio.run(record(path))
        print(json.dumps(replay(path, statements, float(sys.argv[1]))))


if __name__ == "__main__":
    main()
