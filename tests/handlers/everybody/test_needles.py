"""Erased means gone: a dozen needles are planted wherever a person's words, number or place can come in.

Then every column of every table, the files on the disk and the bytes of the database are searched.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.messages.drafts import erase as erase_drafts
from actions.people.retention import forget
from storage.tables import metadata
from tests.handlers.consultations import close_due, open_consultation
from tests.handlers.everybody.test_privacy import do_tasks
from tests.handlers.offices import answers, speak
from tests.handlers.reports import send

if TYPE_CHECKING:
    from pathlib import Path

    from tests.house import House, Speaker

NEEDLES = {
    "name": "Kimoanh",
    "id": "5550777",
    "number": "0987654321",
    "call-back number": "0976543210",
    "place": "gần miễu bà Chimsáo",
    "words": "chimvàng lầy lội",
    "more words": "chimtrắng nữa",
    "file name": "chimđen.pdf",
    "caption": "chimnâu trong hình",
    "reason": "chimxám chậm quá",
    "opinion": "chimtím không ưng",
    "draft": "chimhồng đang viết dở",
    "unsent": "chimcam bỏ không gửi",
    "note": "chimlục nhà khó khăn",
    "helped": "Chimlam Nguyễn",
}


async def life_of(house: House) -> tuple[Speaker, Speaker, str]:
    """Everything that Lan does, with each needle in its place; her official; her case's code."""
    hai = await house.official("Chị Hai", "head")
    await house.official(house.commune.organisation.denunciation_contact, "admin")
    await open_consultation(house, days=40)
    lan = house.resident(f"Lan {NEEDLES['name']}")
    lan.sender = lan.chat = NEEDLES["id"]
    house.speakers[lan.chat] = lan
    await lan.says("/start")
    await lan.says(f"đường {NEEDLES['words']}, xe không qua được")
    await lan.says(f"ấp 4, {NEEDLES['place']}")
    await lan.sends("photo", NEEDLES["caption"])
    await lan.sends("document", name=NEEDLES["file name"])
    await send(lan)
    (case,) = await house.cases()
    await lan.taps("Để lại số điện thoại")
    await lan.says(NEEDLES["number"])
    await lan.says(f"/tracuu {case.code}")
    await lan.taps("Gửi thêm")
    await lan.says(NEEDLES["more words"])
    await hai.says("/tim lầy lội")
    await hai.says("/viec")
    await hai.says(f"/ghichu {case.code} {NEEDLES['note']}")
    await answers(hai, case.code, "Đã cử đội duy tu, xong ngày 30/11")
    await lan.taps("Xong")
    await lan.taps("1")
    await lan.says(NEEDLES["reason"])
    await lan.says("/gopy")
    await lan.taps("Không đồng ý")
    await lan.says(NEEDLES["opinion"])
    await lan.taps("Xong")
    await hai.says("/layykien")
    await hai.taps("Nâng cấp đường kênh 14")
    await hai.taps("Đọc ý kiến")
    hai.sees(NEEDLES["opinion"])
    await lan.says("/tocao")
    await lan.taps("Gọi lại cho tôi")
    await lan.says(NEEDLES["call-back number"])
    await lan.says(f"cây ngã ở ấp 3, {NEEDLES['unsent']}")
    await lan.taps("Tôi không đồng ý")
    await lan.says(f"mất nước sinh hoạt ở ấp 3 {NEEDLES['draft']}")
    return lan, hai, case.code


async def columns_with_needles(house: House) -> list[str]:
    """table.column: which needle, wherever one stands."""
    found = []
    for table in metadata.sorted_tables:
        for row in await house.rows(f"SELECT * FROM {table.name}"):
            for name, value in row._mapping.items():
                found += [
                    f"{table.name}.{name}: {needle}"
                    for needle, said in NEEDLES.items()
                    if said in str(value)
                ]
    return sorted(set(found))


def bytes_with_needles(folder: Path) -> list[str]:
    """file: which needle, in the bytes of whatever lies in the folder."""
    return sorted(
        f"{file.name}: {needle}"
        for file in folder.rglob("*")
        if file.is_file()
        for needle, said in NEEDLES.items()
        if said.encode() in file.read_bytes()
    )


async def settle(house: House, folder: Path) -> None:
    """The tasks that follow, and what they order."""
    for _round in range(3):
        house.passes(minutes=10)
        await do_tasks(house, folder)


async def test_the_needles_are_found_before(house: House) -> None:
    await life_of(house)
    found = {one.partition(": ")[2] for one in await columns_with_needles(house)}
    assert found == set(NEEDLES) - {"unsent", "helped"}


async def test_nothing_stays_after_erasing(house: House, tmp_path: Path) -> None:
    lan, _hai, _code = await life_of(house)
    await lan.says("/riengtu")
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")
    await settle(house, tmp_path)
    found = await columns_with_needles(house)
    assert not found, "\n".join(found)
    for speaker in house.speakers.values():
        if speaker is not lan:
            for needle in NEEDLES.values():
                speaker.sees_not(needle)
    if (tmp_path / "house.db").exists():
        with sqlite3.connect(tmp_path / "house.db") as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        assert bytes_with_needles(tmp_path) == []


async def test_nothing_stays_after_five_years(house: House, tmp_path: Path) -> None:
    await life_of(house)
    house.passes(days=41)
    await close_due(house)
    house.passes(days=5 * 366 + 41)
    await speak(house, erase_drafts)
    for _round in range(144):
        await speak(house, forget)
        house.now += timedelta(minutes=10)
    await settle(house, tmp_path)
    found = await columns_with_needles(house)
    assert not found, "\n".join(found)
