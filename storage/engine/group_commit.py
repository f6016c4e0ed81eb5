"""Runs works in the writer's thread: a group in one commit.

When a work fails the group counts as nothing and is run again, each work in its own savepoint
(docs/decisions/0023-savepoints.md). An error that ends the whole transaction (a full disk, a lost
connection, a deadlock with another process) does so, too: then each work is run again alone. So a
work may run more than once, and nothing is reported kept that is not.
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
"""How often a work alone may meet somebody else at the same rows before that is its error."""

_NOT_RUN = object()


@dataclass(slots=True, eq=False)
class Job:
    """One work and what became of it."""

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
        """As if it had not run."""
        self.result, self.error, self.rows, self.withdrawn = _NOT_RUN, None, [], []

    @property
    def ran(self) -> bool:
        """Whether it is kept, or failed by its own fault."""
        return self.result is not _NOT_RUN or self.error is not None


class _Ill(Exception):
    """The writer met an illness; carries its name."""


class _NotBegun(_Ill):
    """Not even BEGIN worked: no turn is to blame, running each alone would only wait longer."""


class _Met(Exception):
    """A work met another process at the same rows."""


class _Failed(Exception):
    """A work failed by its own fault, in a transaction that it shares."""


def run_batch(
    writer: Connection, batch: list[Job], joining: deque[Job], *, notify: bool
) -> str | None:
    """Run and commit; jobs that did not run stay unmarked. Returns the illness, or None. `joining`:
    what came in until the commit, also meanwhile from the event loop; it moves into the batch.
    `notify`: other processes want to know when the outbox changes."""
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
                    # Whoever we met must get through first, and not meet us again.
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
    """Run one work; any error of it ends the group."""
    tx = writer.transaction()
    try:
        job.result = work(tx)
    except Exception as error:
        raise _ended_by(error) or _Failed from error
    job.rows, job.withdrawn = tx.outbox_rows, tx.outbox_withdrawn


def _run_by_itself(
    writer: Connection, job: Job, work: Callable[[Transaction], Any], *, last: bool = False
) -> None:
    """Run one work in its savepoint; its own error stays with it, an illness ends the group, and
    so does meeting somebody else, unless it is the `last` try."""
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
    """What ends the group when it is not the work's own fault."""
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
    """Roll back whatever is left; an ill database may refuse even that, and then has ended the
    transaction itself."""
    try:
        writer.roll_back_now()
    except Exception as error:
        if not illness(error):
            raise
        log.warning("rolling back was refused (%s)", illness(error))
