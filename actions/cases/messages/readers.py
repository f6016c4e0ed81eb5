"""What waits in the outbox about a case is authorised again when it is about to be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.permit import may_act
from domain.cases.acts import Act
from storage.cases import row_readers
from storage.messages import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.notifier import Notifier
    from storage.cases.row_readers import RowReader
    from storage.messages.outbox_row import OutboxRow

REPLY_HOLDS = timedelta(minutes=10)
"""A reply about a case is still sent for so long, though its act ended the official's authority.

"Passed on" is such a reply. An older one was held back, because the chat could not be reached.
"""


def unauthorised(notifier: Notifier, rows: Sequence[OutboxRow]) -> set[int]:
    """The ids of the rows about a case that their reader may not open now; they are not to be sent.

    The reader is an official who was dismissed or whose role or unit changed, or a group whose unit
    does not handle the case any more. Edits and deletions are not asked: they replace what may not be
    seen, and each change of a case renews them (`cards.refresh`).
    """
    asked = [
        row.id
        for row in rows
        if row.submission_id is not None
        and row.operation == "send"
        and (row.rank != outbox.REPLY or notifier.now - row.created_at > REPLY_HOLDS)
    ]
    if not asked:
        return set()
    found = row_readers.not_of_the_resident(notifier.tx, asked)
    return {one.row_id for one in found if not _may_read(notifier, one)}


def _may_read(notifier: Notifier, one: RowReader) -> bool:
    if one.group_unit is not None:
        return one.group_unit == one.case.unit_id and not one.case.head_only
    return one.official is not None and may_act(notifier, one.official, Act.OPEN, one.case)
