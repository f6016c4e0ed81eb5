"""The only place that knows connections: one writer that commits in groups, and readers.

`await database.transact(work)` runs `work(tx)` in the writer's thread and returns after the
commit. Whatever queued up while the last commit ran goes into the next one, each work in its own
savepoint. Works are stored in the order they were handed in.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from storage.connection import OwnedConnection
from storage.errors import DatabaseIll, illness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storage.outbox import OutboxRow
    from storage.transaction import Transaction

    Listener = Callable[[Sequence[OutboxRow], Sequence[int]], None]

T = TypeVar("T")

log = logging.getLogger(__name__)

GROUP = 128
"""Works in one commit at most: a failing commit repeats them one by one."""

READERS = 2

PATIENCE = 30.0
"""Seconds that work waits for an ill database before its caller is told."""

_NOT_RUN = object()


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Transaction], Any]
    future: asyncio.Future[Any]
    give_up_at: float | None
    rescue: Callable[[Transaction, Exception], Any] | None
    result: Any = _NOT_RUN
    error: Exception | None = None
    rows: list[OutboxRow] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    def clear(self) -> None:
        self.result, self.error, self.rows, self.withdrawn = _NOT_RUN, None, [], []

    @property
    def ran(self) -> bool:
        return self.result is not _NOT_RUN or self.error is not None


def _rescued(
    rescue: Callable[[Transaction, Exception], Any], error: Exception, tx: Transaction
) -> Any:
    return rescue(tx, error)


class _Ill(Exception):
    """The writer met an illness; carries its name."""


class _NotBegun(_Ill):
    """Not even BEGIN worked: no turn is to blame, running each alone would only wait longer."""


class Database:
    """A SQLite file. Open it with `await Database.open(path)`; close it when done."""

    def __init__(self, writer: OwnedConnection, readers: Sequence[OwnedConnection]) -> None:
        self._writer = writer
        self._readers: asyncio.Queue[OwnedConnection] = asyncio.Queue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._reader_count = len(readers)
        self._jobs: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._listeners: list[Listener] = []
        self._pump = asyncio.get_running_loop().create_task(self._run(), name="database writer")
        self._pump.add_done_callback(self._pump_ended)
        self.ill_since: float | None = None
        """When the database fell ill (event-loop time), None while it is well."""

    @classmethod
    async def open(cls, path: Path, *, readers: int = READERS) -> Database:
        """Open an existing, migrated file. Raises `sqlite3.Error` when it cannot be opened."""
        writer = await OwnedConnection.open(path, writable=True)
        opened = [await OwnedConnection.open(path, writable=False) for _ in range(readers)]
        return cls(writer, opened)

    def on_commit(self, listener: Listener) -> None:
        """Have `listener(rows, withdrawn)` called in the event loop after each commit that put
        rows into the outbox or withdrew some (their ids). It must not raise."""
        self._listeners.append(listener)

    async def transact(
        self,
        work: Callable[[Transaction], T],
        *,
        patience: float | None = PATIENCE,
        rescue: Callable[[Transaction, Exception], T] | None = None,
    ) -> T:
        """Run `work(tx)` and commit. What it raises rolls its own changes back and is raised here,
        unless `rescue(tx, error)` deals with it in the same place of the order.

        `patience`: seconds to wait for an ill database (None: for ever) before `DatabaseIll`.
        Cancelling the caller does not cancel the work. `work` may run more than once.
        """
        if self._closing:
            raise DatabaseIll("the database is closed")
        loop = asyncio.get_running_loop()
        give_up_at = None if patience is None else loop.time() + patience
        job = _Job(work, loop.create_future(), give_up_at, rescue)
        self._jobs.append(job)
        self._wake.set()
        return await asyncio.shield(job.future)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work(tx)` on a snapshot; it cannot write. Raises `DatabaseIll` when it is ill."""
        reader = await self._readers.get()
        try:
            return await reader.run(self._read, reader, work)
        finally:
            self._readers.put_nowait(reader)

    async def scrub(self) -> None:
        """Leave no copy of deleted words in the write-ahead log, where they would stand until it
        is written over. Raises `DatabaseIll` when somebody reads from it just now: try again."""
        if not await self._writer.run(self._writer.empty_log):
            raise DatabaseIll("the write-ahead log is being read")

    async def close(self) -> None:
        """Finish what is queued, then close every connection."""
        self._closing = True
        self._wake.set()
        await self._pump
        for _ in range(self._reader_count):
            await (await self._readers.get()).close()
        await self._writer.close()

    async def _run(self) -> None:
        pause = 0.05
        while self._jobs or not self._closing:
            if not self._jobs:
                self._wake.clear()
                if not self._closing:
                    await self._wake.wait()
                continue
            batch = [self._jobs.popleft() for _ in range(min(GROUP, len(self._jobs)))]
            left = await self._writer.run(self._run_batch, batch)
            self._settle(batch)
            if left is None:
                pause = 0.05
                self._recovered()
                continue
            self._jobs.extendleft(job for job in reversed(batch) if not job.ran)
            self._fell_ill(left)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)

    def _pump_ended(self, pump: asyncio.Task[None]) -> None:
        """Nobody waits for ever: a writer that died takes its callers with it, loudly."""
        error = None if pump.cancelled() else pump.exception()
        if error is not None:
            log.critical("the database writer died", exc_info=error)
        self._closing = True
        for job in self._jobs:
            if not job.future.done():
                job.future.set_exception(DatabaseIll("the database writer ended"))

    def _settle(self, batch: list[_Job]) -> None:
        rows: list[OutboxRow] = []
        withdrawn: list[int] = []
        for job in batch:
            if job.error is not None:
                if not job.future.done():
                    job.future.set_exception(job.error)
            elif job.ran:
                rows.extend(job.rows)
                withdrawn.extend(job.withdrawn)
                if not job.future.done():
                    job.future.set_result(job.result)
        if rows or withdrawn:
            for listener in self._listeners:
                listener(rows, withdrawn)

    def _fell_ill(self, name: str) -> None:
        now = asyncio.get_running_loop().time()
        if self.ill_since is None:
            self.ill_since = now
            log.error("the database is ill (%s): turns wait until it heals", name)
        kept: deque[_Job] = deque()
        for job in self._jobs:
            given_up = self._closing or (job.give_up_at is not None and job.give_up_at <= now)
            if given_up and not job.future.done():
                job.future.set_exception(DatabaseIll(name))
            elif not given_up:
                kept.append(job)
        self._jobs = kept

    def _recovered(self) -> None:
        if self.ill_since is not None:
            log.warning("the database has healed")
            self.ill_since = None

    # What follows runs in the writer's or a reader's thread.

    def _run_batch(self, batch: list[_Job]) -> str | None:
        """Run and commit; jobs that did not run stay unmarked. Returns the illness, or None."""
        try:
            self._run_group(batch)
        except _NotBegun as error:
            return str(error)
        except Exception as error:
            name = illness(error) or (str(error) if isinstance(error, _Ill) else "")
            for job in batch:
                job.clear()
            self._abandon()
            if not name:
                log.exception("a group of turns failed as a whole; each is run again alone")
        else:
            return None
        return self._run_each_alone(batch)

    def _run_each_alone(self, batch: list[_Job]) -> str | None:
        for job in batch:
            try:
                self._run_group([job])
            except Exception as error:
                job.clear()
                self._abandon()
                name = illness(error) or (str(error) if isinstance(error, _Ill) else "")
                if name:
                    return name
                job.error = error
        return None

    def _run_group(self, batch: list[_Job]) -> None:
        try:
            self._writer.begin()
        except Exception as failure:
            if name := illness(failure):
                raise _NotBegun(name) from failure
            raise
        for job in batch:
            self._run_one(job, job.work)
            if job.error is not None and job.rescue is not None:
                rescue, error, job.error = job.rescue, job.error, None
                self._run_one(job, partial(_rescued, rescue, error))
        self._writer.commit_now()

    def _run_one(self, job: _Job, work: Callable[[Transaction], Any]) -> None:
        """Run one work in its savepoint; its own error stays with it, an illness ends the group."""
        tx = self._writer.transaction()
        tx.savepoint()
        try:
            job.result = work(tx)
        except Exception as error:
            if name := illness(error):
                raise _Ill(name) from error
            if not self._writer.is_in_transaction:
                raise
            tx.back_to_savepoint()
            job.error = error
        else:
            tx.release()
            job.rows, job.withdrawn = tx.outbox_rows, tx.outbox_withdrawn

    def _abandon(self) -> None:
        """Roll back whatever is left; an ill database may refuse even that, and then has ended
        the transaction itself."""
        try:
            self._writer.roll_back_now()
        except Exception as error:
            if not illness(error):
                raise
            log.warning("rolling back was refused (%s)", illness(error))

    @staticmethod
    def _read(reader: OwnedConnection, work: Callable[[Transaction], T]) -> T:
        try:
            reader.begin("BEGIN")
            result = work(reader.transaction())
            reader.commit_now()
        except Exception as error:
            reader.roll_back_now()
            if name := illness(error):
                raise DatabaseIll(name) from error
            raise
        return result
