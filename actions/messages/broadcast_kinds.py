"""The kinds of broadcast: the recipients and the message of each."""

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
    """The functions that the feed calls for a kind."""

    recipients: Callable[[Notifier, Broadcast, int], list[int]]
    """The ids of the next people after the cursor, in order; the number is a limit."""
    tell: Callable[[Notifier, Broadcast, Person], None]
    """Queue the message for one of them."""


KINDS: dict[str, BroadcastKind] = {
    broadcasts.ANNOUNCEMENT: BroadcastKind(subscribers, tell_subscriber),
    broadcasts.CONSULTATION_ANSWER: BroadcastKind(contributors, tell_contributor),
}
