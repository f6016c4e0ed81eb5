"""Queue broadcasts of every kind in the outbox, one batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.messages.broadcast_kinds import KINDS
from storage.messages import broadcasts
from storage.people import people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.messages.broadcasts import Broadcast

BATCH = 50
"""People in one transaction; small, because other turns wait for it."""
QUEUE = 300
"""Broadcast messages that may wait in the outbox: ten seconds at Telegram's rate limit."""


def feed(notifier: Notifier) -> int:
    """Job: queue one batch of each broadcast; returns the number of people.

    At most `QUEUE` broadcast messages wait in the outbox.
    """
    fed = 0
    for one in broadcasts.sending(notifier.tx):
        room = min(BATCH, QUEUE - broadcasts.in_queue(notifier.tx))
        if room > 0 and not one.payload.get("fed"):
            fed += _feed_one(notifier, one, room)
    return fed


def _feed_one(notifier: Notifier, one: Broadcast, room: int) -> int:
    kind = KINDS[one.kind]
    ids = kind.recipients(notifier, one, room)
    for person_id in ids:
        person = people.by_id(notifier.tx, person_id)
        if person is not None:
            kind.tell(notifier, one, person)
    if ids:
        broadcasts.move(notifier.tx, one, ids[-1])
    if len(ids) < room:
        broadcasts.note(notifier.tx, one, fed=True)
    return len(ids)
