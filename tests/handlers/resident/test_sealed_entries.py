"""Whatever way an accusation comes in, it stands in the sealed row alone, and is deleted whole."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from actions.cases.filing import Report, file
from actions.consultations.opinions import Contribution, opine
from actions.files import ChannelFile
from actions.people.call_backs import ask
from actions.people.people_refusals import NobodyCallsBack
from actions.refusals import ReadsLikeDenunciation
from domain.cases.kinds import SubmissionKind
from domain.consultations.stances import Stance
from storage.tables.base import metadata
from tests.actions.twice import as_resident
from tests.handlers.consultations import open_consultation
from tests.handlers.office.test_groups import in_group
from tests.handlers.offices import ROAD, filed
from tests.handlers.reports import send
from tests.handlers.resident.entries import ENTRIES
from tests.handlers.resident.rare_entries import RARE

if TYPE_CHECKING:
    from pathlib import Path

    from actions.files import NewFile
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


async def test_the_rest_of_an_album_follows_even_after_it_was_deleted(house: House) -> None:
    lan, _hai = await commune(house)
    await lan.sends("photo", f"{FIRST} {SECOND}", album="a1")
    await lan.taps("Xóa ngay")
    await lan.sends("photo", ref="late", album="a1")
    lan.sees("chưa cán bộ nào đọc")
    (held,) = await house.rows("SELECT files FROM sealed_words")
    assert "late" in held.files
    assert "late" not in repr(await house.rows("SELECT draft FROM conversation"))


def _named(words: str) -> ChannelFile:
    return ChannelFile("telegram", "ref", "document", f"{words}.pdf")


REFLECTION = SubmissionKind.REFLECTION
REPORTS: dict[str, tuple[Report, list[NewFile]]] = {
    "words": (Report(kind=REFLECTION, words=f"{FIRST} {SECOND}"), []),
    "place": (Report(kind=REFLECTION, words=FIRST, place=SECOND), []),
    "file": (Report(kind=REFLECTION, words=FIRST), [_named(SECOND)]),
    "name": (
        Report(
            kind=REFLECTION,
            words=SECOND,
            on_behalf=True,
            author_name=FIRST,
            author_consent="asked",
        ),
        [],
    ),
}
OPINIONS: dict[str, tuple[Contribution, list[NewFile]]] = {
    "words": (Contribution(stance=Stance.DISAGREE, words=f"{FIRST} {SECOND}"), []),
    "file": (Contribution(stance=Stance.DISAGREE, words=FIRST), [_named(SECOND)]),
    "name": (
        Contribution(
            stance=Stance.DISAGREE,
            words=SECOND,
            on_behalf=True,
            author_name=FIRST,
            author_consent="asked",
        ),
        [],
    ),
}


@pytest.mark.parametrize("part", REPORTS)
async def test_no_front_files_it(house: House, part: str) -> None:
    lan, _hai = await commune(house)
    report, files = REPORTS[part]
    outcome = await as_resident(house, lan, lambda seat: file(seat, report, files))
    assert isinstance(outcome, ReadsLikeDenunciation)
    assert await found(house) == set()


@pytest.mark.parametrize("part", OPINIONS)
async def test_no_front_takes_it_for_an_opinion(house: House, part: str) -> None:
    lan, _hai = await commune(house)
    plan = await open_consultation(house)
    opinion, files = OPINIONS[part]
    outcome = await as_resident(house, lan, lambda seat: opine(seat, plan, opinion, files))
    assert isinstance(outcome, ReadsLikeDenunciation)
    assert await found(house) == set()


async def test_no_front_takes_it_for_a_number_to_call(house: House) -> None:
    lan, _hai = await commune(house)
    outcome = await as_resident(house, lan, lambda seat: ask(seat, f"{FIRST} {SECOND}"))
    assert isinstance(outcome, NobodyCallsBack)
    assert await found(house) == set()


async def test_talk_in_a_group_is_kept_nowhere(house: House) -> None:
    """Neither what a stranger says there, nor a resident's reply to a card."""
    lan, _hai = await commune(house)
    admin = in_group(house, await house.official("Chị Quản", "admin"))
    await admin.says("/ganhom")
    await admin.taps("Phòng Kinh tế")
    there = in_group(house, lan)
    await filed(lan)
    card = admin.last
    await there.says(FIRST)
    await there.says(SECOND)
    await there.replies(card, f"{FIRST} {SECOND}")
    await there.sends("photo", f"{FIRST} {SECOND}")
    await there.sends("document", name=f"{FIRST} {SECOND}.pdf", reply_to=card.message)
    assert await found(house) == set()
