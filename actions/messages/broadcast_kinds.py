"""The kinds of broadcast: for each one, whom it is for, and what each of them is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.consultations.contributors import contributors, tell_contributor
from actions.messages.announcements import subscribers, tell_subscriber
from storage.messages import broadcasts

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.notifier import Notifier
    from storage.messages.broadcasts import Broadcast
    from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class BroadcastKind:
    """What the feed asks of a kind."""

    recipients: Callable[[Notifier, Broadcast, int], list[int]]
    """The ids of the next people above the cursor, in order, at most that many."""
    tell: Callable[[Notifier, Broadcast, Person], None]
    """Queue the message for one of them."""


KINDS: dict[str, BroadcastKind] = {
    broadcasts.ANNOUNCEMENT: BroadcastKind(subscribers, tell_subscriber),
    broadcasts.CONSULTATION_ANSWER: BroadcastKind(contributors, tell_contributor),
}
