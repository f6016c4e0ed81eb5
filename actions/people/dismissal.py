"""End an official's powers; their open cases stay with the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.assignment import release
from actions.people import command_menu
from actions.people.people_refusals import NoPowers, OnlyAdministrators
from actions.permit import is_permitted, permit
from domain.cases.acts import Act
from domain.people.roles import Role
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.desk import Desk
    from storage.people.officials import Official


def dismissable(desk: Desk, official_id: int) -> Official:
    """The official, if they may be dismissed. Raises `NoPowers`, `OnlyAdministrators`."""
    permit(desk, Act.DISMISS, refusal=OnlyAdministrators)
    found = officials.by_id(desk.tx, official_id)
    if found is None or all(one.id != found.id for one in officials.active(desk.tx)):
        raise NoPowers
    if not may_dismiss(desk, found):
        raise OnlyAdministrators
    return found


def may_dismiss(desk: Desk, found: Official) -> bool:
    """Whether the acting official may dismiss them.

    Nobody dismisses themselves, and only administrators dismiss administrators.
    """
    if found.id == desk.official.id or not is_permitted(desk, Act.DISMISS):
        return False
    return desk.official.role == Role.ADMIN or found.role != Role.ADMIN


def dismiss(desk: Desk, official_id: int) -> Official:
    """End their powers, and leave their open cases to the unit.

    Raises `NoPowers`, `OnlyAdministrators`.
    """
    found = dismissable(desk, official_id)
    officials.remove(desk.tx, found.id, desk.now)
    before = {"role": found.role, "cases": release(desk, found.id)}
    desk.log(Act.DISMISS, f"official:{found.id}", before=before)
    person = people.by_id(desk.tx, found.person_id)
    if person is not None:
        command_menu.show(desk, person, Role.RESIDENT)
    return found
