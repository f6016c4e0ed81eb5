"""Authority is asked when the act is done, and when what waits is sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from actions import permit
from actions.cases import assignment
from actions.refusals import NotYours
from bot.channels.contract import Unreachable
from domain.cases.acts import Act
from storage.people import officials
from tests.actions.twice import as_official
from tests.handlers.office.test_enrolment import invited, powers
from tests.handlers.offices import ROAD, answers, filed, stored
from tests.handlers.reports import send

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction
    from tests.house import House, Speaker

NIGHT = 12  # hours after the house's noon


async def become(house: House, who: Speaker, role: str, unit: str = "") -> None:
    """Their role is another one now, as after a link of the command line."""
    person = (await house.rows(f"SELECT person_id FROM account WHERE sender = '{who.sender}'"))[0]

    def work(tx: Transaction) -> None:
        officials.enrol(
            tx,
            person_id=person.person_id,
            role=role,
            unit_id=unit,
            name=who.name,
            speaks_khmer=False,
            enrolled_by=None,
            now=house.now,
        )

    await house.database.transact(work)


async def leaves(house: House, admin: Speaker, who: Speaker) -> None:
    """The administrator dismisses somebody, by the buttons."""
    await admin.says("/canbo")
    await admin.taps(f"Gỡ {who.name}")
    await admin.taps("Đúng, gỡ")


@pytest.fixture
async def admin(house: House) -> Speaker:
    return await house.official("Chị Quản", "admin")


async def test_a_head_who_was_lowered_makes_no_invitation(house: House, admin: Speaker) -> None:
    head = await house.official("Chủ tịch", "head")
    await head.says("/moicanbo")
    await head.says("Anh Ba")
    await become(house, head, "officer", "kinh-te")
    await head.taps("Cán bộ")
    head.sees("không còn")
    assert not await house.rows("SELECT 1 FROM invitation")
    admin.sees_not("Anh Ba")


async def test_an_officer_made_observer_announces_nothing(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("/thongbao")
    await lan.taps("Nhận thông báo")
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await hai.says("/thongbao")
    await hai.says("Mai cúp nước từ 8 giờ")
    await become(house, hai, "observer")
    await hai.taps("Gửi đi")
    hai.sees("không còn")
    assert not await house.rows("SELECT 1 FROM broadcast")


async def test_what_a_dismissed_official_wrote_is_not_sent_nor_filed(
    house: House, admin: Speaker
) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/traloi {code}")
    await leaves(house, admin, hai)
    await hai.says("Chúng tôi sẽ làm sau, bà con đừng hỏi nữa")
    lan.sees_not("đừng hỏi nữa")
    assert len(await house.cases()) == 1


async def test_a_finished_form_of_somebody_dismissed_sends_nothing(
    house: House, admin: Speaker
) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/traloi {code} Xong rồi, bà con ra xem")
    await leaves(house, admin, hai)
    await hai.taps("Gửi cho bà con")
    lan.sees_not("bà con ra xem")


async def test_a_dismissal_erases_what_was_begun_at_once(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    code = await filed(house.resident("Lan"))
    await hai.says(f"/traloi {code} Xong rồi, bà con ra xem")
    assert "conversation" in await house.tables_with("bà con ra xem")
    await leaves(house, admin, hai)
    assert "conversation" not in await house.tables_with("bà con ra xem")


async def test_who_left_is_told(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await leaves(house, admin, hai)
    await house.deliver()
    hai.sees("không còn")


async def test_a_card_that_waits_for_the_morning_does_not_reach_who_left(
    house: House, admin: Speaker
) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    house.passes(hours=NIGHT)
    await filed(house.resident("Lan"))
    await leaves(house, admin, hai)
    house.passes(hours=12)
    await house.deliver()
    hai.sees_not("lầy lội")


async def test_what_was_parked_does_not_reach_who_comes_back_after_leaving(
    house: House, admin: Speaker
) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    house.refuses["telegram", hai.chat] = Unreachable("blocked")
    lan = house.resident("Lan")
    await lan.sends("photo", ROAD)
    await send(lan)
    await leaves(house, admin, hai)
    house.passes(days=40)
    del house.refuses["telegram", hai.chat]
    await hai.says("/start")
    await house.deliver()
    hai.sees_not("lầy lội")
    assert not [seen for seen in hai.screen if seen.row.message and seen.row.message.file]


async def test_the_card_on_the_screen_is_replaced(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await filed(house.resident("Lan"))
    hai.sees("lầy lội")
    await leaves(house, admin, hai)
    await house.deliver()
    hai.sees_not("lầy lội")


async def test_cases_go_back_to_the_unit_who_is_told(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    ba = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Nhận việc")
    await leaves(house, admin, hai)
    await house.deliver()
    ba.sees(code, "chưa có ai")
    assert (await house.case(code)).assignee_id is None


async def test_an_answered_case_does_not_stay_with_who_left(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    ba = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    await leaves(house, admin, hai)
    assert (await house.case(code)).assignee_id is None
    await lan.taps("Chưa xong")
    await lan.says("đường vẫn lầy")
    await ba.presses(f"take:{stored(code)}")
    assert (await house.case(code)).assignee_id is not None


async def test_an_invitation_ends_with_the_powers_of_its_maker(
    house: House, admin: Speaker
) -> None:
    head = await house.official("Chủ tịch", "head")
    first, second = await invited(head), await invited(head, "Anh Tư")
    ba = house.resident("Ba Nguyễn")
    await ba.says(f"/start {first}")
    await leaves(house, admin, head)
    await house.deliver()
    ba.sees("không còn dùng được")
    rows = await house.rows("SELECT 1 FROM invitation WHERE decided_at IS NULL")
    assert not rows
    tu = house.resident("Tư")
    await tu.says(f"/start {second}")
    assert ("Anh Tư", "officer") not in await powers(house)


async def test_a_file_that_waits_does_not_reach_another_unit(house: House) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    head = await house.official("Chủ tịch", "head")
    house.passes(hours=NIGHT)
    lan = house.resident("Lan")
    await lan.sends("photo", ROAD)
    await send(lan)
    (case,) = await house.cases()
    give = partial(
        assignment.transfer, case=case, unit_id="van-hoa", reason="đúng việc", seen=None
    )
    await as_official(house, head, give)
    house.passes(hours=12)
    await house.deliver()
    hai.sees_not("lầy lội")
    assert not [seen for seen in hai.screen if seen.row.message and seen.row.message.file]


async def test_nobody_handles_what_they_filed_themselves(house: House) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    head = await house.official("Chủ tịch", "head")
    code = await filed(hai, f"/gui {ROAD}")
    case = await house.case(code)
    head.sees("lầy lội")
    for act in (
        partial(assignment.take, case=case),
        partial(assignment.transfer, case=case, unit_id="van-hoa", reason="x", seen=None),
    ):
        assert isinstance(await as_official(house, hai, act), NotYours)
    await hai.says(f"/xem {code}")
    hai.sees("tự gửi")
    await hai.says("/viec")
    assert code not in hai.last.text
    await hai.says(f"/tracuu {code}")
    hai.sees(code, "Đã tiếp nhận")


async def test_a_head_is_not_the_reader_of_their_own_accusation(house: House) -> None:
    head = await house.official("Chủ tịch", "head")
    await head.says("/gui cán bộ Nguyễn Văn Sáu ở ấp 4 hách dịch, nói nặng lời với bà con")
    await head.taps("Báo một việc không ổn")
    await send(head)
    assert not await house.cases()


async def test_who_left_is_refused_by_the_action_too(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    case = await house.case(await filed(house.resident("Lan")))
    kept = (await house.rows("SELECT id, person_id, role FROM official WHERE role = 'officer'"))[0]
    await leaves(house, admin, hai)

    def work(tx: Transaction) -> bool:
        official = officials.by_id(tx, kept.id)
        assert official
        return permit.may_act(house.notifier(tx), official, Act.OPEN, case)

    assert not await house.database.transact(work)
