"""Feeds broadcasts into the outbox, batch by batch, whatever they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.office import announcements
from handlers.office.consultations import consultation_answers
from storage.consultations import opinions
from storage.messages import broadcasts
from storage.people import people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.messages.broadcasts import Broadcast

BATCH = 50
"""People in one transaction: other turns wait for it."""
QUEUE = 300
"""Broadcast messages that may wait in the outbox: about ten seconds of Telegram's pace."""


def feed(notifier: Notifier) -> int:
    """One batch of each broadcast, as far as the outbox has room; returns how many people were
    fed."""
    fed = 0
    for one in broadcasts.sending(notifier.tx):
        room = min(BATCH, QUEUE - broadcasts.in_queue(notifier.tx))
        if room > 0 and not one.payload.get("fed"):
            fed += _feed_one(notifier, one, room)
    return fed


def _feed_one(notifier: Notifier, one: Broadcast, room: int) -> int:
    if one.kind == broadcasts.ANNOUNCEMENT:
        upto = one.payload["upto"]
        ids = broadcasts.subscribers(notifier.tx, after=one.cursor, upto=upto, limit=room)
        stances: dict[int, list[str]] = {}
    else:
        stances = dict(
            opinions.contributors(notifier.tx, one.payload["plan"], after=one.cursor, limit=room)
        )
        ids = list(stances)
    for person_id in ids:
        person = people.by_id(notifier.tx, person_id)
        if person is not None and person_id in stances:
            consultation_answers.tell(notifier, one, person, stances[person_id])
        elif person is not None:
            announcements.tell(notifier, one, person)
    if ids:
        broadcasts.move(notifier.tx, one, ids[-1])
    if len(ids) < room:
        broadcasts.note(notifier.tx, one, fed=True)
    return len(ids)
