"""What a scheduled job is. Its state lies in the database: running it again does nothing new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from actions.notifier import Voice
from domain.people.roles import Role
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from actions.notifier import World
    from bot.process.clock import Clock
    from locales import Text
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a job works with."""

    database: Database
    clock: Clock
    world: World

    async def speak(self, work: Callable[[Voice], T]) -> T:
        """Run `work(voice)` in one transaction at this moment; returns what it returned."""
        now = self.clock.now()

        def in_transaction(tx: Transaction) -> T:
            return work(Voice(tx, now, self.world))

        return await self.database.transact(in_transaction)


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is called every `seconds`; it asks the database what is due by the clock."""

    name: str
    seconds: float
    run: Callable[[Workplace], Awaitable[None]]


def speaking(name: str, seconds: float, work: Callable[[Voice], object]) -> Job:
    """A job that is one transaction of a handler's function."""

    async def run(place: Workplace) -> None:
        await place.speak(work)

    return Job(name, seconds, run)


def tell_administrators(voice: Voice, words: Text | str, *, origin: str, **values: Any) -> None:
    """Say something about the machine to each of them, not at night."""
    for official in officials.active(voice.tx):
        person = people.by_id(voice.tx, official.person_id)
        if official.role == Role.ADMIN and person is not None:
            voice.notify(person, words, not_before=voice.when_for(person), origin=origin, **values)
