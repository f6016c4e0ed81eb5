"""Files that people sent or that we made: their id on the service, and the path of our copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from domain.messages.message import FileKind, OutgoingFile
from storage.engine.statements import Statement
from storage.tables.case import file

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class File:
    """One file. `size` is in bytes, 0 when unknown.

    `ref` is the service's id of it on `channel`.
    `path` (below the data directory) is empty until our own copy is there.
    """

    id: int
    person_id: int | None
    submission_id: int | None
    event_id: int | None
    kind: str
    name: str
    mime: str
    size: int
    channel: str
    ref: str
    path: str
    at: datetime
    fetched_at: datetime | None

    def outgoing(self, channel: str) -> OutgoingFile:
        """The file as an attachment for `channel`: its id on its own channel, else our copy."""
        ref = self.ref if channel == self.channel else ""
        return OutgoingFile(FileKind(self.kind), self.name, ref=ref, path=self.path, id=self.id)


_PATH = Statement(select(file.c.path).where(file.c.id == bindparam("row")))
_COLUMNS = [file.c[name] for name in File.__slots__]


def add(
    tx: Transaction,
    *,
    kind: str,
    name: str,
    mime: str,
    size: int,
    channel: str,
    ref: str,
    at: datetime,
    person_id: int | None = None,
    submission_id: int | None = None,
    event_id: int | None = None,
    path: str = "",
) -> File:
    """Store a file's row; returns the file."""
    row = tx.core.execute(
        insert(file)
        .values(
            kind=kind,
            name=name,
            mime=mime,
            size=size,
            channel=channel,
            ref=ref,
            at=at,
            person_id=person_id,
            submission_id=submission_id,
            event_id=event_id,
            path=path,
            fetched_at=at if path else None,
        )
        .returning(*_COLUMNS)
    ).one()
    return File(*row)


def by_id(tx: Transaction, file_id: int) -> File | None:
    """The file, or None."""
    row = tx.core.execute(select(*_COLUMNS).where(file.c.id == file_id)).first()
    return File(*row) if row else None


def path_of(tx: Transaction, file_id: int) -> str | None:
    """The path of our copy; empty while there is none yet, None when the file is gone."""
    row = tx.one(_PATH, row=file_id)
    return row.path if row else None


def of_submission(tx: Transaction, submission_id: int) -> list[File]:
    """A case's files, in the order they came."""
    rows = tx.core.execute(
        select(*_COLUMNS).where(file.c.submission_id == submission_id).order_by(file.c.id)
    )
    return [File(*row) for row in rows]


def change(tx: Transaction, file_id: int, **values: Any) -> None:
    """Set columns: path, fetched_at, size, submission_id, event_id."""
    tx.core.execute(update(file).where(file.c.id == file_id).values(values))
