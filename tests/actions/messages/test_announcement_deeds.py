"""Every act on announcements stores the same, by the chat and by a call of the action."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from actions.messages import announcement_taps, announcements
from actions.refusals import Ended, NotKept
from domain.people.via import Via
from tests.actions.consultations import deeds
from tests.actions.twice import Deed, LeftBehind, Town, as_official, as_resident, left_behind
from tests.handlers.consultations import feed_on

if TYPE_CHECKING:
    from pathlib import Path

    from tests.house import House

BODY = "Sáng thứ Bảy tiêm phòng dại cho chó mèo tại nhà văn hóa ấp 4."
TOLD = re.compile(r'"(?:body|upto|fed)": ?(?:"[^"]*"|\w+)')
"""The parts of a payload that do not belong to the official's progress message."""


async def office(house: House) -> Town:
    """A head; Lan wants announcements, Minh does not."""
    head = await house.official("Cô Hoa", "head")
    lan, minh = house.resident("Lan"), house.resident("Minh")
    await minh.says("/start")
    await lan.says("/thongbao")
    await lan.taps("Nhận thông báo")
    return {"head": head, "lan": lan, "minh": minh}


async def announced(house: House) -> Town:
    """An announcement waits for the morning."""
    town = await office(house)
    house.passes(hours=13)
    await _announce_in_chat(town)
    await feed_on(house)
    return town


async def _announce_in_chat(town: Town) -> None:
    await town["head"].says("/thongbao")
    await town["head"].says(BODY)
    await town["head"].taps("Gửi đi")


def _office(act: Any, *arguments: Any) -> Any:
    async def done(house: House, town: Town) -> Any:
        return await as_official(house, town["head"], lambda desk: act(desk, *arguments))

    return done


def _own(act: Any, who: str) -> Any:
    async def done(house: House, town: Town) -> Any:
        return await as_resident(house, town[who], act)

    return done


DEEDS: dict[str, Deed] = {
    "announce": Deed(office, _announce_in_chat, _office(announcements.announce, BODY)),
    "stop": Deed(
        announced, lambda town: town["head"].taps("Dừng gửi"), _office(announcements.stop, 1)
    ),
    "subscribe": Deed(
        office,
        lambda town: town["minh"].presses(announcement_taps.Subscribe()),
        _own(announcements.subscribe, "minh"),
    ),
    "unsubscribe": Deed(
        announced,
        lambda town: town["lan"].presses(announcement_taps.Unsubscribe()),
        _own(announcements.unsubscribe, "lan"),
    ),
}


def without_progress(left: LeftBehind) -> LeftBehind:
    for row in left.records["broadcast"]:
        row["payload"] = TOLD.findall(row["payload"])
    return left


@pytest.mark.parametrize("name", DEEDS)
async def test_the_chat_does_what_the_action_does(name: str, tmp_path: Path) -> None:
    before, by_chat, by_web = [
        without_progress(await left_behind(DEEDS[name], tmp_path / str(way), way))
        for way in (None, Via.CHAT, Via.WEB)
    ]
    assert by_chat.records != before.records
    assert by_web.records == by_chat.records
    assert by_web.notices == by_chat.notices
    assert set(by_chat.ways) == {Via.CHAT}
    assert by_web.ways == [Via.WEB] * len(by_chat.ways)


async def test_one_that_ended_cannot_be_stopped(house: House) -> None:
    town = await office(house)
    await _announce_in_chat(town)
    for _round in range(2):
        await feed_on(house)
    for number in (1, 2):
        outcome = await _office(announcements.stop, number)(house, town)
        assert isinstance(outcome, Ended)


async def test_published_answers_are_no_announcement(house: House) -> None:
    """They can be neither stopped nor read as one."""
    town = await deeds.closed(house)
    await deeds.DEEDS["publish"].action(house, town)
    stopped = await as_official(house, town["officer"], lambda desk: announcements.stop(desk, 1))
    assert isinstance(stopped, Ended)
    read = await as_resident(
        house, town["lan"], lambda seat: announcements.words(seat, 1, seat.person)
    )
    assert isinstance(read, NotKept)
