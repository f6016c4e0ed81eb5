"""A name, a number on a button or a plan's code is no authority by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from actions.consultations import consultations as plans, opinions, stance_answers
from actions.consultations.opinions import Contribution
from actions.messages import announcements
from actions.people import call_backs, invitations
from actions.people.people_refusals import AccountGone, ExpiredLink, NobodyCallsBack
from actions.refusals import NotTheWriter, NotYourRole, Refusal, SpeaksForMany
from domain.consultations.stances import Stance
from storage.consultations import consultations, opinions as stored
from storage.tables import metadata
from tests.actions.people import deeds
from tests.actions.twice import as_official, as_resident
from tests.handlers.consultations import open_consultation

if TYPE_CHECKING:
    from storage.consultations.consultations import Consultation
    from storage.engine.transaction import Transaction
    from tests.house import House, Speaker


def test_no_id_is_ever_given_again() -> None:
    """Else an old button would mean a new thing: SQLite reuses ids without AUTOINCREMENT."""
    again = [
        table.name
        for table in metadata.sorted_tables
        if table.name != "audit_head"  # one row, whose id is written out
        and "id" in table.c
        and table.c.id.primary_key
        and not table.dialect_options["sqlite"]["autoincrement"]
    ]
    assert again == []


async def a_plan(house: House, unit: str = "kinh-te") -> Consultation:
    """An open plan of this unit, with one opinion in Lan's words."""
    plan = await open_consultation(house, days=40)
    await house.run(f"UPDATE consultation SET unit_id = '{unit}'")
    lan = house.resident("Lan")
    await lan.says("/start")
    words = Contribution(stance=Stance.OWN_WORDS, words="Xin chừa lối đi cũ")
    assert isinstance(await gives(house, lan, plan, words), opinions.Opined)
    return plan


async def gives(
    house: House, who: Speaker, plan: Consultation, said: Contribution
) -> opinions.Opined | Refusal:
    """Somebody gives an opinion on the plan."""
    return await as_resident(
        house, who, lambda seat: opinions.opine(seat, _read(seat.tx, plan), said)
    )


def _read(tx: Transaction, plan: Consultation) -> Consultation:
    found = consultations.by_id(tx, plan.id)
    assert found
    return found


@pytest.mark.parametrize(
    ("role", "unit", "may"),
    [
        ("officer", "kinh-te", True),
        ("officer", "van-hoa", False),
        ("head", "", True),
        ("admin", "", True),
        ("observer", "", False),
    ],
)
async def test_a_plan_is_handled_by_its_unit(
    house: House, role: str, unit: str, *, may: bool
) -> None:
    plan = await a_plan(house)
    who = await house.official("Ai đó", role, unit)
    refused = [
        isinstance(await as_official(house, who, act), NotYourRole)
        for act in (
            lambda desk: plans.ensure_closable(desk, _read(desk.tx, plan)),
            lambda desk: opinions.read_opinions(desk, _read(desk.tx, plan)),
            lambda desk: opinions.hear_opinion(desk, 1),
            lambda desk: stance_answers.drafts(desk, _read(desk.tx, plan)),
            lambda desk: stance_answers.publish(desk, _read(desk.tx, plan)),
        )
    ]
    assert refused == [not may] * 5


async def test_one_phone_does_not_make_forty_votes(house: House) -> None:
    plan = await a_plan(house)
    tam = house.resident("Tám")
    await tam.says("/start")
    outcomes = []
    for number in range(40):
        vote = Contribution(
            stance=Stance.AGREE,
            on_behalf=True,
            author_name=f"Người thứ {number}",
            author_consent="nói miệng",
        )
        outcomes.append(await gives(house, tam, plan, vote))
    refused = [one for one in outcomes if isinstance(one, SpeaksForMany)]
    assert len(refused) == 40 - opinions.MOST_FOR_OTHERS
    counts = await house.database.read(lambda tx: stored.counts(tx, plan.id))
    assert counts.stances[Stance.AGREE] == 0
    assert counts.helped[Stance.AGREE] == opinions.MOST_FOR_OTHERS
    assert counts.total == 1


async def test_a_name_alone_calls_nobody_back(house: House) -> None:
    """A head lets somebody in under the name of whoever calls back."""
    head = await house.official("Chủ tịch", "head")
    name = house.commune.organisation.denunciation_contact
    thief = await house.official(name, "observer")
    await house.run(
        "UPDATE official SET enrolled_by = (SELECT id FROM official WHERE role = 'head') "
        "WHERE role = 'observer'"
    )
    lan = house.resident("Lan")
    await lan.says("/start")
    ask = partial(call_backs.ask, phone=deeds.PHONE)
    assert isinstance(await as_resident(house, lan, ask), NobodyCallsBack)
    assert isinstance(await as_official(house, thief, call_backs.waiting), NotYourRole)
    head.sees_not(deeds.PHONE)


async def test_of_two_with_one_name_nobody_calls_back(house: House) -> None:
    name = house.commune.organisation.denunciation_contact
    first = await house.official(name, "officer", "van-phong")
    lan = house.resident("Lan")
    await lan.says("/start")
    ask = partial(call_backs.ask, phone=deeds.PHONE)
    assert not isinstance(await as_resident(house, lan, ask), NobodyCallsBack)
    await house.official(name, "officer", "kinh-te")
    assert isinstance(await as_resident(house, lan, ask), NobodyCallsBack)
    assert isinstance(await as_official(house, first, call_backs.waiting), NotYourRole)


async def test_an_officer_stops_only_their_own_announcement(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/thongbao")
    await lan.taps("Nhận thông báo")
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    ba = await house.official("Anh Ba", "officer", "van-hoa")
    head = await house.official("Chủ tịch", "head")
    for _time in range(2):
        await as_official(house, hai, partial(announcements.announce, body="Mai cúp nước"))
    stop = partial(announcements.stop, broadcast_id=1)
    assert isinstance(await as_official(house, ba, stop), NotTheWriter)
    assert await as_official(house, hai, stop) is None
    assert await as_official(house, head, partial(announcements.stop, broadcast_id=2)) is None


async def test_who_erased_everything_is_not_let_in(house: House) -> None:
    town = await deeds.opened(house)
    await town["ba"].says("/xoatoi")
    await house.run("UPDATE account SET person_id = 1 WHERE sender = '" + town["ba"].sender + "'")
    outcome = await as_official(house, town["admin"], partial(invitations.let_in, invitation_id=1))
    assert isinstance(outcome, AccountGone)
    assert len(await house.rows("SELECT 1 FROM official")) == 1


async def test_an_opened_link_does_not_wait_for_ever(house: House) -> None:
    town = await deeds.opened(house)
    house.passes(days=8)
    outcome = await as_official(house, town["admin"], partial(invitations.let_in, invitation_id=1))
    assert isinstance(outcome, ExpiredLink)
