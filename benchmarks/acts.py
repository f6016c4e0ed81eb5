"""Counts the files, the calls between files and the SQL statements of one act.

The last press of a resident's report and an official's "Send" run once in a real turn on a new SQLite
file, with a profiler. `python -m benchmarks.acts` prints a table.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from actions.commune import Commune
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.settings.organisation import load_organisation
from domain.messages.message import Incoming, Kind
from handlers import BOOK
from handlers.chat.update import take
from storage.engine import schema
from storage.engine.database import Database
from storage.messages import outbox, outbox_states
from storage.people import officials, people

if TYPE_CHECKING:
    from types import FrameType

    from domain.messages.message import Choice
    from storage.engine.transaction import Transaction

ROOT = Path(__file__).resolve().parents[1]
OURS = tuple(
    str(ROOT / floor) + "/"
    for floor in ("actions", "bot", "domain", "handlers", "locales", "storage")
)
ROAD = "đường ấp 4 lầy lội, xe không qua được"
NOON = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""A Monday, nine o'clock in Vietnam, outside the quiet hours."""
SOON = timedelta(minutes=1)
"""Later than the second that the bot waits for more words before it answers free text."""


@dataclass
class TurnProfile:
    """The profile of one turn."""

    files: dict[str, None] = field(default_factory=dict)
    """The files, in the order of their first call."""
    moves: int = 0
    """The number of calls from one of our files into another one."""
    statements: list[str] = field(default_factory=list)

    def call(self, frame: FrameType, event: str, _argument: object) -> None:
        """Count one call. It is the callback of `sys.setprofile`."""
        entered = frame.f_code.co_filename
        if event != "call" or not entered.startswith(OURS):
            return
        self.files[entered] = None
        caller = frame.f_back.f_code.co_filename if frame.f_back else ""
        self.moves += caller.startswith(OURS) and caller != entered


class Counting:
    """A cursor that records its statements."""

    def __init__(self, cursor: Any, statements: list[str]) -> None:
        self._cursor = cursor
        self._statements = statements

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        """Run a statement."""
        self._statements.append(sql)
        return self._cursor.execute(sql, parameters)

    def executemany(self, sql: str, rows: list[Any]) -> Any:
        """Run a statement for many rows."""
        self._statements.append(sql)
        return self._cursor.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


class Stage:
    """A commune with one resident and one official, and the messages that they got."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.commune = Commune(
            organisation=load_organisation(ROOT / "config"),
            channels={"telegram": CAPABILITIES},
            bot_names={"telegram": "bench_bot"},
        )
        self._keys = 0
        self._shown: dict[str, list[Choice]] = {}

    async def enrol(self, chat: str) -> None:
        """Make the person of this chat an officer."""

        def work(tx: Transaction) -> None:
            person = people.create(
                tx,
                channel="telegram",
                sender=chat,
                chat=chat,
                name="Chị Hai",
                language="vi",
                now=NOON,
            )
            officials.enrol(
                tx,
                person_id=person.id,
                role="officer",
                unit_id="kinh-te",
                name="Chị Hai",
                speaks_khmer=False,
                enrolled_by=None,
                now=NOON,
            )

        await self._database.transact(work)

    async def says(self, chat: str, text: str) -> TurnProfile:
        """Run the turn of a typed message."""
        return await self._take(chat, Kind.TEXT, text=text)

    async def presses(self, chat: str, begins: str) -> TurnProfile:
        """Run the turn of a tap on the newest button whose data begins with `begins`."""
        found = next(one for one in reversed(self._shown[chat]) if begins in one.data)
        return await self._take(chat, Kind.TAP, tap=found.data)

    async def _take(self, chat: str, kind: Kind, **content: Any) -> TurnProfile:
        self._keys += 1
        incoming = Incoming(
            channel="telegram",
            key=str(self._keys),
            chat=chat,
            sender=chat,
            kind=kind,
            at=NOON,
            message=str(self._keys),
            sender_name="Lan",
            **content,
        )
        watched = TurnProfile()

        def work(tx: Transaction) -> None:
            cursor = tx._cursor
            core: Any = tx.core
            tx.core = cast("Any", _CountingCore(core, watched.statements))
            tx._cursor = Counting(cursor, watched.statements)
            sys.setprofile(watched.call)
            try:
                take(tx, incoming, now=NOON, commune=self.commune, book=BOOK)
            finally:
                sys.setprofile(None)
                tx._cursor, tx.core = cursor, core
            rows = outbox.due(tx, "telegram", NOON + SOON, 99)
            for row in rows:
                choices = row.message.choices if row.message else ()
                shown = self._shown.setdefault(row.chat, [])
                shown += [choice for line in choices for choice in line]
            sent = [outbox_states.Sent(row.id, str(row.id), NOON) for row in rows]
            outbox_states.mark_sent(tx, sent)

        await self._database.transact(work)
        return watched


class _CountingCore:
    """A connection of SQLAlchemy that records its statements."""

    def __init__(self, core: Any, statements: list[str]) -> None:
        self._core = core
        self._statements = statements

    def execute(self, statement: Any, *arguments: Any) -> Any:
        """Run a statement."""
        self._statements.append(str(statement))
        return self._core.execute(statement, *arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._core, name)


async def watch(path: Path) -> dict[str, TurnProfile]:
    """Return the profiles of the last press of a report and of an official's "Send"."""
    schema.migrate(path)
    database = await Database.open(path)
    stage = Stage(database)
    try:
        await stage.enrol("900")
        await stage.says("501", ROAD)
        filed = await stage.presses("501", "~send")
        await stage.presses("900", "reply:")
        await stage.says("900", "Đã cử đội duy tu, xong ngày 30/11")
        sent = await stage.presses("900", "~send")
    finally:
        await database.close()
    return {"a report": filed, "an answer": sent}


def main() -> None:
    """Print the table; with `--statements` also each statement."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(watch(Path(folder) / "bench.db"))
    print(f"{'':12}{'files':>8}{'moves':>8}{'statements':>12}")
    for name, seen in found.items():
        print(f"{name:12}{len(seen.files):8}{seen.moves:8}{len(seen.statements):12}")
    if "--statements" in sys.argv:
        for name, seen in found.items():
            print(f"\n{name}")
            for number, sql in enumerate(seen.statements, 1):
                print(f"{number:3} {' '.join(sql.split())[:110]}")


if __name__ == "__main__":
    main()
