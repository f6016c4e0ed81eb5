"""Asks each watch in turn; tells administrators what is ill, once, and when it is well again.

It runs beside the scheduler and not in it, so that a scheduler that hangs is told, too. While the database
cannot be used, what was remembered of the administrators' chats is written to directly.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.contract import Operation, SendError, SendRequest
from bot.watch import systemd
from domain.messages.message import Outgoing
from domain.people.roles import Role
from locales import Text, _, translate
from storage import outages
from storage.engine.errors import DatabaseIll
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from actions.notifier import Notifier
    from bot.jobs.job import JobContext
    from bot.process.channel_runner import ChannelRunners
    from storage.engine.transaction import Transaction
    from storage.people.people import Person

log = logging.getLogger(__name__)

SECONDS = 60.0
"""Between two rounds."""
LASTS = timedelta(minutes=3)
"""How long something is out of order before it is told: a restart of a router is not worth a night."""
ALIVE_SECONDS = 10.0
"""Between two signs of life to systemd; its WatchdogSec is several times as long."""
ORIGIN = "watch"


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that may go wrong without a word.

    `ask` returns what is wrong, as one short line for an administrator without anybody's data; empty if
    all is well. It may raise what it likes: that is wrong, too.
    """

    name: str
    ask: Callable[[], Awaitable[str]]
    words: Text
    """What to tell, with the gap {detail}, and what mends it."""


DATABASE = _(
    "⚠ The database cannot be used ({detail}): nothing that people write is stored, and nothing is lost, "
    "since the services send it again. See to the disk and the database now."
)
HEALED = _("✅ In order again: {what}")


@dataclass(slots=True)
class Rounds:
    """Runs the watches for as long as the process lives."""

    context: JobContext
    runners: ChannelRunners
    watches: Sequence[Watch]
    is_alive: Callable[[], bool]
    """Whether the scheduler still runs: else systemd is not told that we live, and starts us again."""
    administrators: list[Person] = field(default_factory=list)
    """As last read, for when the database cannot be read."""
    database_ill: int = 0
    """Rounds in which the database could not be used."""

    async def run(self) -> None:
        """Never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._live(), name="sign of life")
            group.create_task(self._rounds(), name="watches")

    async def _live(self) -> None:
        systemd.notify("READY=1")
        while True:
            if self.is_alive():
                systemd.notify("WATCHDOG=1")
            await asyncio.sleep(ALIVE_SECONDS)

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            await self.round()

    async def round(self) -> None:
        """Ask every watch once, and tell what follows."""
        found = {one.name: await _asked(one) for one in self.watches}
        try:
            await self.context.transact(partial(self._tell, found))
            if self.database_ill >= 2:
                await self._tell_directly(HEALED, what="database")
            self.database_ill = 0
            self.administrators = await self.context.database.read(_administrators)
        except DatabaseIll as error:
            self.database_ill += 1
            if self.database_ill == 2:
                await self._tell_directly(DATABASE, detail=str(error))

    def _tell(self, found: dict[str, str], notifier: Notifier) -> None:
        for one in self.watches:
            detail = found[one.name]
            if not detail:
                if outages.end(notifier.tx, one.name):
                    _notify(notifier, HEALED, what=one.name)
                continue
            since = outages.begin(notifier.tx, one.name, notifier.now)
            lasts = notifier.now - since >= LASTS
            # While there is no administrator nobody was told: the first one shall be.
            if (
                lasts
                and _administrators(notifier.tx)
                and outages.tell_once(notifier.tx, one.name, notifier.now)
            ):
                log.warning("told the administrators: %s: %s", one.name, detail)
                _notify(notifier, one.words, detail=detail)

    async def _tell_directly(self, words: Text, **values: Any) -> None:
        """Without the outbox, which is in the database."""
        log.error("the database cannot be used; the administrators are told directly")
        for person in self.administrators:
            text = translate(words, person.language, **values)
            runner = self.runners.by_name.get(person.channel)
            if runner is None or not runner.is_open.is_set():
                continue
            request = SendRequest(person.chat, Operation.SEND, Outgoing(text), origin=ORIGIN)
            try:
                await runner.channel.send(request)
            except SendError as error:
                log.warning("an administrator was not told: %s", type(error).__name__)


async def _asked(watch: Watch) -> str:
    try:
        return await watch.ask()
    except Exception as error:  # a watch that fails is itself out of order, and stops no other
        return type(error).__name__


def _administrators(tx: Transaction) -> list[Person]:
    found = [
        people.by_id(tx, one.person_id) for one in officials.active(tx) if one.role == Role.ADMIN
    ]
    return [one for one in found if one is not None]


def _notify(notifier: Notifier, words: Text, **values: Any) -> None:
    """Tell every administrator at once, also at night: a commune that is cut off is worth it."""
    for person in _administrators(notifier.tx):
        notifier.notify(person, words, origin=ORIGIN, **values)
