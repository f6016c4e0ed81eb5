"""Set the command menu of a person's private chat, by their role and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.messages import outbox

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from domain.people.roles import Role
    from storage.people.people import Person


def show(notifier: Notifier, person: Person, role: Role) -> None:
    """Queue the menu of this role for the person's private chat."""
    menu = notifier.commune.menus.get((role, person.language), ())
    outbox.put(
        notifier.tx,
        channel=person.channel,
        chat=person.chat,
        now=notifier.now,
        operation="menu",
        menu=menu,
        person_id=person.id,
        rank=outbox.NOTICE,
        topic="menu of commands",
        origin="menu",
    )
