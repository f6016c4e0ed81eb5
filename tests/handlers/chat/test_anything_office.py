"""Random input of an official: no error, always a reply, always a way out.

What happened to a case is in the audit log, and nobody else is notified of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, strategies

from actions.consultations import consultation_taps
from storage import audit
from storage.engine import integrity
from storage.messages import outbox
from tests.handlers.anything import ACTS, FEW, go
from tests.handlers.consultations import close_due, open_consultation
from tests.handlers.offices import ROAD, filed

if TYPE_CHECKING:
    from tests.handlers.anything import Town
    from tests.house import House, Speaker

OPENINGS = (
    "traloi {code}", "hoithem {code}", "chuyen {code}", "trangthai {code}", "phancong {code}",
    "ghichu {code}", "xem {code}", "viec", "thongbao", "layykien", "moicanbo", "canbo", "thongke",
)  # fmt: skip


async def audited_acts(house: House, case_id: int) -> list[str]:
    """What officials did to a case, as the audit log tells it."""
    rows = await house.rows(
        f"SELECT act FROM audit WHERE subject = 'submission:{case_id}' AND actor LIKE 'official:%'"
    )
    return [row.act for row in rows]


def to_them_alone(speaker: Speaker, before: int) -> list[str]:
    """The messages since `before`, except broadcasts."""
    return [seen.text for seen in speaker.screen[before:] if seen.row.rank != outbox.BROADCAST]


@given(opening=strategies.sampled_from(OPENINGS), acts=ACTS)
@FEW
def test_any_act_in_any_form(town: Town, opening: str, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        house, lan, neighbour = town.house, town.resident(), town.resident()
        async with town.head() as head:
            code, other = await filed(lan), await filed(neighbour)
            was, others = await house.case(code), await house.case(other)
            heard, neighbours = len(lan.screen), len(neighbour.screen)
            await go(head, f"/{opening.format(code=code)}", acts)
            now = await house.case(code)
            assert await house.words_of(now) == ROAD
            if now != was or to_them_alone(lan, heard):
                assert await audited_acts(house, now.id)
            if not await audited_acts(house, others.id):
                assert await house.case(other) == others
                assert to_them_alone(neighbour, neighbours) == []
        await house.database.transact(audit.extend_chain)
        assert await integrity.problems(house.database) == ([], False)

    town.run(story())


@FEW
@given(acts=ACTS)
def test_a_new_consultation(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        async with town.head() as officer:
            await officer.says("/layykien")
            await officer.presses(consultation_taps.New())
            await go(officer, "Nâng cấp đường kênh 14", acts)

    town.run(story())


@FEW
@given(acts=ACTS)
def test_an_announcement(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        async with town.head() as officer:
            await go(officer, "/thongbao", acts)

    town.run(story())


@FEW
@given(acts=ACTS)
def test_answers(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        house = town.house
        async with town.head() as officer:
            consultation = await open_consultation(house, days=20)
            for stance in ("Đồng ý", "Ý kiến khác"):
                lan = town.resident()
                await lan.says(f"/gopy {consultation.code}")
                await lan.taps(stance)
                await lan.says("ý của tôi là vậy")
                await lan.taps("Xong")
            house.passes(days=20, minutes=5)
            await close_due(house)
            await officer.presses(consultation_taps.Answer(consultation.code))
            await go(officer, "1", acts)

    town.run(story())


@FEW
@given(acts=ACTS)
def test_answering(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        async with town.head() as head:
            code = await filed(town.resident())
            await go(head, f"/traloi {code}", acts)

    town.run(story())


@FEW
@given(acts=ACTS)
def test_inviting(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        async with town.head() as head:
            await go(head, "/moicanbo", acts)

    town.run(story())
