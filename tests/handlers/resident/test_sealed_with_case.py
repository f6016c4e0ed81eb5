"""New words that accuse only together with the case they are for: they are sealed, not added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from actions.cases.additions import add as add_to, edit
from actions.cases.feedback import explain, leave_number, not_done as reopen
from actions.refusals import NotPossible, ReadsLikeDenunciation
from tests.actions.twice import as_resident
from tests.handlers.offices import answers, filed_code, stored
from tests.handlers.reports import send
from tests.handlers.resident.test_sealed_entries import NEEDLE, SECOND, commune, found

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from actions.seat import Seat
    from domain.messages.message import Incoming
    from storage.cases.submissions import Submission
    from tests.house import House, Speaker

    Way = Callable[[Speaker, Speaker, str, Incoming], Awaitable[object]]

BEFORE = "Ông Tám trưởng ấp hứa sửa cầu ở ấp 4 mà chưa sửa"
ANSWER = "Đã sửa xong ngày 30/11"


async def reported(lan: Speaker) -> tuple[str, Incoming]:
    """A report that names an official and tells of no misdeed: its code and its message."""
    said = await lan.says(BEFORE)
    await lan.taps("Báo một việc không ổn")
    await send(lan)
    return filed_code(lan), said


async def addition(lan: Speaker, _hai: Speaker, code: str, _said: Incoming) -> None:
    await lan.presses(f"add:{stored(code)}")
    await lan.says(SECOND)


async def photo_added(lan: Speaker, _hai: Speaker, code: str, _said: Incoming) -> None:
    await lan.presses(f"add:{stored(code)}")
    await lan.sends("photo", SECOND)


async def name_of_a_file_added(lan: Speaker, _hai: Speaker, code: str, _said: Incoming) -> None:
    await lan.presses(f"add:{stored(code)}")
    await lan.sends("document", name=f"{SECOND}.pdf")
    await lan.taps("Thuộc việc này")


async def edited(lan: Speaker, _hai: Speaker, _code: str, said: Incoming) -> None:
    await lan.edits(said, SECOND)


async def reply(lan: Speaker, _hai: Speaker, _code: str, _said: Incoming) -> None:
    await lan.replies(lan.last, SECOND)


async def not_done(lan: Speaker, hai: Speaker, code: str, _said: Incoming) -> None:
    await answers(hai, code, ANSWER)
    await lan.taps("Chưa xong")
    await lan.says(SECOND)


async def reason(lan: Speaker, hai: Speaker, code: str, _said: Incoming) -> None:
    await answers(hai, code, ANSWER)
    await lan.presses(f"done:{stored(code)}")
    await lan.presses(f"rate:{stored(code)}:1")
    await lan.says(SECOND)


@pytest.mark.parametrize(
    "way", [addition, photo_added, name_of_a_file_added, edited, reply, not_done, reason]
)
async def test_words_that_accuse_together_with_their_case_are_sealed(
    house: House, way: Way
) -> None:
    lan, hai = await commune(house)
    code, said = await reported(lan)
    await way(lan, hai, code, said)
    lan.sees("chưa cán bộ nào đọc")
    (held,) = await house.rows("SELECT body FROM sealed_words")
    assert NEEDLE in held.body
    assert {one for one in await found(house) if not one.startswith("sealed_words.")} == set()
    await hai.says(f"/xem {code}")
    hai.sees_not(NEEDLE)
    await lan.taps("Xóa ngay")
    assert await found(house) == set()
    assert await house.words_of(await house.case(code)) == BEFORE


ACTS: dict[str, Callable[[Seat, Submission], object]] = {
    "add": lambda seat, case: add_to(seat, case, SECOND),
    "edit": lambda seat, case: edit(seat, case, SECOND, message="1"),
    "not done": lambda seat, case: reopen(seat, case, SECOND),
    "explain": lambda seat, case: explain(seat, case, SECOND),
}


@pytest.mark.parametrize("act", ACTS)
async def test_no_front_adds_them_to_the_case(house: House, act: str) -> None:
    lan, hai = await commune(house)
    code, _said = await reported(lan)
    await answers(hai, code, ANSWER)
    if act == "explain":
        await lan.presses(f"done:{stored(code)}")
        await lan.presses(f"rate:{stored(code)}:1")
    case = await house.case(code)
    outcome = await as_resident(house, lan, lambda seat: ACTS[act](seat, case))
    assert isinstance(outcome, ReadsLikeDenunciation)
    assert await found(house) == set()


async def test_a_number_is_no_place_for_words(house: House) -> None:
    lan, _hai = await commune(house)
    code, _said = await reported(lan)
    case = await house.case(code)
    outcome = await as_resident(house, lan, lambda seat: leave_number(seat, case, SECOND))
    assert isinstance(outcome, NotPossible)
    assert await found(house) == set()
