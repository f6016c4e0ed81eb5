"""What a bot and an Official Account of Zalo's do alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.zalo import switches

if TYPE_CHECKING:
    from sandbox.calls import CallLog
    from sandbox.clock import Clock
    from sandbox.events import Events
    from sandbox.faults import Faults
    from sandbox.zalo.people import Made, Person, Shown, Update


class Told:
    """Tells whoever watches what happens, and how all stands."""

    clock: Clock
    events: Events
    faults: Faults
    calls: CallLog
    made: Made
    people: dict[str, Person]
    switches: Any
    revoked: bool

    def show(self, person: Person, message: Shown) -> Shown:
        """Put a message on a person's screen."""
        person.messages[message.number] = message
        told = person.seen(message)
        self.events.tell({"type": "message", "chat_id": person.chat, **told})
        return message

    def stage(self, update: Update, stage: str) -> None:
        """Tell how far an event has come."""
        if stage == "confirmed":
            self.made.confirmed = max(self.made.confirmed, update.id)
        self.events.tell(
            {"type": "update", "update_id": update.id, "chat_id": update.chat, "stage": stage}
        )

    def switch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Turn switches; how they all stand then."""
        self.switches = switches.turned(self.switches, body)
        return switches.shown(self.switches)

    def standing(self) -> dict[str, Any]:
        """How all stands: events, calls, switches, chats."""
        return {
            "confirmed": self.made.confirmed, "made": len(self.made), "calls": self.calls.count,
            "tried_again": self.made.tried_again, "revoked": self.revoked,
            "switches": switches.shown(self.switches),
            "chats": [
                {
                    "chat": person.chat, "id": person.id, "name": person.name,
                    "open": person.is_open, "blocked": person.blocked, "follows": person.follows,
                    "interacted_at": person.interacted_at, "messages": len(person.messages),
                }
                for person in self.people.values()
            ],
        }  # fmt: skip
