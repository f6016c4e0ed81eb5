"""A resident who acts: who, in which transaction, at which moment. No chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.notifier import Notifier

if TYPE_CHECKING:
    from storage.people.people import Person


@dataclass(slots=True)
class Seat(Notifier):
    """What a resident's acts are given first. An official has one for their own matters."""

    person: Person

    @property
    def actor(self) -> str:
        """Who acts, as the audit log names them."""
        return f"person:{self.person.id}"

    def hears(self, person_id: int) -> bool:
        """Whether it is they who just did something."""
        return person_id == self.person.id
