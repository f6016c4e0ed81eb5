"""What a job is. Its state is in the database, so running it once more does no harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from actions.notifier import Notifier
from domain.people.roles import Role
from handlers import BOOK
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from actions.commune import Commune
    from bot.process.clock import Clock
    from handlers.chat.book import Book
    from locales import Text
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class JobContext:
    """What every job needs."""

    database: Database
    clock: Clock
    commune: Commune
    book: Book = BOOK

    async def transact(self, work: Callable[[Notifier], T]) -> T:
        """Run `work(notifier)` in one transaction at the current moment; returns its result."""
        now = self.clock.now()

        def in_transaction(tx: Transaction) -> T:
            return work(Notifier(tx, now, self.commune))

        return await self.database.transact(in_transaction)


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is called every `seconds`; it asks the database what is due."""

    name: str
    seconds: float
    run: Callable[[JobContext], Awaitable[None]]
    irreversible: bool
    """It deletes, closes or trusts something by the clock: it waits while the clock is doubtful."""


def transaction_job(
    name: str, seconds: float, work: Callable[[Notifier], object], *, irreversible: bool
) -> Job:
    """A job that runs `work(notifier)` in one transaction."""

    async def run(context: JobContext) -> None:
        await context.transact(work)

    return Job(name, seconds, run, irreversible)


def notify_administrators(
    notifier: Notifier, words: Text | str, *, origin: str, **values: Any
) -> None:
    """Send every administrator a message about the machine, outside the quiet hours."""
    for official in officials.active(notifier.tx):
        person = people.by_id(notifier.tx, official.person_id)
        if official.role == Role.ADMIN and person is not None:
            notifier.notify(
                person, words, not_before=notifier.when_for(person), origin=origin, **values
            )
