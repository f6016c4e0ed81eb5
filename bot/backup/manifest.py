"""What is noted beside the copies, outside the database: who had themselves erased, and where the
audit log stood.

`erased.json` names people by number and the moment they first came: an older copy that is put back
forgets them again. `audit.json` has a line a night with the end of the audit log's chain: who
rewrites the log in the database does not agree with it any more.
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
"""The hour, in the commune's time, from which the night's work is due."""


@dataclass(frozen=True, slots=True)
class RecordedHead:
    """Where the audit log's chain ended at a moment (ISO 8601, the commune's time)."""

    at: str
    row: int
    chain: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The notes in one folder. All methods raise OSError for a disk that refuses, OperatorError
    for a note that is no longer what was written."""

    folder: Path

    def erased(self) -> set[Gone]:
        """Who is noted as erased."""
        return {(int(row), str(came)) for row, came in self._read(ERASED)}

    def add_erased(self, people: Iterable[Gone]) -> None:
        """Note who had themselves erased."""
        known = self.erased()
        now = known | set(people)
        if now != known:
            atomic_files.write(self.folder / ERASED, json.dumps(sorted(now)))

    def heads(self) -> list[RecordedHead]:
        """Where the audit log stood, oldest first."""
        return [
            RecordedHead(str(at), int(row), str(chain)) for at, row, chain in self._read(HEADS)
        ]

    def is_due(self, local: datetime) -> bool:
        """Whether tonight's note of the audit log is still to be made; `local` is the commune's
        time."""
        day = f"{local:%Y-%m-%d}"
        return local.hour >= NIGHT_HOUR and not any(one.at.startswith(day) for one in self.heads())

    def add_head(self, local: datetime, head: Head) -> None:
        """Note where the audit log stands."""
        at = local.isoformat(timespec="seconds")
        self._write_heads([*self.heads(), RecordedHead(at, head.row, head.chain)])

    def newest_after(self, row: int) -> RecordedHead | None:
        """The last note of a row behind `row`, None when there is none."""
        return next((one for one in reversed(self.heads()) if one.row > row), None)

    def truncate(self, row: int) -> None:
        """Forget what was noted of rows behind `row`: an older log was put back."""
        if self.newest_after(row) is not None:
            self._write_heads([one for one in self.heads() if one.row <= row])

    def _write_heads(self, noted: list[RecordedHead]) -> None:
        lines = ",\n".join(json.dumps([one.at, one.row, one.chain]) for one in noted)
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
