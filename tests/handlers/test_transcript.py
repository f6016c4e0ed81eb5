"""The transcript of a story, for readers who do not know the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.offices import filed
from tests.story import Line, Mark
from tests.transcript import WIDTH, transcript

if TYPE_CHECKING:
    from tests.house import House

HEAD = """A title.

    What happens.
    """


async def test_the_time_is_written_again_only_when_it_passed(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("/hoso")
    house.passes(days=1, minutes=5)
    await lan.says("/hoso")
    head, story = transcript(HEAD, house.story).split("The people:")
    assert head.startswith("A title\n\nWhat happens.\n")
    assert [line for line in story.splitlines() if "⏱" in line] == [
        "⏱ 16/11/2026 09:00",
        "⏱ 17/11/2026 09:05",
    ]


async def test_only_marks_and_people_that_occur_are_explained(house: House) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await house.official("Anh Tư", "officer", "van-hoa")
    await filed(house.resident("Lan"))
    house.story.clear()
    await hai.says("/viec")
    told = transcript(HEAD, house.story)
    assert "Chị Hai: officer of Phòng Kinh tế, Telegram" in told
    assert "Anh Tư" not in told
    assert "▸" not in told


def test_a_long_row_of_buttons_is_broken_between_two_buttons(house: House) -> None:
    lan = house.resident("Lan")
    labels = tuple(f"a button with many words, number {number}" for number in range(5))
    story = [Line(house.now, lan, Mark.GETS, "Which one?", (labels,))]
    rows = [line for line in transcript(HEAD, story).splitlines() if "[a button" in line]
    assert len(rows) > 1
    assert max(map(len, rows)) <= WIDTH
    assert " ".join(row.strip() for row in rows) == " ".join(f"[{label}]" for label in labels)


@pytest.mark.parametrize("docstring", [None, "", "A title alone."])
def test_a_story_says_what_happens(docstring: str | None) -> None:
    with pytest.raises(ValueError, match="docstring"):
        transcript(docstring, [])
