"""The acts on cases and lists of cases, each as a chat and as a call of the action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from actions.cases.reading import opening, search, undelivered
from actions.reports import figures, reminders
from actions.reports.digest import Part
from bot.channels.contract import Unreachable
from domain.cases.acts import Act
from domain.reading.search_terms import search_words
from tests.actions.twice import Deed, Town, as_official, as_resident
from tests.handlers.offices import answers, filed
from tests.handlers.reports import send

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.house import House

ANSWER = "Đã cử đội duy tu, xong ngày 30/11"
BROKEN = "cây cầu gỗ ấp 3 gãy rồi, xe không qua được"


async def office(house: House) -> Town:
    """Two units with an officer each, a head, and a case of Lan's with a photo."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    head = await house.official("Chủ tịch", "head")
    lan = house.resident("Lan")
    await lan.sends("photo", BROKEN)
    await send(lan)
    (case,) = await house.cases()
    return {"hai": hai, "head": head, "lan": lan, "case": case, "code": case.code}


async def answered(house: House) -> Town:
    """Lan's case was answered, and she has not opened it."""
    town = await office(house)
    await answers(town["hai"], town["code"], ANSWER)
    return {**town, "case": await house.case(town["code"])}


async def overdue(house: House) -> Town:
    """Nobody answered Lan's case in time."""
    town = await office(house)
    house.passes(days=40)
    return town


async def unreachable(house: House) -> Town:
    """The answer did not reach Lan, who stopped the bot."""
    town = await office(house)
    house.refuses["telegram", town["lan"].chat] = Unreachable("blocked")
    await answers(town["hai"], town["code"], ANSWER)
    (row,) = await house.rows("SELECT id FROM outbox WHERE state = 'parked'")
    return {**town, "row": row.id}


async def two_cases(house: House) -> Town:
    """Lan's words are found in one of two cases."""
    town = await office(house)
    await filed(house.resident("Mai"))
    return town


def says(who: str, words: str) -> Callable[[Town], Any]:
    """A chat in which somebody types words; `{name}` is replaced from the town."""
    return lambda town: town[who].says(words.format(**town))


def presses(who: str, data: str) -> Callable[[Town], Any]:
    """A chat in which somebody presses the button with this data."""
    return lambda town: town[who].presses(data.format(**town))


async def with_case(house: House, town: Town, act: Callable[..., Any]) -> Any:
    """Chị Hai does something with the case."""
    return await as_official(house, town["hai"], partial(act, case=town["case"]))


async def with_row(house: House, town: Town, act: Callable[..., Any]) -> Any:
    """Chị Hai does something with the message that did not arrive."""
    return await as_official(house, town["hai"], partial(act, row_id=town["row"]))


async def picture(house: House, town: Town) -> Any:
    """Chị Hai asks for the figures, and for their picture in her chat."""
    hai = town["hai"]
    await as_official(house, hai, partial(figures.figures, days=30))
    return await as_official(
        house, hai, partial(figures.order_chart, channel=hai.channel, chat=hai.chat)
    )


DEEDS = {
    Act.OPEN: Deed(
        office,
        says("hai", "/xem {code}"),
        partial(with_case, act=opening.open_case),
    ),
    Act.OPEN_FILES: Deed(
        office,
        presses("hai", "files:{code}"),
        partial(with_case, act=opening.open_files),
    ),
    Act.READ: Deed(
        answered,
        says("lan", "/tracuu {code}"),
        lambda house, town: as_resident(
            house, town["lan"], partial(opening.read_own, case=town["case"])
        ),
    ),
    Act.SEARCH: Deed(
        two_cases,
        says("hai", "/tim cau go"),
        lambda house, town: as_official(
            house, town["hai"], partial(search.find_by_words, words=search_words("cau go"))
        ),
    ),
    Act.READ_OUT: Deed(
        unreachable,
        presses("hai", "unreached:{row}"),
        partial(with_row, act=undelivered.read_out),
    ),
    Act.TELL_OTHERWISE: Deed(
        unreachable,
        presses("hai", "told:{row}"),
        partial(with_row, act=undelivered.tell_otherwise),
    ),
    Act.REMIND: Deed(
        overdue,
        presses("head", "nudge:overdue"),
        lambda house, town: as_official(
            house, town["head"], partial(reminders.remind_now, part=Part.OVERDUE)
        ),
    ),
    Act.SEE_FIGURES: Deed(office, says("hai", "/thongke"), picture),
}
