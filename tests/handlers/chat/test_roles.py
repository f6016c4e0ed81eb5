"""Every command for every role is done, done as for a resident, or refused and logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.people.roles import EVERYBODY, Role
from handlers import COMMANDS, SUBJECTS
from tests.handlers.offices import ROAD, filed, stored

if TYPE_CHECKING:
    from tests.house import House, Speaker

ROLES = [*Role]
TAPS = [one for subject in SUBJECTS for one in subject.taps]


async def somebody(house: House, role: Role) -> Speaker:
    if role is Role.RESIDENT:
        return house.resident("Nga")
    return await house.official("Anh Ba", role, "van-hoa" if role is Role.OFFICER else "")


@pytest.mark.parametrize("role", ROLES)
async def test_every_command(house: House, role: Role) -> None:
    code = await filed(house.resident("Lan"), ROAD)
    person = await somebody(house, role)
    for command in COMMANDS:
        for name in command.names:
            for text in (f"/{name}", f"/{name} {code}"):
                before = await refusals(house)
                await person.says(text)
                assert person.new_texts(), text
                refused = await refusals(house) - before
                assert refused == (role not in command.roles and command.instead is None), text
                if refused:
                    person.sees("/help")


async def refusals(house: House) -> int:
    rows = await house.rows(
        "SELECT id FROM audit WHERE act = 'refused' AND subject LIKE 'command:%'"
    )
    return len(rows)


@pytest.mark.parametrize("role", ROLES)
async def test_every_button(house: House, role: Role) -> None:
    """No button gives a power that the role does not have, whatever chat it was copied from."""
    code = stored(await filed(house.resident("Lan"), ROAD))
    person = await somebody(house, role)
    before = await house.case(code)
    for one in TAPS:
        if role in one.roles and one.roles != EVERYBODY:
            continue
        for argument in ("", code, f"{code}:1", f"{code}:rejected:1:yes", "1", "1:yes"):
            await person.presses(f"{one.tap.name}:{argument}")
    assert await house.case(code) == before
    assert not await house.rows("SELECT id FROM official WHERE removed_at IS NOT NULL")


async def test_an_observer_sees_counts_only(house: House) -> None:
    observer = await house.official("Mặt trận", "observer")
    code = await filed(house.resident("Lan Nguyễn"), ROAD)
    for text in ("/viec", "/thongke", f"/xem {code}", f"/traloi {code} chào", code, ROAD):
        await observer.says(text)
    await observer.presses(f"open:{stored(code)}")
    observer.sees_not("Lan")
    observer.sees_not("lầy lội, xe không qua được\n\nHạn")
    await observer.says("/viec")
    observer.sees("Phòng Kinh tế: 1")


async def test_words_for_residents_do_what_they_do_for_residents(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan, ROAD)
    await lan.says(f"/trangthai {code}")
    lan.sees(code, "Đã tiếp nhận")
    await lan.says(f"/xem {code}")
    lan.sees(code)
    await lan.says(f"/start open-{stored(code)}")
    lan.sees(code)
