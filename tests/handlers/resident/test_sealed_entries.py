"""Whatever way an accusation comes in, it stands in the sealed row alone, and is deleted whole."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from actions.cases.filing import Report, file
from actions.refusals import ReadsLikeDenunciation
from domain.cases.kinds import SubmissionKind
from tests.actions.twice import as_resident
from tests.handlers.resident.entries import ENTRIES

if TYPE_CHECKING:
    from tests.house import House, Speaker

NEEDLE = "chimxanh7315"
FIRST, SECOND = f"Ông trưởng ấp {NEEDLE}", f"nhận tiền của dân làm hộ nghèo {NEEDLE}"


async def commune(house: House) -> tuple[Speaker, Speaker]:
    """Lan, who wrote before, and an official of her unit."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await house.official("Chánh Văn phòng", "head")
    lan = house.resident("Lan")
    await lan.says("/start")
    return lan, hai


@pytest.mark.parametrize("entry", ENTRIES)
async def test_it_stands_in_the_sealed_row_alone(
    house: House, entry: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lan, hai = await commune(house)
    await ENTRIES[entry](house, lan, hai, FIRST, SECOND)
    house.passes(minutes=1)
    await house.deliver()
    assert set(await house.tables_with(NEEDLE)) == {"sealed_words"}
    for speaker in house.speakers.values():
        if speaker is not lan:
            speaker.sees_not(NEEDLE)
    assert NEEDLE not in caplog.text


@pytest.mark.parametrize("entry", ENTRIES)
async def test_it_is_deleted_whole(house: House, entry: str) -> None:
    lan, hai = await commune(house)
    await ENTRIES[entry](house, lan, hai, FIRST, SECOND)
    await lan.taps("Xóa ngay")
    assert await house.tables_with(NEEDLE) == []
    rows = await house.rows("SELECT draft FROM conversation")
    assert not [row for row in rows if '"ref":"' in row.draft]


async def test_no_front_files_it(house: House) -> None:
    lan, _hai = await commune(house)
    report = Report(kind=SubmissionKind.REFLECTION, words=f"{FIRST} {SECOND}")
    outcome = await as_resident(house, lan, lambda seat: file(seat, report))
    assert isinstance(outcome, ReadsLikeDenunciation)
    assert await house.tables_with(NEEDLE) == []
