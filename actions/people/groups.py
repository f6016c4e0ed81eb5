"""Bind a staff group to a unit: the group gets the cards of its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.people.people_refusals import OnlyAdministrators
from actions.permit import permit
from actions.refusals import NotPossible
from domain.cases.acts import Act
from storage.people import officials

if TYPE_CHECKING:
    from actions.desk import Desk
    from domain.organisation import Unit


def bind(desk: Desk, channel: str, chat: str, unit_id: str) -> Unit:
    """Send the cards of the unit's new cases to this group from now on; returns the unit.

    Raises `OnlyAdministrators`, and `NotPossible` for an unknown unit.
    """
    permit(desk, Act.BIND_GROUP, refusal=OnlyAdministrators)
    unit = desk.organisation.unit(unit_id)
    if unit is None:
        raise NotPossible
    before = officials.group(desk.tx, channel, chat)
    officials.bind_group(
        desk.tx,
        channel=channel,
        chat=chat,
        unit_id=unit.id,
        bound_by=desk.official.id,
        now=desk.now,
    )
    desk.log(
        Act.BIND_GROUP,
        f"unit:{unit.id}",
        before={"unit": before.unit_id} if before else None,
        after={"unit": unit.id},
    )
    return unit
