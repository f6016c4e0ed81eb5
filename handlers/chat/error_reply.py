"""After a handler failed: store the update, and send the person one apology with a way out."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from domain.messages.message import Outgoing
from domain.reading.classify import reads_like_denunciation
from locales import _, translate
from storage.cases import sealed
from storage.messages import outbox
from storage.people import people
from storage.updates import deferred_updates, seen_updates

if TYPE_CHECKING:
    from datetime import datetime

    from actions.commune import Commune
    from domain.messages.message import Incoming
    from storage.engine.transaction import Transaction


def apologise(
    tx: Transaction,
    incoming: Incoming,
    error: Exception,
    *,
    now: datetime,
    commune: Commune,
    was_deferred: bool = False,
) -> None:
    """Store the update among the failed ones, and apologise.

    The words of a denunciation are not stored: only the one person in charge may find them.
    `was_deferred` says that the update had been deferred, so its key is known already.
    """
    if not was_deferred and not seen_updates.is_new(tx, incoming.channel, incoming.key, now):
        return
    person = people.by_account(tx, incoming.channel, incoming.sender)
    secret = reads_like_denunciation(incoming.words) or sealed.screen_is_open(
        tx, incoming.channel, incoming.chat, incoming.sender
    )
    seen_updates.store_failed(
        tx,
        channel=incoming.channel,
        key=incoming.key,
        chat=incoming.chat,
        at=now,
        error=type(error).__name__,
        trace=places(error),
        raw="" if secret else deferred_updates.pack(incoming),
        person_id=person.id if person else None,
    )
    if incoming.private:
        text = translate(
            _(
                "Sorry, something went wrong on our side and I could not handle that. "
                "Please send it again a little later, write /start, or call {phone}."
            ),
            person.language if person else "vi",
            phone=commune.organisation.desk.phone,
        )
        outbox.put(
            tx,
            channel=incoming.channel,
            chat=incoming.chat,
            now=now,
            message=Outgoing(text),
            person_id=person.id if person else None,
            origin="apology",
            topic="apology",
        )


def places(error: BaseException) -> str:
    """The traceback of an error, innermost last: file, line and function, never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
