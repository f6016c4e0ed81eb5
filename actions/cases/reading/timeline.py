"""The history of a case as plain data, for its resident and for officials."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.cases.acts import Act
from storage.messages.outbox_states import State
from storage.people import officials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from actions.notifier import Notifier
    from storage.cases.events import Event
    from storage.cases.files import File

SHOWN = frozenset({State.WAITING, State.SENT, State.TOLD, State.PARKED, State.DEAD})
"""States of a resident's message that officials see."""


class By(StrEnum):
    """The kind of actor."""

    RESIDENT = "resident"
    OFFICIAL = "official"
    SERVICE = "service"
    """A job, such as the one that closes cases long after the answer."""


class Standing(StrEnum):
    """Whether the words of an event are still valid."""

    STANDS = "stands"
    CORRECTED = "corrected"
    """Later words replace these."""
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The state of the resident's message about an event."""

    state: str
    """waiting, sent, told (brought another way, by an official), parked or dead."""
    at: datetime
    """When it was sent (UTC); before that, when it was written."""
    read_at: datetime | None
    """When the resident opened the case after it (UTC); None: not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a history. A field that does not apply is empty."""

    event_id: int
    version: int
    """The version of the case after it."""
    at: datetime
    act: str
    """One of `domain.cases.acts.Act`."""
    by: By
    official: str
    """The official's name. Residents never see it."""
    words: str
    state: str
    """The state of the case after it."""
    unit: str
    """Name of the unit that the case went to."""
    handler: str
    """Name of the official that the case was given to. Residents never see it."""
    file_count: int
    standing: Standing
    delivery: Delivery | None
    """Residents never see it."""


Timeline = tuple[Entry, ...]
"""A case's history, oldest first."""


def for_officials(
    notifier: Notifier, events: Sequence[Event], files: Sequence[File] = ()
) -> Timeline:
    """The whole history: with notes, officials' names, and words that were replaced."""
    return _timeline(notifier, events, files, named=True)


def for_resident(
    notifier: Notifier, events: Sequence[Event], files: Sequence[File] = ()
) -> Timeline:
    """The public history: newest words only, no officials' names.

    An answer that was taken back has no words. Events that are not public are left out.
    """
    public = [event for event in events if event.public]
    return tuple(
        entry
        for entry in _timeline(notifier, public, files, named=False)
        if entry.standing is not Standing.CORRECTED
    )


def _timeline(
    notifier: Notifier, events: Sequence[Event], files: Sequence[File], *, named: bool
) -> Timeline:
    replaced = {event.replaces for event in events if event.replaces is not None}
    counts = Counter(file.event_id for file in files)
    return tuple(
        _entry(
            notifier,
            event,
            _standing(event, replaced),
            named=named,
            file_count=counts[event.id],
        )
        for event in events
    )


def _entry(
    notifier: Notifier, event: Event, standing: Standing, *, named: bool, file_count: int
) -> Entry:
    stands = standing is Standing.STANDS
    handler_id = event.changed.get("assignee_id") if event.act == Act.ASSIGN else None
    unit = notifier.organisation.unit(event.unit_id)
    return Entry(
        event_id=event.id,
        version=event.version,
        at=event.at,
        # Giving a case to oneself is taking it on, by whichever button.
        act=Act.TAKE if handler_id and handler_id == event.official_id else event.act,
        by=_by(event),
        official=_name(notifier, event.official_id) if named else "",
        words=event.words if stands or named else "",
        state=event.to_state,
        unit=unit.name if unit else "",
        handler=_name(notifier, handler_id) if named else "",
        file_count=file_count if stands or named else 0,
        standing=standing,
        delivery=_delivery(event) if stands and named else None,
    )


def _standing(event: Event, replaced: set[int]) -> Standing:
    if event.id in replaced:
        return Standing.CORRECTED
    return Standing.STANDS if event.withdrawn_at is None else Standing.TAKEN_BACK


def _by(event: Event) -> By:
    if event.official_id is not None:
        return By.OFFICIAL
    return By.SERVICE if event.act == Act.CHANGE_STATE else By.RESIDENT


def _delivery(event: Event) -> Delivery | None:
    if event.delivery not in SHOWN:
        return None
    return Delivery(event.delivery, event.sent_at or event.at, event.read_at)


def _name(notifier: Notifier, official_id: int | None) -> str:
    """An official's name, also of a dismissed one; empty for nobody."""
    found = officials.by_id(notifier.tx, official_id) if official_id else None
    return found.name if found else ""
