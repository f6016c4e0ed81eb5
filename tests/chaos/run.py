"""One run: residents talk, officials reply, the plan interrupts, the oracle judges."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from tests.chaos import plan as plans, reading
from tests.chaos.exchange import Exchange
from tests.chaos.official import Official
from tests.chaos.oracle import Heard, Verdict, judge
from tests.chaos.phone import PATIENCE, Phone, Waited
from tests.chaos.resident import Resident
from tests.e2e.province import Province
from tests.e2e.test_story import enrolled

if TYPE_CHECKING:
    from tests.chaos.plan import Plan
    from tests.e2e.town import Process, Town

FIRST_CHAT = 100_000
OFFICIAL = 9001
THINKS = 0.3
"""Seconds that a resident thinks at most."""
UNSURE = "SELECT 1 FROM outbox WHERE state = 'waiting' AND ambiguous LIMIT 1"
"""A message whose answer was lost: were it cut again, the bot would give it up."""


class Run:
    """Make it before the town opens, use `go` once in it."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self._town = town
        town.set_clock(plans.AFTERNOON)
        self._plan = plan
        self._heard = Heard()
        self._exchange = Exchange(town, self._heard)
        self._log = reading.CallLog(town)
        self._kills: list[int] = []
        self._living = 0
        """Residents who still have something to tell."""
        self.recovered: list[float] = []
        """Seconds from each kill to the bot's next message on some phone."""
        self.restarts = 0
        self.redelivered = 0

    @property
    def cuts(self) -> int:
        """Answers that were cut off."""
        return self._log.cuts

    @property
    def replies(self) -> int:
        """What officials replied."""
        return len(self._heard.replies)

    @property
    def cases(self) -> int:
        """Stories that residents agreed to send."""
        return sum(story.agreed for story in self._heard.stories)

    async def go(self) -> Verdict:
        """Everything; the town is quiet afterwards."""
        await enrolled(self._town, chat=OFFICIAL)
        phone = Phone(self._exchange, OFFICIAL, "Chị Hai")
        official = Official(phone, self._heard, Random(self._plan.seed + 1))
        chats = range(FIRST_CHAT, FIRST_CHAT + self._plan.residents)
        async with asyncio.TaskGroup() as group:
            others = [
                group.create_task(self._exchange.run()),
                group.create_task(self.watch()),
                group.create_task(self._faults()),
            ]
            office = group.create_task(official.works())
            async with asyncio.TaskGroup() as street:
                for chat in chats:
                    self._living += 1
                    street.create_task(self._lives(chat))
                street.create_task(self._interrupts())
            official.is_done = True
            others.pop().cancel()
            await self._town.control("reset_faults", {})
            await self._quiet()
            for task in (*others, office):
                task.cancel()
        held = await reading.read(self._town, self._log, [*chats, OFFICIAL])
        return judge(self._heard, held, kills=self._kills, cuts=self._log.cuts)

    async def _lives(self, chat: int) -> None:
        chance = Random(self._plan.seed * 1_000_003 + chat)
        phone = Phone(self._exchange, chat, f"Người {chat}")
        resident = Resident(phone, self._heard, chance, THINKS)
        await asyncio.sleep(chance.uniform(0, 1))
        with suppress(Waited):
            while len(self._heard.acts) < self._plan.updates:
                await resident.tells()
        self._living -= 1

    async def _interrupts(self) -> None:
        for after, what in self._plan.interruptions():
            while len(self._heard.acts) < after and self._living:
                await asyncio.sleep(0.01)
            await asyncio.sleep(self._plan.chance.uniform(0, 0.05))
            await self._interrupt(what)

    async def _interrupt(self, what: str) -> None:
        town, chance = self._town, self._plan.chance
        if what == "kill":
            await self._kill(chance.choice(processes(town)))
        elif what == "restart":
            one = chance.choice(processes(town))
            code = await one.end(signal.SIGTERM)
            # Told before it listens to signals, it just goes: nothing is begun yet.
            assert code in (0, -signal.SIGTERM), f"SIGTERM: exit code {code}"
            await one.start()
            self.restarts += 1
        elif what == "step":
            town.set_clock(town.now() + self._plan.step())
        elif what == "redeliver":
            update_id = chance.choice(self._heard.acts).update_id
            for _ in range(chance.randint(1, 3)):
                await town.control("redeliver", {"update_id": update_id})
                self.redelivered += 1
        else:
            town.set_clock(plans.YEAR_END if what == "year end" else plans.MORNING)

    async def _kill(self, one: Process) -> None:
        began = time.monotonic()
        await one.end(signal.SIGKILL)
        await asyncio.sleep(plans.LONGEST_DELAY + 0.1)
        self._kills.append(await self._log.read_on())
        came = self._exchange.came
        await one.start()
        while self._exchange.came == came and time.monotonic() - began < PATIENCE:
            await asyncio.sleep(0.01)
        self.recovered.append(time.monotonic() - began)

    async def watch(self) -> None:
        """Tell how far it is, now and then."""
        while True:
            await asyncio.sleep(5)
            print(
                f"  updates {len(self._heard.acts)}, messages {self._exchange.came}, "
                f"kills {len(self._kills)}, talking {self._living}, "
                f"in vain {len(self._heard.unanswered)}", file=sys.stderr, flush=True,
            )  # fmt: skip

    async def _faults(self) -> None:
        while True:
            await asyncio.sleep(self._plan.chance.uniform(*plans.PAUSE))
            fault = self._plan.fault(cuts=not self._town.rows(UNSURE))
            # One that no call met is taken back: they must not pile up.
            await self._town.control("reset_faults", {})
            await self._town.control("faults", {"times": 1, **fault})

    async def _quiet(self) -> None:
        """Until nothing waits any more; the clock goes on to the next morning."""
        self._town.set_clock(max(self._town.now(), plans.MORNING))
        await self._town.until(self._is_quiet, patience=PATIENCE)
        await asyncio.sleep(1.0)

    async def _is_quiet(self) -> bool:
        if (await self._town.control("state"))["waiting"]:
            return False
        return not self._town.rows("SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1")


def processes(town: Town) -> list[Process]:
    """Those that may be killed."""
    return [*town.intakes, *town.deliveries] if isinstance(town, Province) else [town.bot]
