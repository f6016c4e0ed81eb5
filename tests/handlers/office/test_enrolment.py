"""Invitations give powers, dismissals end them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from domain.people import invitations
from storage.people import officials
from tests.handlers.everybody.test_linking import pin_of, tries
from tests.handlers.offices import ROAD, audited, filed

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House, Speaker

LINK = re.compile(r"start=(\S+)")


@pytest.fixture
async def admin(house: House) -> Speaker:
    return await house.official("Chị Quản", "admin")


async def invited(admin: Speaker, name: str = "Anh Ba", role: str = "Cán bộ") -> str:
    """The payload of a new link."""
    await admin.says("/moicanbo")
    await admin.says(name)
    await admin.taps(role)
    if role == "Cán bộ":
        await admin.taps("Phòng Kinh tế")
    await admin.taps("Có")
    found = LINK.search(admin.last.text)
    assert found
    return found[1]


async def powers(house: House) -> list[tuple[str, str]]:
    rows = await house.rows("SELECT name, role FROM official WHERE removed_at IS NULL ORDER BY id")
    return [(row.name, row.role) for row in rows]


async def test_powers_start_when_the_inviter_confirms(
    house: House, admin: Speaker, golden: Golden
) -> None:
    """An administrator invites a new officer.

    Chị Quản makes a link. Ba opens it, but may work only after she confirms that it is him.
    """
    link = await invited(admin)
    ba = house.resident("Ba Nguyễn")
    ba.role = "resident, then officer of Phòng Kinh tế"
    await ba.says(f"/start {link}")
    ba.sees("Chị Quản")
    assert await powers(house) == [("Chị Quản", "admin")]
    await ba.says("/viec")
    ba.sees("dành riêng cho cán bộ")
    admin.sees("Anh Ba", "Ba Nguyễn")
    await admin.taps("Đúng")
    ba.sees("Anh Ba", "/viec")
    assert await powers(house) == [("Chị Quản", "admin"), ("Anh Ba", "officer")]
    (row,) = await house.rows("SELECT speaks_khmer, unit_id FROM official WHERE role = 'officer'")
    assert (row.speaks_khmer, row.unit_id) == (1, "kinh-te")
    assert await audited(house) == ["invited", "enrolled"]
    golden(house, "enrolment.vi")


async def test_somebody_else_is_kept_out(house: House, admin: Speaker) -> None:
    link = await invited(admin)
    stranger = house.resident("Người lạ")
    await stranger.says(f"/start {link}")
    await admin.taps("Không")
    assert await powers(house) == [("Chị Quản", "admin")]
    await stranger.says(f"/start {link}")
    stranger.sees("dùng rồi")


async def test_a_link_works_once_and_not_for_ever(house: House, admin: Speaker) -> None:
    link = await invited(admin)
    await house.resident("Ba").says(f"/start {link}")
    nam = house.resident("Năm")
    await nam.says(f"/start {link}")
    nam.sees("dùng rồi")
    late = await invited(admin, "Chị Sáu")
    house.passes(hours=25)
    sau = house.resident("Sáu")
    await sau.says(f"/start {late}")
    sau.sees("24 giờ")
    await sau.says("/start moi-khongcogica")
    sau.sees("không phải")


async def test_ones_own_link_is_not_used_up(house: House, admin: Speaker) -> None:
    link = await invited(admin)
    await admin.says(f"/start {link}")
    admin.sees("vẫn dùng được")
    assert await powers(house) == [("Chị Quản", "admin")]
    ba = house.resident("Ba")
    await ba.says(f"/start {link}")
    ba.sees("Chị Quản")


async def test_a_link_of_the_command_line_needs_nobody(house: House) -> None:
    await house.database.transact(
        lambda tx: officials.invite(
            tx, token_hash=invitations.hashed("abc"), name="Chị Quản", role="admin", unit_id="",
            speaks_khmer=False, created_by=None, now=house.now,
            expires_at=house.now + invitations.VALID_FOR,
        )
    )  # fmt: skip
    quan = house.resident("Quản")
    await quan.says(f"/start {invitations.payload('abc')}")
    assert await powers(house) == [("Chị Quản", "admin")]
    await quan.says("/canbo")
    quan.sees("Chị Quản")


async def test_the_menu_is_of_the_role_and_the_language(house: House, admin: Speaker) -> None:
    link = await invited(admin)
    ba = house.resident("Ba")
    await ba.says(f"/start {link}")
    await admin.taps("Đúng")
    menu = await last_menu(house, ba)
    assert {"viec", "traloi", "gui"} <= menu
    assert not {"moicanbo", "thuloi"} & menu
    await ba.presses("lang:en")
    assert {"inbox", "reply", "send"} <= await last_menu(house, ba)
    await admin.says("/canbo")
    await admin.taps("Gỡ Anh Ba")
    await admin.taps("Đúng, gỡ")
    assert "inbox" not in await last_menu(house, ba)


async def last_menu(house: House, speaker: Speaker) -> set[str]:
    rows = await house.rows(
        "SELECT content FROM outbox WHERE operation = 'menu' "
        f"AND chat = '{speaker.chat}' ORDER BY id DESC LIMIT 1"
    )
    return {name for name, _about in json.loads(rows[0].content)["menu"]}


async def test_who_is_removed_leaves_the_cases_to_the_unit(house: House, admin: Speaker) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    ba = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan, ROAD)
    await hai.taps("Nhận việc")
    await hai.says(f"/traloi {code} tôi sẽ trả lời sau nhé")
    await admin.says("/canbo")
    await admin.taps("Gỡ Chị Hai")
    await admin.taps("Đúng, gỡ")
    # The answer in the draft cannot be sent any more.
    await hai.taps("Gửi cho bà con")
    lan.sees_not("trả lời sau nhé")
    await ba.says("/viec")
    ba.sees(code)
    assert "removed" in await audited(house)


async def test_a_head_cannot_remove_an_administrator(house: House, admin: Speaker) -> None:
    head = await house.official("Chủ tịch", "head")
    (row,) = await house.rows("SELECT id FROM official WHERE role = 'admin'")
    await head.presses(f"dismiss:{row.id}:yes")
    assert ("Chị Quản", "admin") in await powers(house)
    await head.says("/moicanbo")
    await head.says("Ai đó")
    assert "Quản trị" not in " ".join(choice.label for choice in head.last.choices)


@pytest.mark.parametrize("end", ["dismissed", "erased", "lowered"])
async def test_an_invitation_ends_with_the_powers_of_its_maker(
    house: House, admin: Speaker, end: str
) -> None:
    other = await house.official("Anh Tư", "admin")
    link = await invited(other)
    row = (await house.rows("SELECT id FROM official WHERE name = 'Anh Tư'"))[0]
    if end == "lowered":
        await house.run(f"UPDATE official SET role = 'observer' WHERE id = {row.id}")
    else:
        await admin.presses(f"dismiss:{row.id}:yes")
        assert ("Anh Tư", "admin") not in await powers(house)
    if end == "erased":
        await other.presses("privacy:erase-now")
    before = await powers(house)
    ba = house.resident("Ba Nguyễn")
    for one in (ba, other):
        await one.says(f"/start {link}")
        assert await powers(house) == before


async def test_who_may_not_invite_any_more_lets_nobody_in(house: House, admin: Speaker) -> None:
    head = await house.official("Anh Tư", "head")
    link = await invited(head)
    ba = house.resident("Ba Nguyễn")
    await ba.says(f"/start {link}")
    head.sees("Ba Nguyễn")
    await house.run("UPDATE official SET role = 'officer' WHERE name = 'Anh Tư'")
    await head.taps("Đúng")
    assert ("Anh Ba", "officer") not in await powers(house)


async def test_who_works_here_keeps_role_and_cases(house: House, admin: Speaker) -> None:
    head = await house.official("Anh Tư", "head")
    code = await filed(house.resident("Lan"))
    await head.taps("Nhận việc")
    taken = await house.case(code)
    assert taken.assignee_id is not None
    link = await invited(admin)
    await head.says(f"/start {link}")
    head.sees("/canbo")
    assert ("Anh Tư", "head") in await powers(house)
    assert (await house.case(code)).assignee_id == taken.assignee_id


async def test_a_second_open_link_does_not_lower_an_administrator(
    house: House, admin: Speaker
) -> None:
    """Both links were opened before anybody was let in."""
    head = await house.official("Anh Tư", "head")
    ba = house.resident("Ba Nguyễn")
    await ba.says(f"/start {await invited(head)}")
    await ba.says(f"/start {await invited(admin, 'Ba', 'Quản trị')}")
    await admin.taps("Đúng")
    assert ("Ba", "admin") in await powers(house)
    await head.taps("Đúng")
    head.sees("/canbo")
    assert ("Ba", "admin") in await powers(house)


@pytest.mark.parametrize("joins", ["before the link is opened", "before the inviter decides"])
async def test_powers_do_not_begin_on_a_joined_account(
    house: House, admin: Speaker, joins: str
) -> None:
    link = await invited(admin)
    ba = house.resident("Ba Nguyễn")
    code = await filed(ba)
    pin = await pin_of(ba)
    thief = house.resident("Kẻ trộm", channel="zalo_bot")
    if joins == "before the link is opened":
        await tries(thief, code, pin)
        await ba.says(f"/start {link}")
        ba.sees("/lienket")
    else:
        await ba.says(f"/start {link}")
        await tries(thief, code, pin)
        await admin.taps("Đúng")
        admin.sees("/lienket")
    assert await powers(house) == [("Chị Quản", "admin")]
