"""Measures the turns that search or list, on an existing database.

`python -m benchmarks.growth.desk DATABASE` prints milliseconds as JSON. The turns are real: each is
committed by the real writer. There is no network.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from actions.commune import Commune
from actions.notifier import Notifier
from actions.people.retention import forget
from bot.channels.telegram.capabilities import CAPABILITIES, NAME
from bot.settings.organisation import load_organisation
from domain.messages.message import Incoming, Kind
from handlers import BOOK
from handlers.chat.update import take
from storage.engine.database import Database
from storage.messages import outbox_states
from storage.people import erasure, officials, people
from storage.tables.case import submission
from storage.tables.person import official
from storage.tables.work import task

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.engine.transaction import Transaction

TIMES = 60
HEAD, OFFICER, OBSERVER = "900000001", "900000002", "900000003"


class Desk:
    """Runs the turns of all people in one process."""

    def __init__(self, database: Database, ahead: timedelta = timedelta()) -> None:
        """`ahead`: the offset of the clock from the machine's time."""
        self._database = database
        self._ahead = ahead
        self._keys = int(time.time() * 1000)
        self._commune = Commune(
            organisation=load_organisation(Path("config")),
            channels={NAME: CAPABILITIES},
            bot_names={NAME: "bench_bot"},
        )

    def now(self) -> datetime:
        """Return the current moment (UTC), with the offset."""
        return datetime.now(UTC) + self._ahead

    async def enrol(self, sender: str, role: str, unit: str) -> None:
        """Make a person an official, unless they are one."""
        now = self.now()

        def work(tx: Transaction) -> None:
            person = people.by_account(tx, NAME, sender)
            if person is None:
                person = people.create(
                    tx, channel=NAME, sender=sender, chat=sender, name=role, language="vi", now=now
                )
                people.change(tx, person.id, greeted_at=now)
            if person.official_id is None:
                officials.enrol(
                    tx,
                    person_id=person.id,
                    role=role,
                    unit_id=unit,
                    name=role,
                    speaks_khmer=False,
                    enrolled_by=None,
                    now=now,
                )

        await self._database.transact(work)

    async def dismiss_all(self) -> None:
        """Dismiss all officials and delete the open tasks and messages.

        The next run on this database must not work for the people of this one.
        """
        now = self.now()

        def work(tx: Transaction) -> None:
            tx.core.execute(
                update(official).where(official.c.removed_at.is_(None)).values(removed_at=now)
            )
            tx.core.execute(delete(task).where(task.c.done_at.is_(None)))
            outbox_states.withdraw(tx)

        await self._database.transact(work)

    async def types(self, sender: str, text: str) -> float:
        """Run the turn of a text. Return the seconds from the update to its commit."""
        now = self.now()
        self._keys += 1
        incoming = Incoming(
            channel=NAME,
            key=str(self._keys),
            chat=sender,
            sender=sender,
            kind=Kind.TEXT,
            at=now,
            message=str(self._keys),
            sender_name="x",
            text=text,
        )

        def work(tx: Transaction) -> None:
            take(tx, incoming, now=now, commune=self._commune, book=BOOK)

        return await self.timed(work)

    async def timed(self, work: Callable[[Transaction], Any]) -> float:
        """Run one transaction. Return its seconds."""
        began = time.perf_counter()
        await self._database.transact(work)
        return time.perf_counter() - began

    async def run_job(self, work: Callable[[Notifier], Any]) -> float:
        """Run a job once. Return its seconds."""
        now = self.now()
        return await self.timed(lambda tx: work(Notifier(tx, now, self._commune)))

    async def random_cases(self, number: int) -> list[Any]:
        """Return random cases as (code, chat, person_id)."""

        def work(tx: Transaction) -> list[Any]:
            most = tx.core.execute(select(func.max(submission.c.id))).scalar_one()
            ids = random.sample(range(1, most + 1), number)
            return list(
                tx.core.execute(
                    select(submission.c.code, submission.c.chat, submission.c.person_id).where(
                        submission.c.id.in_(ids)
                    )
                )
            )

        return await self._database.read(work)


async def measure(path: Path) -> dict[str, dict[str, float]]:
    """Return name → median and 95th percentile, in milliseconds."""
    database = await Database.open(path)
    desk = Desk(database)
    found: dict[str, list[float]] = {}
    try:
        await desk.enrol(HEAD, "head", "")
        await desk.enrol(OFFICER, "officer", "kinh-te")
        await desk.enrol(OBSERVER, "observer", "")
        for case in await desk.random_cases(TIMES):
            for name, sender, text in (
                ("tracking, one's own", case.chat, f"/tracuu {case.code}"),
                ("tracking, everything of one's own", case.chat, "/hoso"),
                ("inbox of an officer", OFFICER, "/viec"),
                ("inbox of the head", HEAD, "/viec"),
                ("inbox of an observer", OBSERVER, "/viec"),
                ("a case looked for by its code", HEAD, f"/xem {case.code}"),
                ("search by three words, all common", HEAD, "/tim cau ap rac"),
                ("search by two that never meet", HEAD, "/tim duong rac"),
                ("what is due today", HEAD, "/homnay"),
                ("statistics", HEAD, "/thongke"),
            ):
                found.setdefault(name, []).append(await desk.types(sender, text))
        for case in (await desk.random_cases(TIMES // 3))[: TIMES // 3]:
            took = await desk.timed(
                lambda tx, who=case.person_id: erasure.erase(tx, who, desk.now())  # type: ignore[misc]
            )
            found.setdefault("erasing a resident", []).append(took)
            found.setdefault("a round of retention", []).append(await desk.run_job(forget))
    finally:
        await desk.dismiss_all()
        await database.close()
    return {name: _percentiles(times) for name, times in found.items()}


def _percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = dict(enumerate(quantiles(seconds, n=100), 1))
    return {f"p{share}": round(cuts[share] * 1000, 2) for share in (50, 95)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Path(sys.argv[1]))), indent=1, ensure_ascii=False))
