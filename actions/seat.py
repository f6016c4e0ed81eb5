"""An acting resident, with the transaction and the moment of the act. No chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.notifier import Notifier

if TYPE_CHECKING:
    from storage.people.people import Person


@dataclass(slots=True)
class Seat(Notifier):
    """The first argument of every act of a resident; officials use it for their own matters."""

    person: Person

    @property
    def actor(self) -> str:
        """The actor in the audit log."""
        return f"person:{self.person.id}"

    def is_actor(self, person_id: int) -> bool:
        """Whether this person is the actor: they get no notice of their own act."""
        return person_id == self.person.id
