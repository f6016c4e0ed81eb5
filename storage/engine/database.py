"""Runs every transaction: one writer that commits in groups, and readers beside it.

`await database.transact(work)` runs `work(tx)` in the writer's thread and returns after the
commit. Work that is queued while a commit runs goes into the next one (`storage.engine.group_commit`).
Work is committed in the order it was queued, except for `join`, which goes with the next commit.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from storage.engine.errors import DatabaseIll, illness
from storage.engine.group_commit import Job, run_batch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from storage.engine.connection import Chat, Connection
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

    Listener = Callable[[Sequence[OutboxRow], Sequence[int]], None]

T = TypeVar("T")

log = logging.getLogger(__name__)

GROUP = 32
"""Pieces of work in one commit at most. If one fails, all of them are run again one by one."""

GROUPS = 8
"""Commits in a row before the writer's thread returns to the event loop."""

READERS = 2

PATIENCE = 30.0
"""Seconds that work waits for an unavailable database before `DatabaseIll` is raised."""


class Database:
    """A SQLite file, or a PostgreSQL database that other processes may use, too.

    Open it with `await Database.open(where)` and close it when done.
    """

    def __init__(
        self, writer: Connection, readers: Sequence[Connection], *, shared: bool = False
    ) -> None:
        """`shared`: other processes write to it, too, and are notified of the outbox's changes."""
        self._writer = writer
        self._readers: asyncio.Queue[Connection] = asyncio.Queue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._reader_count = len(readers)
        self._jobs: deque[Job] = deque()
        self._joining: deque[Job] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._listeners: list[Listener] = []
        self._loop = asyncio.get_running_loop()
        self._pump = self._loop.create_task(self._run(), name="database writer")
        self._pump.add_done_callback(self._pump_ended)
        self.ill_since: float | None = None
        """Since when the database is unavailable (event-loop time); None while it works."""
        self.notifies = shared
        """Whether other processes are notified when the outbox changes."""

    @classmethod
    async def open(cls, where: Path | str, *, readers: int = READERS) -> Database:
        """Open a migrated database: the path of a SQLite file, or a `postgresql://` URL.

        Raises the driver's error when it cannot be opened.
        """
        open_one = _opener(where)
        writer = await open_one(True)
        opened = [await open_one(False) for _ in range(readers)]
        return cls(writer, opened, shared=isinstance(where, str))

    def on_commit(self, listener: Listener) -> None:
        """Call `listener(rows, withdrawn)` after each commit that changed the outbox.

        `rows` were put in, `withdrawn` are ids of rows that are not to be sent any more. It is called
        in the event loop and must not raise.
        """
        self._listeners.append(listener)

    async def transact(
        self,
        work: Callable[[Transaction], T],
        *,
        patience: float | None = PATIENCE,
        rescue: Callable[[Transaction, Exception], T] | None = None,
        chat: Chat | None = None,
    ) -> T:
        """Run `work(tx)` and commit; returns what it returns.

        If it raises, its own changes are rolled back and the error is raised here, unless
        `rescue(tx, error)` is given: that runs in its place and its result is returned.
        `patience`: seconds to wait for an unavailable database before `DatabaseIll` (None: for ever).
        `chat`: the chat whose turn it is; it is locked for other processes meanwhile.
        Cancelling the caller does not cancel the work. `work` may run more than once.
        """
        if self._closing:
            raise DatabaseIll("the database is closed")
        give_up_at = None if patience is None else self._loop.time() + patience
        job = Job(work, self._loop.create_future(), give_up_at, rescue, chat)
        self._jobs.append(job)
        self._wake.set()
        # Not shielded: the job runs even if its future is cancelled.
        result: T = await job.future
        return result

    async def join(self, work: Callable[[Transaction], T]) -> T:
        """Run `work(tx)` at the end of the next commit, whatever else is queued.

        Waits for an unavailable database as long as it takes. Use it for work that others wait for and
        that depends on nothing in the queue: marking messages as sent.
        """
        if self._closing:
            raise DatabaseIll("the database is closed")
        job = Job(work, self._loop.create_future())
        self._joining.append(job)
        self._wake.set()
        result: T = await job.future
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work(tx)` on a read-only snapshot. Raises `DatabaseIll` when it is unavailable."""
        reader = await self._readers.get()
        try:
            return await reader.run(self._read, reader, work)
        finally:
            self._readers.put_nowait(reader)

    async def scrub(self) -> None:
        """Remove deleted words from SQLite's write-ahead log or PostgreSQL's dead rows.

        Raises `DatabaseIll` when a reader is using them just now: try again.
        """
        if not await self._writer.run(self._writer.forget_deleted):
            raise DatabaseIll("what was deleted is being read")

    async def close(self) -> None:
        """Run what is queued, then close every connection."""
        self._closing = True
        self._wake.set()
        try:
            await self._pump
        finally:
            for _ in range(self._reader_count):
                await (await self._readers.get()).close()
            await self._writer.close()

    async def _run(self) -> None:
        pause = 0.05
        while self._jobs or self._joining or not self._closing:
            if not self._jobs and not self._joining:
                self._wake.clear()
                if not self._closing:
                    await self._wake.wait()
                continue
            if await self._writer.run(self._write):
                pause = 0.05
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 1.0)

    def _write(self) -> bool:
        """Run group after group in the writer's thread.

        It does not wait for the event loop between them. Returns False when the database is
        unavailable and the rest has to wait.
        """
        for _ in range(GROUPS):
            batch = [self._jobs.popleft() for _ in range(min(GROUP, len(self._jobs)))]
            try:
                left = run_batch(self._writer, batch, self._joining, notify=self.notifies)
            finally:
                self._jobs.extendleft([job for job in reversed(batch) if not job.ran])
            self._loop.call_soon_threadsafe(self._resolve, batch, left)
            if left is not None:
                return False
            if not self._jobs and not self._joining:
                break
        return True

    def _pump_ended(self, pump: asyncio.Task[None]) -> None:
        """If the writer's task died, fail everything that waits for it, and log it."""
        error = None if pump.cancelled() else pump.exception()
        if error is not None:
            log.critical("the database writer died", exc_info=error)
        self._closing = True
        for job in (*self._jobs, *self._joining):
            if not job.future.done():
                job.future.set_exception(DatabaseIll("the database writer ended"))

    def _resolve(self, batch: list[Job], left: str | None) -> None:
        if left is None:
            self._recovered()
        else:
            self._fell_ill(left)
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
        now = self._loop.time()
        if self.ill_since is None:
            self.ill_since = now
            log.error("the database is ill (%s): turns wait until it heals", name)
        kept: deque[Job] = deque()
        self._jobs.extendleft(reversed(self._joining))
        self._joining.clear()
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

    @staticmethod
    def _read(reader: Connection, work: Callable[[Transaction], T]) -> T:
        try:
            reader.begin_reading()
            result = work(reader.transaction())
            reader.commit_now()
        except Exception as error:
            reader.roll_back_now()
            if name := illness(error):
                raise DatabaseIll(name) from error
            raise
        return result


def _opener(where: Path | str) -> Callable[[bool], Awaitable[Connection]]:
    """A function that opens one more connection. A driver is imported when it is used."""
    if isinstance(where, str):
        from storage.engine.postgres import PostgresConnection

        return lambda writable: PostgresConnection.open(where, writable=writable)
    from storage.engine.sqlite import SqliteConnection

    return lambda writable: SqliteConnection.open(where, writable=writable)
