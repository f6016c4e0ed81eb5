"""An acting official, with the transaction and the moment of the act. No chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.notifier import Notifier

if TYPE_CHECKING:
    from storage.people.officials import Official
    from storage.people.people import Person


@dataclass(slots=True)
class Desk(Notifier):
    """The first argument of every act of an official."""

    official: Official
    person: Person | None = None
    """Their own account: it gets no notice of their own act."""

    @property
    def actor(self) -> str:
        """The actor in the audit log."""
        return f"official:{self.official.id}"

    @property
    def official_id(self) -> int | None:
        """The acting official."""
        return self.official.id

    @property
    def acting_official(self) -> Official | None:
        """The acting official."""
        return self.official

    def is_actor(self, person_id: int) -> bool:
        """Whether this person is the actor: they get no notice of their own act."""
        return self.person is not None and person_id == self.person.id
