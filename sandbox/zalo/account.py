"""The shared behaviour of Zalo's bots and Official Accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.zalo import switches

if TYPE_CHECKING:
    from sandbox.calls import CallLog
    from sandbox.clock import Clock
    from sandbox.events import Events
    from sandbox.faults import Faults
    from sandbox.zalo.people import Person, Shown, Update, UpdateHistory


class SharedAccount:
    """Publishes the events of a bot or an Official Account, and shows its status."""

    clock: Clock
    events: Events
    faults: Faults
    calls: CallLog
    history: UpdateHistory
    people: dict[str, Person]
    switches: Any
    revoked: bool

    def show(self, person: Person, message: Shown) -> Shown:
        """Show a message on a person's screen."""
        person.messages[message.number] = message
        shown = person.seen(message)
        self.events.publish({"type": "message", "chat_id": person.chat, **shown})
        return message

    def report_stage(self, update: Update, stage: str) -> None:
        """Publish the stage of an update: received, fetched, confirmed or lost."""
        if stage == "confirmed":
            self.history.confirmed = max(self.history.confirmed, update.id)
        self.events.publish(
            {"type": "update", "update_id": update.id, "chat_id": update.chat, "stage": stage}
        )

    def switch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Change switches. Return all of them."""
        self.switches = switches.changed(self.switches, body)
        return switches.as_dict(self.switches)

    def status(self) -> dict[str, Any]:
        """Return the counts of updates and calls, the switches and the chats."""
        return {
            "confirmed": self.history.confirmed,
            "made": len(self.history),
            "calls": self.calls.count,
            "tried_again": self.history.tried_again,
            "revoked": self.revoked,
            "switches": switches.as_dict(self.switches),
            "chats": [
                {
                    "chat": person.chat,
                    "id": person.id,
                    "name": person.name,
                    "open": person.is_open,
                    "blocked": person.blocked,
                    "follows": person.follows,
                    "interacted_at": person.interacted_at,
                    "messages": len(person.messages),
                }
                for person in self.people.values()
            ],
        }
