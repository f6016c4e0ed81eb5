"""An act on a consultation without permission is refused and changes only the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from actions.consultations import opinions, stance_answers
from actions.consultations.consultations import close_early, create
from actions.consultations.opinions import Contribution
from actions.messages import announcements
from actions.refusals import (
    ClosesTooSoon,
    DayIsOver,
    NeedsGround,
    NotAsked,
    NothingSaid,
    NotOpen,
    NotOpenYet,
    NotToBeAnswered,
    NotYourRole,
    PublishedAlready,
    Refusal,
    SummaryTooLong,
    TooEarlyToClose,
    Unanswered,
)
from domain.cases.acts import Act
from domain.consultations.stances import Stance
from domain.people.permissions import roles_for
from domain.people.roles import STAFF
from storage.consultations.consultations import Consultation
from tests.actions.consultations import deeds
from tests.actions.consultations.deeds import ANSWERS, PROPOSAL, at_desk, in_seat
from tests.actions.twice import as_official
from tests.handlers.consultations import close_due
from tests.records import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.desk import Desk
    from domain.people.roles import Role
    from tests.house import House

ACTS: dict[Act, Callable[[Desk, Consultation], Any]] = {
    Act.CREATE_CONSULTATION: lambda desk, _one: create(desk, PROPOSAL),
    Act.CLOSE_CONSULTATION: close_early,
    Act.READ_OPINIONS: opinions.read_opinions,
    Act.HEAR_OPINION: lambda desk, _one: opinions.hear_opinion(desk, 1),
    Act.ANSWER_STANCE: lambda desk, one: stance_answers.answer(desk, one, ANSWERS[0]),
    Act.PUBLISH: stance_answers.publish,
    Act.ANNOUNCE: lambda desk, _one: announcements.announce(desk, "Sáng mai cúp nước"),
    Act.STOP_ANNOUNCEMENT: lambda desk, _one: announcements.stop(desk, 1),
}
REFUSED = [(act, role) for act in ACTS for role in sorted(STAFF - roles_for(act))]


async def without_the_log(house: House) -> Any:
    found = await records(house)
    return {name: rows for name, rows in found.items() if not name.startswith("audit")}


@pytest.mark.parametrize(("act", "role"), REFUSED, ids=lambda one: one.name.lower())
async def test_a_role_that_may_not(house: House, act: Act, role: Role) -> None:
    town = await deeds.closed(house)
    town["somebody"] = await house.official("Bác Tám", role)
    before = await without_the_log(house)
    refusal = await at_desk(house, town, ACTS[act], "somebody")
    assert isinstance(refusal, NotYourRole)
    assert await without_the_log(house) == before
    last = (await house.rows("SELECT act, via FROM audit ORDER BY id DESC LIMIT 1"))[0]
    assert (last.act, last.via) == ("refused", "web")


def test_each_act_is_somebody_s() -> None:
    assert {act for act, _role in REFUSED} == set(ACTS)


@pytest.mark.parametrize(
    ("refusal", "wrong"),
    [
        (SummaryTooLong, {"summary": "Một. Hai. Ba. Bốn."}),
        (DayIsOver, {"opens": date(2026, 11, 15)}),
        (ClosesTooSoon, {"closes": PROPOSAL.opens}),
        (NeedsGround, {"closes": date(2026, 12, 5)}),
        (NeedsGround, {"closes": date(2026, 12, 5), "legal_basis": "  "}),
    ],
)
async def test_a_proposal_that_is_not_lawful(
    house: House, refusal: type[Refusal], wrong: dict[str, Any]
) -> None:
    town = await deeds.office(house)
    before = await records(house)
    found = await as_official(
        house, town["officer"], lambda desk: create(desk, replace(PROPOSAL, **wrong))
    )
    assert isinstance(found, refusal)
    assert await records(house) == before


async def test_a_ground_that_is_not_needed_is_not_shown(house: House) -> None:
    town = await deeds.office(house)
    proposal = replace(PROPOSAL, legal_basis="Công văn 12")
    created = await as_official(house, town["officer"], lambda desk: create(desk, proposal))
    assert isinstance(created, Consultation)
    assert created.legal_basis == ""


async def test_closing_too_early_or_twice(house: House) -> None:
    town = await deeds.opened(house)
    assert isinstance(await at_desk(house, town, close_early), TooEarlyToClose)
    house.passes(days=20)
    assert (await at_desk(house, town, close_early)).state == "closed"
    assert isinstance(await at_desk(house, town, close_early), NotOpen)


async def test_answers_are_for_a_closed_one_and_for_every_stance(house: House) -> None:
    agree, disagree = (
        lambda desk, one: stance_answers.answer(desk, one, ANSWERS[0]),
        lambda desk, one: stance_answers.answer(desk, one, ANSWERS[1]),
    )
    town = await deeds.heard(house)
    assert isinstance(await at_desk(house, town, agree), NotToBeAnswered)
    assert isinstance(await at_desk(house, town, stance_answers.drafts), NotToBeAnswered)
    assert isinstance(await at_desk(house, town, stance_answers.publish), NotToBeAnswered)
    house.passes(days=41)
    await close_due(house)
    assert await at_desk(house, town, agree) is None
    assert await at_desk(house, town, stance_answers.drafts) == [ANSWERS[0]]
    assert isinstance(await at_desk(house, town, stance_answers.publish), Unanswered)
    assert await at_desk(house, town, disagree) is None
    assert await at_desk(house, town, stance_answers.publish) == 2
    assert isinstance(await at_desk(house, town, agree), PublishedAlready)
    assert isinstance(await at_desk(house, town, stance_answers.publish), PublishedAlready)


@pytest.mark.parametrize(
    ("refusal", "contribution"),
    [
        (NothingSaid, Contribution(stance=Stance.OWN_WORDS)),
        (NotAsked, Contribution(stance=Stance.AGREE, on_behalf=True)),
        (NotAsked, Contribution(stance=Stance.AGREE, on_behalf=True, author_name="Bà Sóc")),
    ],
)
async def test_an_opinion_that_lacks_something(
    house: House, refusal: type[Refusal], contribution: Contribution
) -> None:
    town = await deeds.opened(house)
    before = await records(house)
    found = await in_seat(house, town, lambda seat, one: opinions.opine(seat, one, contribution))
    assert isinstance(found, refusal)
    assert await records(house) == before


async def test_no_opinion_before_the_first_day(house: House) -> None:
    town = await deeds.office(house)
    proposal = replace(PROPOSAL, opens=date(2026, 11, 17), closes=date(2026, 12, 20))
    created = await as_official(house, town["officer"], lambda desk: create(desk, proposal))
    assert isinstance(created, Consultation)
    agree = Contribution(stance=Stance.AGREE)
    found = await in_seat(
        house, town | {"code": created.code}, lambda seat, one: opinions.opine(seat, one, agree)
    )
    assert isinstance(found, NotOpenYet)
    assert found.values["day"] == date(2026, 11, 17)
