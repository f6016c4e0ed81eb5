"""Messages that residents did not get, for officials who telephone them or visit them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.permit import is_permitted, permit
from actions.refusals import ArrivedMeanwhile
from domain.cases.acts import Act
from storage.cases import submissions
from storage.messages import outbox_states, template_messages, undelivered
from storage.people import people

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from actions.desk import Desk
    from storage.cases.submissions import Submission

LATE = timedelta(hours=1)
"""A message is listed if it waits for longer than this after it was due."""
LOOKED_AT = 200
"""The newest messages that are read to find those that an official may see."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that its resident did not get."""

    row_id: int
    code: str
    written_at: datetime
    state: str
    """waiting, parked or dead."""
    why: str
    """Why it is parked: `reachability.BLOCKED`, a `ParkReason`, or empty."""
    asked_at: datetime | None
    """When a template message asked the resident to write again (UTC); None: never."""


@dataclass(frozen=True, slots=True)
class ReadOut:
    """The words of such a message, for an official who reads them to the resident."""

    case: Submission
    phone: str
    """Empty if unknown."""
    html: str


def newest(desk: Desk, limit: int) -> list[Undelivered]:
    """The newest messages about cases that the official may open. Raises `NotYours`."""
    permit(desk, Act.SEE_LISTS)
    return [_listed(desk, row, case) for row, case in _theirs(desk)[:limit]]


def read_out(desk: Desk, row_id: int) -> ReadOut:
    """Show the words of a message; logged. Raises `ArrivedMeanwhile`, `NotYours`."""
    row, case = _one(desk, row_id)
    permit(desk, Act.READ_OUT, case)
    person = people.by_id(desk.tx, case.person_id) if case.person_id else None
    desk.log(Act.READ_OUT, f"submission:{case.id}")
    return ReadOut(case, person.phone if person else "", row.words)


def tell_otherwise(desk: Desk, row_id: int) -> Submission:
    """Mark a message as brought another way: it is not sent any more. Returns its case.

    Raises `ArrivedMeanwhile`, `NotYours`.
    """
    row, case = _one(desk, row_id)
    permit(desk, Act.TELL_OTHERWISE, case)
    outbox_states.mark_told(desk.tx, row.id)
    desk.log(Act.TELL_OTHERWISE, f"submission:{case.id}")
    return case


def _one(desk: Desk, row_id: int) -> tuple[Any, Submission]:
    for row, case in _theirs(desk):
        if row.id == row_id:
            return row, case
    raise ArrivedMeanwhile


def _listed(desk: Desk, row: Any, case: Submission) -> Undelivered:
    asked = template_messages.latest(desk.tx, row.channel, row.chat)
    return Undelivered(
        row.id, case.code, row.created_at, row.state, row.error, asked.sent_at if asked else None
    )


def _theirs(desk: Desk) -> list[tuple[Any, Submission]]:
    """Each message with one of its cases.

    A message is left out if any of its cases is one that the official may not open.
    """
    found: dict[int, tuple[Any, Submission]] = {}
    hidden = set()
    rows = undelivered.newest(
        desk.tx, LOOKED_AT, channels=desk.commune.channels, due_before=desk.now - LATE
    )
    for row in rows:
        case = submissions.by_id(desk.tx, row.submission_id)
        if case is None or not is_permitted(desk, Act.OPEN, case):
            hidden.add(row.id)
        else:
            found.setdefault(row.id, (row, case))
    return [one for row_id, one in found.items() if row_id not in hidden]
