"""The manifest beside the backup copies: records that must survive outside the database.

`erased.json` lists erased people by id and the moment they first wrote: when an older copy is restored,
they are erased again. `audit.json` holds the end of the audit log's chain for each night: a log that was
rewritten in the database does not match it any more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.backup import atomic_files
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from storage.audit import Head
    from storage.engine.snapshots import Gone

ERASED, HEADS = "erased.json", "audit.json"
NIGHT_HOUR = 2
"""The hour, in the commune's time, from which the nightly backup is due."""


@dataclass(frozen=True, slots=True)
class RecordedHead:
    """The end of the audit log's chain at a moment `at` (ISO 8601, the commune's time)."""

    at: str
    row: int
    chain: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest in one folder. Methods raise OSError, and OperatorError for a damaged file."""

    folder: Path

    def erased(self) -> set[Gone]:
        """The erased people."""
        return {(int(row), str(came)) for row, came in self._read(ERASED)}

    def add_erased(self, people: Iterable[Gone]) -> None:
        """Add the ids of erased people: after a restore they are erased again."""
        known = self.erased()
        now = known | set(people)
        if now != known:
            atomic_files.write(self.folder / ERASED, json.dumps(sorted(now)))

    def heads(self) -> list[RecordedHead]:
        """The recorded ends of the audit log's chain, oldest first."""
        return [
            RecordedHead(str(at), int(row), str(chain)) for at, row, chain in self._read(HEADS)
        ]

    def is_due(self, local: datetime) -> bool:
        """Whether tonight's end of the audit log is missing; `local` is the commune's time."""
        day = f"{local:%Y-%m-%d}"
        return local.hour >= NIGHT_HOUR and not any(one.at.startswith(day) for one in self.heads())

    def add_head(self, local: datetime, head: Head) -> None:
        """Record the end of the audit log's chain."""
        at = local.isoformat(timespec="seconds")
        self._write_heads([*self.heads(), RecordedHead(at, head.row, head.chain)])

    def newest_after(self, row: int) -> RecordedHead | None:
        """The newest record of a row after `row`; None when there is none."""
        return next((one for one in reversed(self.heads()) if one.row > row), None)

    def truncate(self, row: int) -> None:
        """Remove the records of rows after `row`, because an older log was restored."""
        if self.newest_after(row) is not None:
            self._write_heads([one for one in self.heads() if one.row <= row])

    def _write_heads(self, heads: list[RecordedHead]) -> None:
        lines = ",\n".join(json.dumps([one.at, one.row, one.chain]) for one in heads)
        atomic_files.write(self.folder / HEADS, f"[\n{lines}\n]\n")

    def _read(self, name: str) -> list[Any]:
        path = self.folder / name
        if not path.exists():
            return []
        try:
            return list(json.loads(path.read_text()))
        except (ValueError, TypeError):
            raise OperatorError(
                f"{path} is damaged; put it back from another disk, or move it away"
            ) from None
