"""Runs many pieces of work in one commit, in the writer's thread.

If one piece fails, the group is rolled back and run again, each piece in a savepoint of its own
(docs/decisions/0023-savepoints.md). If that fails, too (a full disk, a lost connection, a deadlock
with another process), each piece is run alone in a transaction of its own. So work may run more than
once, and nothing is reported as stored that is not.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from storage.engine.errors import illness, is_conflict

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator

    from storage.engine.connection import Chat, Connection
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

    RunOne = Callable[[Connection, "Job", Callable[[Transaction], Any]], None]

log = logging.getLogger(__name__)

TRIES = 5
"""Tries to run a piece of work alone before a conflict becomes its error."""

_NOT_RUN = object()


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work and its result."""

    work: Callable[[Transaction], Any]
    future: asyncio.Future[Any]
    give_up_at: float | None = None
    rescue: Callable[[Transaction, Exception], Any] | None = None
    chat: Chat | None = None
    result: Any = _NOT_RUN
    error: Exception | None = None
    rows: list[OutboxRow] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    def clear(self) -> None:
        """Reset it as if it had not run."""
        self.result, self.error, self.rows, self.withdrawn = _NOT_RUN, None, [], []

    @property
    def ran(self) -> bool:
        """Whether it is done: stored, or failed by its own mistake."""
        return self.result is not _NOT_RUN or self.error is not None


class _Ill(Exception):
    """The database is unavailable; carries the name of the trouble."""


class _NotBegun(_Ill):
    """Not even BEGIN worked: running each piece alone would only take longer."""


class _Met(Exception):
    """A piece of work is in conflict with another process."""


class _Failed(Exception):
    """A piece of work failed by its own mistake, in a transaction that it shares."""


def run_batch(
    writer: Connection, batch: list[Job], joining: deque[Job], *, notify: bool
) -> str | None:
    """Run the jobs and commit; returns the name of the database's trouble, or None.

    Jobs that did not run stay unmarked. `joining`: jobs that may come in until the commit; they move
    into the batch. `notify`: notify other processes when the outbox changes.
    """
    for run_one in (_run_with_others, _run_by_itself):
        try:
            _run_group(writer, batch, joining, run_one, notify=notify)
        except _NotBegun as error:
            _abandon(writer)
            return str(error)
        except Exception as error:
            for job in batch:
                job.clear()
            _abandon(writer)
            if isinstance(error, _Failed):
                continue
            if not (_name(error) or isinstance(error, _Met) or is_conflict(error)):
                log.exception("a group of turns failed as a whole; each is run again alone")
            break
        else:
            return None
    return _run_each_alone(writer, batch, notify=notify)


def _run_each_alone(writer: Connection, batch: list[Job], *, notify: bool) -> str | None:
    for job in batch:
        for tries_left in reversed(range(TRIES)):
            try:
                run_one = _run_by_itself if tries_left else _run_at_last
                _run_group(writer, [job], deque(), run_one, notify=notify)
            except Exception as error:
                job.clear()
                _abandon(writer)
                if name := _name(error):
                    return name
                if tries_left and (isinstance(error, _Met) or is_conflict(error)):
                    # Wait, so that the other process commits first and does not conflict again.
                    threading.Event().wait((1 + secrets.randbelow(20)) / 1000)
                    continue
                job.error = error
            break
    return None


def _run_group(
    writer: Connection, batch: list[Job], joining: deque[Job], run_one: RunOne, *, notify: bool
) -> None:
    try:
        writer.begin_writing({job.chat for job in batch if job.chat is not None})
    except Exception as failure:
        if name := illness(failure):
            raise _NotBegun(name) from failure
        raise
    for job in _until_none_joins(batch, joining):
        run_one(writer, job, job.work)
        if job.error is not None and job.rescue is not None:
            rescue, error, job.error = job.rescue, job.error, None
            run_one(writer, job, partial(_rescued, rescue, error))
    if notify and any(job.rows or job.withdrawn for job in batch):
        writer.announce([row_id for job in batch for row_id in job.withdrawn])
    writer.commit_now()


def _until_none_joins(batch: list[Job], joining: deque[Job]) -> Iterator[Job]:
    yield from tuple(batch)
    while joining:
        batch.append(joining.popleft())
        yield batch[-1]


def _run_with_others(writer: Connection, job: Job, work: Callable[[Transaction], Any]) -> None:
    """Run one job; any error of it ends the group."""
    tx = writer.transaction()
    try:
        job.result = work(tx)
    except Exception as error:
        raise _ended_by(error) or _Failed from error
    job.rows, job.withdrawn = tx.outbox_rows, tx.outbox_withdrawn


def _run_by_itself(
    writer: Connection, job: Job, work: Callable[[Transaction], Any], *, last: bool = False
) -> None:
    """Run one job in a savepoint, so that its own error leaves the group intact.

    An unavailable database ends the group, and so does a conflict unless it is the `last` try.
    """
    tx = writer.transaction()
    tx.savepoint()
    try:
        job.result = work(tx)
    except Exception as error:
        ended = _ended_by(error)
        if ended and not (last and isinstance(ended, _Met)):
            raise ended from error
        if not writer.is_in_transaction:
            raise
        tx.back_to_savepoint()
        job.error = error
    else:
        tx.release()
        job.rows, job.withdrawn = tx.outbox_rows, tx.outbox_withdrawn


_run_at_last = partial(_run_by_itself, last=True)


def _ended_by(error: Exception) -> Exception | None:
    """The error that ends the group, unless the job failed by its own mistake."""
    if name := illness(error):
        return _Ill(name)
    return _Met() if is_conflict(error) else None


def _rescued(
    rescue: Callable[[Transaction, Exception], Any], error: Exception, tx: Transaction
) -> Any:
    return rescue(tx, error)


def _name(error: Exception) -> str:
    return illness(error) or (str(error) if isinstance(error, _Ill) else "")


def _abandon(writer: Connection) -> None:
    """Roll back what is left; a broken database refuses that when it has done so itself."""
    try:
        writer.roll_back_now()
    except Exception as error:
        if not illness(error):
            raise
        log.warning("rolling back was refused (%s)", illness(error))
