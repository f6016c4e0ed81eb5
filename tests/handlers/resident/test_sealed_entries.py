"""Whatever way an accusation comes in, it stands in the sealed row alone, and is deleted whole."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from actions.cases.filing import Report, file
from actions.refusals import ReadsLikeDenunciation
from domain.cases.kinds import SubmissionKind
from storage.tables.base import metadata
from tests.actions.twice import as_resident
from tests.handlers.offices import ROAD
from tests.handlers.reports import send
from tests.handlers.resident.entries import ENTRIES
from tests.handlers.resident.rare_entries import RARE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.house import House, Speaker

NEEDLE = "chimxanh7315"
FIRST, SECOND = f"Ông Tám trưởng ấp {NEEDLE}", f"ổng lấy đồ đem về nhà xài {NEEDLE}"
"""Only together they accuse: the first names an official, the second a misdeed."""
WAYS = ENTRIES | RARE


async def commune(house: House) -> tuple[Speaker, Speaker]:
    """Lan, who wrote before, and an official of her unit."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await house.official("Chánh Văn phòng", "head")
    lan = house.resident("Lan")
    await lan.says("/start")
    return lan, hai


async def found(house: House) -> set[str]:
    """The columns in which the needle stands."""
    return {
        f"{table.name}.{name}"
        for table in metadata.sorted_tables
        for row in await house.rows(f"SELECT * FROM {table.name}")
        for name, value in row._mapping.items()
        if NEEDLE in repr(value)
    }


@pytest.mark.parametrize("entry", WAYS)
async def test_it_stands_in_the_sealed_row_alone(
    house: House, entry: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lan, hai = await commune(house)
    await WAYS[entry](house, lan, hai, FIRST, SECOND)
    house.passes(minutes=1)
    await house.deliver()
    (held,) = await house.rows("SELECT body, files FROM sealed_words")
    assert {one for one in await found(house) if not one.startswith("sealed_words.")} == set()
    assert "trưởng ấp" in repr(tuple(held))
    assert "về nhà xài" in repr(tuple(held))
    for speaker in house.speakers.values():
        if speaker is not lan:
            await speaker.says("/tim xài")
            speaker.sees_not(NEEDLE)
    assert NEEDLE not in caplog.text
    assert not [file for file in tmp_path.rglob("*") if NEEDLE in file.name]


@pytest.mark.parametrize("entry", WAYS)
async def test_it_is_deleted_whole(house: House, entry: str) -> None:
    lan, hai = await commune(house)
    await WAYS[entry](house, lan, hai, FIRST, SECOND)
    files = (await house.rows("SELECT files FROM sealed_words"))[0].files
    refs = [part for part in files.split('"') if part.startswith("ref")]
    await lan.taps("Xóa ngay")
    house.passes(minutes=2)
    house.book = replace(house.book, flood_per_minute=0)
    await house.run_deferred()
    await lan.says("/huy")
    await lan.says(f"/gui {ROAD}")
    await send(lan)
    assert await found(house) == set()
    sent = repr(await house.rows("SELECT ref, name FROM file"))
    assert not [ref for ref in refs if f"'{ref}'" in sent]
    assert not [seen for seen in lan.screen if NEEDLE in seen.text and not seen.deleted]


async def test_no_front_files_it(house: House) -> None:
    lan, _hai = await commune(house)
    report = Report(kind=SubmissionKind.REFLECTION, words=f"{FIRST} {SECOND}")
    outcome = await as_resident(house, lan, lambda seat: file(seat, report))
    assert isinstance(outcome, ReadsLikeDenunciation)
    assert await house.tables_with(NEEDLE) == []
