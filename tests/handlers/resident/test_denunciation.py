"""Denunciations: no content belongs in the chat; if it comes, it is sealed in one place."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from actions.people.sealed_words import remind_and_destroy
from tests.handlers.offices import speak
from tests.handlers.reports import each_language, report, send, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.golden import Golden
    from tests.house import House, Speaker

CANARY = "chimxanh7315"
WORDS = f"Ông trưởng ấp nhận tiền của dân làm hộ nghèo, {CANARY}"
NOT_HERE = {"vi": "đừng viết ở đây", "en": "do not write it here", "km": "កុំសរសេរនៅទីនេះ"}


async def with_contact(house: House) -> Speaker:
    return await house.official("Chánh Văn phòng", "head")


async def count(house: House, table: str) -> int:
    return int((await house.rows(f"SELECT count(*) AS n FROM {table}"))[0].n)


def places_of(house: House, folder: Path) -> dict[str, int]:
    """The number of canaries in each file of the database, after a checkpoint."""
    path = folder / "house.db"
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return {
        file.name: found
        for file in folder.iterdir()
        if file.is_file() and (found := file.read_bytes().count(CANARY.encode()))
    }


async def rows_with_canary(house: House) -> list[str]:
    """The tables in which the canary stands."""
    return await house.tables_with(CANARY)


@each_language
async def test_story(house: House, golden: Golden, language: str) -> None:
    """A resident wants to denounce somebody and is called back.

    Lan is asked not to write it here. She leaves her number, and the chief of the office calls.
    """
    contact = await with_contact(house)
    lan = await speaking(house, "Lan", language)
    await lan.says("/tocao")
    lan.sees(NOT_HERE[language], "Thanh tra tỉnh An Giang")
    await lan.picks("Have me called back")
    await lan.says("091 234 5678")
    contact.sees("có tin mới")
    contact.sees_not("0912345678")
    await contact.taps("Xem")
    contact.sees("0912345678")
    await contact.taps("Tôi đã gọi")
    await contact.says("/goilai")
    contact.sees("Không có ai đang chờ")
    golden(house, f"denunciation.{language}")
    assert await house.cases() == []


async def test_words_that_read_like_one(house: House, golden: Golden) -> None:
    """A message that reads like a denunciation is not passed on.

    Lan writes that an official took money. No official reads it, and Lan deletes it.
    """
    await with_contact(house)
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says(WORDS)
    lan.sees("không chuyển cho ai", "tự xóa lúc 09:00 ngày 17/11/2026")
    await lan.taps("Xóa ngay")
    can_delete = house.commune.channels[lan.channel].deletes
    lan.sees("Đã xóa, cả trong khung chat này" if can_delete else "xóa luôn trong máy mình")
    golden(house, "denunciation_words.vi")
    deletes = await house.rows("SELECT target FROM outbox WHERE operation = 'delete'")
    assert len(deletes) == can_delete
    assert await count(house, "sealed_words") == 0
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    lan.sees_not("không chuyển cho ai, ")


async def test_the_canary_lies_in_one_row_only(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await with_contact(house)
    lan = house.resident("Lan")
    await lan.says(WORDS)
    await lan.sends("photo", f"giấy tờ {CANARY}")
    await lan.says(f"/tocao {CANARY}")
    await lan.says(f"ông ấy tên {CANARY}")
    first = await lan.says("xin chào")
    await lan.edits(first, f"công an xã lấy tiền {CANARY}")
    assert await rows_with_canary(house) == ["sealed_words"]
    assert await count(house, "sealed_words") == 1
    assert CANARY in repr(await house.rows("SELECT body FROM sealed_words"))
    await lan.taps("Xóa ngay")
    assert await rows_with_canary(house) == []
    if (tmp_path / "house.db").exists():
        assert places_of(house, tmp_path) == {}
    assert CANARY not in caplog.text
    for speaker in house.speakers.values():
        speaker.sees_not(CANARY)


async def test_a_handler_that_fails_keeps_no_canary(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.cases import sealed

    def breaks(*_anything: object, **_more: object) -> None:
        raise RuntimeError(CANARY)

    house.fails = False
    lan = house.resident("Lan")
    await lan.says("/tocao")
    monkeypatch.setattr(sealed, "seal", breaks)
    await lan.says(WORDS)
    await lan.says(f"chuyện {CANARY}")
    assert await count(house, "failed_update") == 2
    assert await rows_with_canary(house) == []


async def test_the_canary_is_not_put_aside_by_a_flood(house: House) -> None:
    from dataclasses import replace

    house.book = replace(house.book, flood_per_minute=3)
    lan = house.resident("Lan")
    for number in range(5):
        await lan.says(f"xin chào {number}")
    await lan.says(WORDS)
    await lan.sends("voice")
    await lan.says(f"thêm nữa {CANARY}")
    assert await rows_with_canary(house) == ["sealed_words"]


async def test_while_the_screen_is_open_everything_is_content(house: House) -> None:
    await with_contact(house)
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("4")
    await lan.says("2")
    lan.sees("đừng viết ở đây")
    await lan.sends("voice")
    lan.sees("không chuyển cho ai")
    await lan.sends("photo")
    await lan.says("để tôi kể cho nghe")
    held = (await house.rows("SELECT body, files, messages FROM sealed_words"))[0]
    assert held.body == "để tôi kể cho nghe"
    assert await count(house, "file") == 0
    assert await house.cases() == []
    transcript = await house.rows(
        "SELECT body FROM transcript JOIN personal_text ON personal_text.id = text_id"
    )
    assert [row.body for row in transcript] == ["/start", "4", "2"]


async def test_the_screen_before_it_keeps_nothing_apart(house: House) -> None:
    """Complaint or denunciation? A typed number answers that; other words are ordinary."""
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("4")
    await lan.says("1")
    assert await count(house, "sealed_words") == 0


async def test_not_one_about_an_official_is_for_the_head_alone(house: House) -> None:
    head = await house.official("Nguyễn Văn Chánh", "head")
    officer = await house.official("Cô Hoa", "officer", "van-phong")
    admin = await house.official("Anh Phúc", "admin")
    lan = house.resident("Lan")
    await lan.says("Ông trưởng ấp 4 nhận tiền của dân mà không có biên lai")
    await lan.taps("không phải tố cáo")
    lan.sees("Chỉ một mình người đứng đầu đọc")
    await send(lan)
    assert [case.head_only for case in await house.cases()] == [True]
    head.sees("biên lai")
    officer.sees_not("biên lai")
    admin.sees_not("biên lai")
    assert await count(house, "sealed_words") == 0


async def test_not_one_that_names_the_head_reaches_nobody(house: House) -> None:
    head = await house.official("Nguyễn Văn Chánh", "head")
    lan = house.resident("Lan")
    await lan.says("Chủ tịch xã Nguyễn Văn Chánh nhận tiền của dân")
    await lan.taps("không phải tố cáo")
    lan.sees("Thanh tra tỉnh")
    assert await count(house, "sealed_words") == 1
    assert head.screen == []


async def test_not_one_about_nobody_in_office_is_an_ordinary_draft(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("Tiệm vàng ngoài chợ ấp 4 lừa đảo bán vàng giả")
    await lan.taps("không phải tố cáo")
    lan.sees("tin báo bình thường")
    await send(lan)
    (case,) = await house.cases()
    assert (case.head_only, case.kind, case.hamlet_id) == (False, "reflection", "ap-4")


async def test_unchosen_it_is_destroyed_after_one_neutral_reminder(
    house: House, golden: Golden
) -> None:
    """A message that reads like a denunciation is erased after a day.

    Lan does not choose what to do with it. She gets one reminder; after 24 hours it is gone.
    """
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says(WORDS)
    house.passes(hours=11)
    await speak(house, remind_and_destroy)
    assert lan.new_texts()[-1].startswith("Lời này giống như tố cáo")
    house.passes(hours=1, minutes=1)
    for _again in range(2):
        await speak(house, remind_and_destroy)
    house.passes(hours=9, minutes=30)
    await house.deliver()
    reminders = [seen for seen in lan.screen if "chưa chọn xong" in seen.text]
    assert len(reminders) == 1
    await lan.taps("Xem", on=reminders[0])
    lan.sees("không chuyển cho ai")
    house.passes(hours=3)
    await speak(house, remind_and_destroy)
    assert await count(house, "sealed_words") == 0
    await lan.taps("Xóa ngay")
    lan.sees("không còn cất lời nào")
    golden(house, "denunciation_reminder.vi")


async def test_a_draft_that_is_open_stays(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("đèn đường trước trường học bị tắt cả tuần nay")
    await lan.says(WORDS)
    await lan.taps("Xóa ngay")
    rows = await house.rows("SELECT form, draft FROM conversation")
    assert rows[0].form == "report"
    assert "đèn đường" in rows[0].draft
    assert CANARY not in rows[0].draft


async def test_without_a_contact_no_call_back_is_offered(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/tocao")
    labels = [choice.label for choice in lan.last.choices]
    assert "Gọi lại cho tôi" not in labels


async def test_only_the_one_person_sees_numbers(house: House) -> None:
    await with_contact(house)
    other = await house.official("Anh Phúc", "admin")
    lan = house.resident("Lan")
    await lan.says("/tocao")
    await lan.taps("Gọi lại cho tôi")
    await lan.says("0912345678")
    await other.presses("callback:view:1")
    other.sees("không làm việc này")
    other.sees_not("0912345678")
    refused = await house.rows("SELECT act FROM audit WHERE subject = 'call_back'")
    assert [row.act for row in refused] == ["refused"]
    assert await rows_with_number(house) == ["call_back"]


async def rows_with_number(house: House) -> list[str]:
    return await house.tables_with("0912345678")


@pytest.mark.parametrize(
    "text",
    [
        "tôi muốn hỏi làm giấy khai sinh ở đâu vậy",
        "nhà tôi cháy bóng đèn",
        "xin cấp lại sổ hộ khẩu",
    ],
)
async def test_ordinary_words_are_not_held(house: House, text: str) -> None:
    lan = house.resident("Lan")
    await lan.says(text)
    assert await count(house, "sealed_words") == 0


ACCUSING = "Tôi tố cáo ông trưởng ấp nhận tiền hối lộ"


async def test_an_official_s_own_words_are_held_too(house: House) -> None:
    await house.official("Nguyễn Văn Chánh", "head")
    officer = await house.official("Cô Hoa", "officer", "van-phong")
    await officer.says(ACCUSING)
    officer.sees("không chuyển cho ai")
    await officer.taps("Xóa ngay")
    await officer.says(f"/gui {ACCUSING}")
    officer.sees("không chuyển cho ai")
    assert await house.rows("SELECT body FROM personal_text WHERE body LIKE '%hối lộ%'") == []


async def test_an_official_may_write_about_an_accusation(house: House) -> None:
    await house.official("Nguyễn Văn Chánh", "head")
    officer = await house.official("Cô Hoa", "officer", "kinh-te")
    lan = house.resident("Lan")
    await report(lan, "đường ấp 4 lầy lội, xe không qua được")
    code = (await house.cases())[0].code
    card = next(seen for seen in officer.screen if "lầy lội" in seen.text)
    for act in (
        officer.says(f"/ghichu {code} {ACCUSING}"),
        officer.replies(card, ACCUSING),
    ):
        await act
        officer.sees_not("không chuyển cho ai")
    await officer.taps("Thôi")
    await officer.says(f"/traloi {code}")
    await officer.says(ACCUSING)
    officer.sees(ACCUSING, "bà con sẽ thấy")


async def test_the_number_is_nowhere_after_the_call(house: House) -> None:
    contact = await with_contact(house)
    lan = house.resident("Lan")
    await lan.says("/tocao")
    await lan.taps("Gọi lại cho tôi")
    await lan.says("0912 345 678")
    house.passes(hours=3)
    await house.deliver()
    await contact.taps("Xem")
    shown = contact.sees("0912345678")
    await contact.taps("Tôi đã gọi")
    assert "0912345678" not in shown.text
    contact.sees_not("0912345678")
    for table in ("personal_text", "call_back", "outbox", "conversation"):
        rows: list[Any] = await house.rows(f"SELECT * FROM {table}")
        assert not [row for row in rows if "0912345678" in repr(tuple(row))], table
