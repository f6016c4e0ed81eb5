"""Who would read a waiting message about a case, if it is not the case's resident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from storage.cases.submissions import Submission
from storage.people.officials import OFFICIAL_COLUMNS, Official
from storage.tables.case import submission
from storage.tables.message import outbox
from storage.tables.person import account, official, staff_group

if TYPE_CHECKING:
    from collections.abc import Collection

    from storage.engine.transaction import Transaction

_CASE = [submission.c[name] for name in Submission.__slots__]


@dataclass(frozen=True, slots=True)
class RowReader:
    """A message about a case that goes to somebody else than the person who filed it."""

    row_id: int
    case: Submission
    group_unit: str | None
    """The unit of the group that it goes to; None for a private chat."""
    official: Official | None
    """Who reads it in a private chat, if they are an official now."""


def not_of_the_resident(tx: Transaction, rows: Collection[int]) -> list[RowReader]:
    """Of these outbox rows, those about a case whose resident does not have that chat."""
    found = tx.core.execute(
        select(
            outbox.c.id.label("row_id"),
            staff_group.c.unit_id.label("group_unit"),
            *(column.label(f"case_{column.name}") for column in _CASE),
            *(column.label(f"official_{column.name}") for column in OFFICIAL_COLUMNS),
        )
        .select_from(
            outbox.join(submission, submission.c.id == outbox.c.submission_id)
            .outerjoin(
                account,
                (account.c.channel == outbox.c.channel) & (account.c.chat == outbox.c.chat),
            )
            .outerjoin(
                official,
                (official.c.person_id == account.c.person_id) & official.c.removed_at.is_(None),
            )
            .outerjoin(
                staff_group,
                (staff_group.c.channel == outbox.c.channel)
                & (staff_group.c.chat == outbox.c.chat)
                & staff_group.c.left_at.is_(None),
            )
        )
        .where(
            outbox.c.id.in_(rows),
            or_(
                account.c.person_id.is_(None),
                account.c.person_id.is_distinct_from(submission.c.person_id),
            ),
        )
    )
    return [
        RowReader(
            row.row_id,
            Submission(*_values(row, "case", Submission.__slots__)),
            row.group_unit,
            None
            if row.official_id is None
            else Official(*_values(row, "official", [one.name for one in OFFICIAL_COLUMNS])),
        )
        for row in found
    ]


def _values(row: Any, of: str, names: Collection[str]) -> list[Any]:
    return [getattr(row, f"{of}_{name}") for name in names]
