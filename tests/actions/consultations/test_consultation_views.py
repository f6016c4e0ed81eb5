"""The view of a consultation shows each reader only what they may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from actions.consultations.consultation_views import view
from actions.consultations.opinions import read_opinions
from domain.consultations.consultation_states import ConsultationState
from domain.consultations.stances import Stance
from domain.people.roles import STAFF
from tests.actions.consultations import deeds
from tests.actions.consultations.deeds import PROPOSAL, WORDS, at_desk, in_seat
from tests.handlers.consultations import close_due

if TYPE_CHECKING:
    from domain.people.roles import Role
    from tests.house import House


async def test_a_resident_sees_everything_but_the_figures(house: House) -> None:
    town = await deeds.office(house)
    await deeds.DEEDS["create"].action(house, town)
    await close_due(house)
    ((code,),) = await house.rows("SELECT code FROM consultation")
    seen = await in_seat(house, town | {"code": code}, view)
    assert (seen.code, seen.title, seen.summary) == (code, PROPOSAL.title, PROPOSAL.summary)
    assert (seen.first, seen.last) == (date(2026, 11, 16), date(2026, 12, 6))
    assert seen.hamlets == ("Ấp 4",)
    assert seen.state is ConsultationState.OPEN
    assert seen.document.name == "Kế hoạch"
    assert (seen.answers, seen.counts) == ((), None)


@pytest.mark.parametrize("role", sorted(STAFF))
async def test_whoever_works_here_sees_the_figures(house: House, role: Role) -> None:
    town = await deeds.heard(house)
    town["reader"] = await house.official("Bác Tám", role)
    counts = (await at_desk(house, town, view, "reader")).counts
    assert (counts.stances[Stance.AGREE], counts.stances[Stance.DISAGREE]) == (1, 1)
    assert (counts.total, counts.late) == (2, 0)


async def test_published_answers_are_everybody_s(house: House) -> None:
    town = await deeds.closed(house)
    assert (await in_seat(house, town, view)).answers == ()
    await deeds.DEEDS["publish"].action(house, town)
    assert (await in_seat(house, town, view)).answers == deeds.ANSWERS


async def test_opinions_are_read_without_names(house: House) -> None:
    town = await deeds.heard(house)
    page = await at_desk(house, town, read_opinions)
    (one,) = page.opinions
    assert (one.stance, one.words, one.file_count) == (Stance.DISAGREE, WORDS, 1)
    assert not page.more
    assert "Minh" not in repr(page)
