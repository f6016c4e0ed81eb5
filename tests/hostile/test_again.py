"""Updates that arrive again, late or out of order, by polling, webhook and after a restart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.process.intake import Intake
from domain.messages.message import Incoming, Kind
from handlers import BOOK
from storage.engine.database import Database
from tests.bot.service import StandingClock
from tests.handlers.offices import ROAD
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = 25
SEND = "Đồng ý và gửi"


def update(key: int, who: int, text: str) -> Incoming:
    return Incoming(
        channel="telegram",
        key=str(key),
        chat=str(who),
        sender=str(who),
        kind=Kind.TEXT,
        at=StandingClock().now(),
        text=text,
        message=str(key),
        sender_name="Lan",
    )


async def _settled(_chats: object) -> None:
    return


def intake(house: House) -> Intake:
    return Intake(house.database, StandingClock(), house.commune, BOOK, _settled)


@pytest.mark.parametrize("seed", range(3))
async def test_every_update_counts_once(tmp_path: Path, seed: int) -> None:
    """Each update arrives one to four times, at any later moment, and the process restarts once.

    Half of them arrive in batches like polling, half as single posts.
    """
    chance = Random(seed)
    house = await House.open(tmp_path)
    stories = [[update(2 * n, n, ROAD), update(2 * n + 1, n, SEND)] for n in range(PEOPLE)]
    coming: list[Incoming] = []
    while any(stories):
        story = chance.choice([one for one in stories if one])
        coming.append(story.pop(0))
        coming += [
            one for one in chance.sample(coming, min(2, len(coming))) if chance.random() < 0.7
        ]
    assert len(coming) > 1.5 * 2 * PEOPLE
    half = len(coming) // 2
    for part in (coming[:half], coming[half:], chance.sample(coming, len(coming))):
        taking = intake(house)
        at = 0
        while at < len(part):
            size = chance.choice((1, 1, 5))
            await taking.handle(part[at : at + size], patience=None if size > 1 else 10.0)
            at += size
        await house.database.close()
        house = House(await Database.open(tmp_path / "house.db"), house.commune)
    try:
        filed = Counter(case.person_id for case in await house.cases())
        assert list(filed.values()) == [1] * PEOPLE
        said = await house.rows("SELECT chat, count(*) AS many FROM outbox GROUP BY 1")
        assert len({row.many for row in said}) == 1, "somebody was answered more often"
        assert not await house.rows("SELECT 1 FROM failed_update")
    finally:
        await house.close()


async def test_a_tap_that_overtakes_a_message_spoils_nothing(tmp_path: Path) -> None:
    """Telegram has separate queues for messages and taps."""
    house = await House.open(tmp_path)
    try:
        taking = intake(house)
        early = replace(update(2, 7, ""), kind=Kind.TAP, tap="q:1:~send", tap_id="T")
        await taking.handle([early], patience=None)
        await taking.handle([update(1, 7, ROAD)], patience=None)
        await taking.handle([early], patience=None)
        assert await house.cases() == []
        assert len(await house.rows("SELECT 1 FROM outbox")) >= 2
        await taking.handle([update(3, 7, SEND)], patience=None)
        (case,) = await house.cases()
        assert await house.words_of(case) == ROAD
        assert not await house.rows("SELECT 1 FROM failed_update")
    finally:
        await house.close()
