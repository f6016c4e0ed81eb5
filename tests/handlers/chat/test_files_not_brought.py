"""A file that a channel cannot send is replaced by a text that says where to see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.messages.message import Capabilities, FileKind, OutgoingFile
from tests.handlers.consultations import open_consultation
from tests.handlers.offices import filed

if TYPE_CHECKING:
    from tests.house import House, Speaker

DESK = "Trung tâm Phục vụ hành chính công"
NOTHING = Capabilities(100, 100, files=False)
PAPERS = Capabilities(100, 100, endings=(".pdf", ".docx"))
ALL = Capabilities(100, 100)
PHOTO, VOICE, DOCUMENT = FileKind.PHOTO, FileKind.VOICE, FileKind.DOCUMENT


@pytest.mark.parametrize(
    ("can", "file", "expected"),
    [
        (ALL, OutgoingFile(DOCUMENT, "a.json", path="x"), True),
        (NOTHING, OutgoingFile(DOCUMENT, "a.pdf", path="x"), False),
        (NOTHING, OutgoingFile(DOCUMENT, "a.pdf", ref="theirs"), False),
        (NOTHING, OutgoingFile(PHOTO, "", path="x"), False),
        (NOTHING, OutgoingFile(PHOTO, "", ref="theirs"), True),
        (NOTHING, OutgoingFile(VOICE, "", ref="theirs"), True),
        (PAPERS, OutgoingFile(PHOTO, "", path="x"), True),
        (PAPERS, OutgoingFile(DOCUMENT, "Kế hoạch.PDF", path="x"), True),
        (PAPERS, OutgoingFile(DOCUMENT, "nghe-dan.json", path="x"), False),
        (PAPERS, OutgoingFile(VOICE, "", ref="theirs"), False),
    ],
)
def test_what_a_service_carries(can: Capabilities, file: OutgoingFile, expected: bool) -> None:
    assert can.carries(file) is expected


def files_shown(speaker: Speaker) -> list[str]:
    """The names of the files on the screen."""
    messages = [seen.row.message for seen in speaker.screen]
    return [message.file.name for message in messages if message and message.file]


@pytest.mark.parametrize(
    ("channel", "brought"), [("telegram", True), ("zalo_oa", True), ("zalo_bot", False)]
)
async def test_a_consultation_s_document(house: House, channel: str, brought: bool) -> None:
    await open_consultation(house, document=True)
    lan = house.resident("Lan", channel=channel)
    await lan.says("/gopy")
    await lan.taps("Xem tài liệu")
    assert bool(files_shown(lan)) is brought
    if brought:
        lan.sees("Tài liệu ở ngay trên")
        lan.sees_not(DESK)
    else:
        lan.sees("không chuyển được", DESK)
        lan.sees_not("Tài liệu ở ngay trên")


@pytest.mark.parametrize("channel", ["zalo_oa", "zalo_bot"])
async def test_the_copy_of_ones_data_is_not_promised(house: House, channel: str) -> None:
    lan = house.resident("Lan", channel=channel)
    await filed(lan)
    await lan.says("/riengtu")
    await lan.taps("Gửi tôi một bản")
    lan.sees("không chuyển", DESK, "/lienket")
    lan.sees_not("lát nữa tệp")
    assert await house.rows("SELECT id FROM task WHERE kind = 'export'") == []


async def test_an_answer_with_a_photo_says_where_the_photo_is(house: House) -> None:
    """The resident is told of the desk; an official of another app, in the words for staff."""
    hai = await house.official("Chị Hai", "head", channel="telegram")
    other = await house.official("Anh Ba", "head", channel="zalo_bot")
    lan = house.resident("Lan", channel="zalo_bot")
    code = await filed(lan)
    await hai.says(f"/traloi {code}")
    await hai.sends("photo")
    await hai.taps("Gửi cho bà con")
    lan.sees("gửi tệp, không kèm lời")
    lan.sees("hình", "không chuyển được", DESK)
    lan.sees_not("kèm theo")
    await hai.says("/huy")
    tu = house.resident("Tư", channel="telegram")
    await tu.sends("photo", "cầu ấp 4 gãy")
    await tu.taps("Đồng ý và gửi")
    assert any("ứng dụng khác" in seen.text for seen in other.screen)
    assert files_shown(hai)
    other.sees_not(DESK)


async def test_with_a_public_address_a_link_is_brought(house: House) -> None:
    can = {**house.commune.channels}
    can["zalo_bot"] = replace(can["zalo_bot"], files=True)
    object.__setattr__(house.commune, "channels", can)
    await open_consultation(house, document=True)
    lan = house.resident("Lan", channel="zalo_bot")
    await lan.says("/gopy")
    await lan.taps("Xem tài liệu")
    assert files_shown(lan) == ["ke-hoach.pdf"]
    lan.sees("Tài liệu ở ngay trên")


async def test_no_chart_is_drawn_that_nobody_sees(house: House) -> None:
    hai = await house.official("Chị Hai", "head", channel="zalo_bot")
    await hai.says("/thongke")
    assert await house.rows("SELECT id FROM task WHERE kind = 'chart'") == []
