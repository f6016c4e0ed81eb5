"""An official at work: who acts, in which transaction, at which moment. No chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.notifier import Notifier

if TYPE_CHECKING:
    from storage.people.officials import Official
    from storage.people.people import Person


@dataclass(slots=True)
class Desk(Notifier):
    """What an official's acts are given first."""

    official: Official
    person: Person | None = None
    """Their own account: what they just did is no news to it."""

    @property
    def actor(self) -> str:
        """Who acts, as the audit log names them."""
        return f"official:{self.official.id}"

    @property
    def official_id(self) -> int | None:
        """The acting official."""
        return self.official.id

    @property
    def acting_official(self) -> Official | None:
        """The acting official."""
        return self.official

    def hears(self, person_id: int) -> bool:
        """Whether it is they who just did something."""
        return self.person is not None and person_id == self.person.id
