"""A voice, a video or a document alone: nobody has read it, so its author says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.offices import filed, stored
from tests.handlers.reports import send
from tests.handlers.resident.test_sealed_entries import commune

if TYPE_CHECKING:
    from tests.house import House, Speaker

UNREAD = ("voice", "video", "document")


async def asked(lan: Speaker, kind: str) -> None:
    """Send the file alone, and say where."""
    await lan.sends(kind)
    await lan.taps("Ấp 4")
    lan.sees("đây là việc nào")


@pytest.mark.parametrize("kind", UNREAD)
async def test_a_danger_is_urgent_and_gets_the_numbers(house: House, kind: str) -> None:
    lan, _hai = await commune(house)
    officer = await house.official("Cô Hoa", "officer", "van-phong")
    await asked(lan, kind)
    await lan.taps("Đang có người gặp nguy")
    assert [seen for seen in lan.screen if "⚠" in seen.text and "113" in seen.text]
    await send(lan)
    (case,) = await house.cases()
    assert (case.urgent, case.head_only, case.kind) == (True, False, "reflection")
    assert officer.screen


@pytest.mark.parametrize("kind", UNREAD)
async def test_an_officials_conduct_is_for_the_heads_alone(house: House, kind: str) -> None:
    lan, hai = await commune(house)
    await asked(lan, kind)
    await lan.taps("Cách cán bộ đối xử")
    lan.sees("Cách cán bộ đối xử")
    await send(lan)
    (case,) = await house.cases()
    assert (case.urgent, case.head_only) == (False, True)
    assert hai.screen == []


@pytest.mark.parametrize("kind", UNREAD)
async def test_a_denunciation_is_kept_nowhere(house: House, kind: str) -> None:
    lan, hai = await commune(house)
    await asked(lan, kind)
    await lan.taps("Có người làm sai")
    lan.sees("đừng viết")
    assert await house.cases() == []
    assert await house.rows("SELECT id FROM file") == []
    assert hai.screen == []


async def test_a_photo_is_seen(house: House) -> None:
    lan, _hai = await commune(house)
    await lan.sends("photo")
    await lan.taps("Ấp 4")
    await send(lan)
    assert len(await house.cases()) == 1


async def test_a_voice_after_a_photo_is_asked_about(house: House) -> None:
    lan, _hai = await commune(house)
    await lan.sends("photo")
    await lan.taps("Ấp 4")
    await lan.sends("voice")
    lan.sees("đây là việc nào")


async def test_a_voice_that_is_no_denunciation_is_asked_about(house: House) -> None:
    lan, _hai = await commune(house)
    await lan.says("/tocao")
    await lan.sends("voice")
    await lan.taps("không phải tố cáo")
    await lan.taps("Ấp 4")
    lan.sees("đây là việc nào")


async def test_what_was_chosen_is_not_asked_again(house: House) -> None:
    lan, _hai = await commune(house)
    await asked(lan, "voice")
    await lan.taps("Báo một việc không ổn")
    await lan.sends("voice")
    await send(lan)
    assert len(await house.cases()) == 1


async def added(lan: Speaker, kind: str, label: str) -> None:
    """Add a file alone to the case, and say what it is."""
    await lan.sends(kind)
    lan.sees("đây là việc nào")
    await lan.taps(label)


@pytest.mark.parametrize("kind", UNREAD)
@pytest.mark.parametrize("way", ["add", "reply"])
async def test_a_file_added_alone_is_asked_about(house: House, kind: str, way: str) -> None:
    lan, hai = await commune(house)
    code = await filed(lan)
    before = len(hai.screen)
    if way == "reply":
        await lan.sends(kind, reply_to=lan.last.message)
    else:
        await lan.presses(f"add:{stored(code)}")
        await lan.sends(kind)
    lan.sees("đây là việc nào")
    assert len(hai.screen) == before
    await lan.taps("Thuộc việc này")
    lan.sees("Đã thêm vào")
    assert len(hai.screen) > before
    assert not (await house.case(code)).head_only


async def test_what_is_added_can_be_a_danger(house: House) -> None:
    lan, _hai = await commune(house)
    code = await filed(lan)
    await lan.presses(f"add:{stored(code)}")
    await added(lan, "voice", "Đang có người gặp nguy")
    assert (await house.case(code)).urgent


async def test_what_is_added_about_an_official_is_for_the_heads(house: House) -> None:
    lan, hai = await commune(house)
    code = await filed(lan)
    await hai.taps("Nhận việc")
    await lan.presses(f"add:{stored(code)}")
    before = len(hai.screen)
    await added(lan, "voice", "Cách cán bộ đối xử")
    case = await house.case(code)
    assert (case.head_only, case.assignee_id) == (True, None)
    assert not [seen for seen in hai.screen[before:] if "thêm" in seen.text]


async def test_a_denunciation_is_added_to_nothing(house: House) -> None:
    lan, _hai = await commune(house)
    code = await filed(lan)
    await lan.presses(f"add:{stored(code)}")
    await added(lan, "voice", "Có người làm sai")
    lan.sees("đừng viết")
    assert await house.rows("SELECT id FROM file") == []
