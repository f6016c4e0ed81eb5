"""Too many messages at once: answered once, none lost, all in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from actions.commune import Commune
from bot.channels.telegram import CAPABILITIES
from bot.jobs import deferred_updates as job
from bot.jobs.job import JobContext
from bot.process.intake import Intake
from bot.settings.organisation import load_organisation
from handlers.chat.book import Book
from storage.messages import outbox
from storage.updates import deferred_updates
from tests.bot.process.test_intake import Source, words
from tests.bot.quiet import CHANNEL
from tests.bot.service import StandingClock

if TYPE_CHECKING:
    from domain.messages.message import Incoming
    from handlers.chat.turn import Turn
    from storage.engine.database import Database

LIMIT = 3


@dataclass
class Town:
    """Intake and the job, with a handler that only listens; "nổ" breaks it."""

    database: Database
    clock: StandingClock = field(default_factory=StandingClock)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        commune = Commune(
            organisation=load_organisation(Path("config")),
            channels={CHANNEL: CAPABILITIES},
            bot_names={CHANNEL: "nghedan_bot"},
        )

        book = Book({}, (), self.dispatch, flood_per_minute=LIMIT)

        async def wait_recorded(_keys: Any) -> None:
            return

        self.intake = Intake(self.database, self.clock, commune, book, wait_recorded)
        self.context = JobContext(self.database, self.clock, commune, book)

    def dispatch(self, turn: Turn) -> None:
        if turn.person.greeted_at is None:
            turn.change_person(greeted_at=turn.now)
        if turn.incoming.text == "nổ":
            raise RuntimeError
        self.heard.append(turn.incoming.text)

    async def hears(self, *updates: Incoming) -> None:
        await self.intake.listen(Source(updates))

    async def rounds(self, number: int) -> None:
        for _ in range(number):
            await job.run_deferred(self.context)

    async def said(self) -> list[str]:
        rows = await self.database.read(lambda tx: outbox.due(tx, CHANNEL, self.clock.now(), 99))
        return [row.message.text for row in rows if row.message]


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def burst(count: int, *, first: int = 0, chat: str = "501") -> list[Incoming]:
    return [
        words(f"{chat}.{n}", str(n), chat=chat, sender=chat) for n in range(first, first + count)
    ]


async def test_answered_once_kept_and_run_in_order(town: Town) -> None:
    await town.hears(*burst(10))
    assert town.heard == ["0", "1", "2"]
    assert len(await town.said()) == 1
    await town.rounds(3)
    assert town.heard == ["0", "1", "2"]
    for _ in range(3):
        town.clock.passes(61)
        await town.rounds(5)
    assert town.heard == [str(number) for number in range(10)]
    assert len(await town.said()) == 1
    assert await town.database.read(lambda tx: deferred_updates.senders(tx, 9)) == []


async def test_what_comes_later_queues_behind(town: Town) -> None:
    await town.hears(*burst(5))
    town.clock.passes(61)
    await town.hears(*burst(1, first=5))
    assert town.heard == ["0", "1", "2"]
    await town.rounds(4)
    town.clock.passes(61)
    await town.rounds(2)
    assert town.heard == [str(number) for number in range(6)]
    await town.hears(*burst(1, first=6))
    assert town.heard[-1] == "6"


async def test_nobody_elses_messages_wait(town: Town) -> None:
    await town.hears(*burst(9), *burst(2, chat="502"))
    assert town.heard == ["0", "1", "2", "0", "1"]


async def test_one_that_fails_stops_none_behind_it(town: Town) -> None:
    await town.hears(*burst(3), words("x", "nổ"), words("y", "sau"))
    for _ in range(2):
        town.clock.passes(61)
        await town.rounds(3)
    assert town.heard == ["0", "1", "2", "sau"]


async def test_a_clock_that_is_set_back_makes_nobody_wait(town: Town) -> None:
    await town.hears(*burst(5))
    town.clock.passes(-3600)
    await town.rounds(3)
    assert town.heard == [str(number) for number in range(5)]


async def test_a_redelivered_message_is_kept_once(town: Town) -> None:
    await town.hears(*burst(5))
    await town.hears(*burst(5))
    town.clock.passes(61)
    await town.rounds(5)
    assert town.heard == [str(number) for number in range(5)]
