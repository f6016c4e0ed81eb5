"""One run: residents write, officials reply, the plan interrupts, and the oracle checks."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.chaos import final_state, plan as plans
from tests.chaos.gateway import Gateway
from tests.chaos.official import Official, enrolled
from tests.chaos.oracle import Expected, Verdict, judge
from tests.chaos.phone import PATIENCE, NoMessage, Phone
from tests.chaos.resident import Resident
from tests.chaos.services import SERVICES, begin, processes, set_up

if TYPE_CHECKING:
    from datetime import datetime

    from tests.chaos.plan import Plan
    from tests.e2e.town import Process, Town

FIRST_CHAT = 100_000
OFFICIAL = 9001
MOST_THINKING = 0.3
"""The most seconds that a resident thinks."""
UNSURE = "SELECT DISTINCT channel FROM outbox WHERE state = 'waiting' AND ambiguous"
"""Channels with a message whose answer was lost. A second loss would make it a dead letter."""
HOP = timedelta(hours=2.5)
"""The most by which the clock jumps at once if an Official Account posts.

The bot refuses a post that is three hours old.
"""
CLOCK_READ = 1.2
"""Seconds in which bot and sandbox read the clock file again."""


class Run:
    """One run of a plan. Create it before the town opens, and call `go` once in it."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self._town = town
        town.set_clock(plans.AFTERNOON)
        self._plan = plan
        self._services = {name: SERVICES[name] for name in plan.channels}
        set_up(town, list(self._services.values()))
        self._expected = Expected()
        self._gateways = {
            name: Gateway(town, self._expected, service)
            for name, service in self._services.items()
        }
        self._logs = {
            name: final_state.SendLog(town, service) for name, service in self._services.items()
        }
        self._kills: list[dict[str, int]] = []
        self._since = 0
        """The index of the first act after the last jump of the clock."""
        self._interrupting = True
        """Whether interruptions of the plan are left. Residents go on as long as there are."""
        self._living = 0
        """The number of residents who still write."""
        self.recovered: list[float] = []
        """Seconds from each kill to the bot's next message on any phone."""
        self.restarts = 0
        self.redelivered = 0
        self.tried_again: dict[str, int] = {}
        """The number of events of each channel that Zalo posted more than once."""

    @property
    def cuts(self) -> dict[str, int]:
        """The number of cut answers of each channel."""
        return {name: log.cuts for name, log in self._logs.items()}

    @property
    def replies(self) -> int:
        """The number of officials' replies."""
        return len(self._expected.replies)

    @property
    def cases(self) -> int:
        """The number of stories that residents agreed to send."""
        return len([story for story in self._expected.stories if story.agreed])

    @property
    def words(self) -> set[str]:
        """All free texts of residents and officials."""
        return {one.words for one in self._expected.stories} | {
            text for _, text in self._expected.replies
        }

    @property
    def received(self) -> int:
        """The number of messages received from the bot."""
        return sum(one.received for one in self._gateways.values())

    async def go(self) -> Verdict:
        """Run the whole plan, and wait until nothing is left to send. Return the verdict."""
        await begin(self._town, list(self._services.values()), self._plan.again_after)
        numbers: dict[str, list[int]] = {name: [] for name in self._services}
        for place in range(self._plan.residents):
            numbers[self._plan.channels[place % len(numbers)]].append(FIRST_CHAT + place)
        office = self._plan.channels[0]
        phone = Phone(self._gateways[office], OFFICIAL, "Chị Hai")
        official = Official(phone, self._expected, Random(self._plan.seed + 1))
        async with asyncio.TaskGroup() as group:
            others = [group.create_task(one.run()) for one in self._gateways.values()]
            await enrolled(self._town, phone)
            others.append(group.create_task(self.print_progress()))
            working = group.create_task(official.reply_to_cards())
            self._living = self._plan.residents
            faults = [group.create_task(self._faults(name)) for name in self._services]
            async with asyncio.TaskGroup() as street:
                for name, chats in numbers.items():
                    for chat in chats:
                        street.create_task(self._resident(name, chat))
                street.create_task(self._interruptions())
            official.is_done = True
            for task in faults:
                task.cancel()
            for service in self._services.values():
                await self._town.control("reset_faults", {}, on=service.on)
            await self._quiet()
            for task in (*others, working):
                task.cancel()
        numbers[office].append(OFFICIAL)
        actual = await final_state.read(self._town, self._logs, numbers)
        for name, service in self._services.items():
            state = await self._town.control("state", on=service.on)
            if "tried_again" in state:
                self.tried_again[name] = state["tried_again"]
        return judge(self._expected, actual, kills=self._kills, cuts=self.cuts)

    async def _resident(self, channel: str, chat: int) -> None:
        chance = Random(self._plan.seed * 1_000_003 + chat)
        phone = Phone(self._gateways[channel], chat, f"Người {chat}")
        resident = Resident(phone, self._expected, chance, MOST_THINKING)
        await asyncio.sleep(chance.uniform(0, 1))
        with suppress(NoMessage):
            while self._interrupting or len(self._expected.acts) < self._plan.updates:
                await resident.tell_story()
        self._living -= 1

    async def _interruptions(self) -> None:
        for after, what in self._plan.interruptions():
            while len(self._expected.acts) < after and self._living:
                await asyncio.sleep(0.01)
            await asyncio.sleep(self._plan.chance.uniform(0, 0.05))
            await self._interrupt(what)
        self._interrupting = False

    async def _interrupt(self, what: str) -> None:
        town, chance = self._town, self._plan.chance
        if what == "kill":
            await self._kill(chance.choice(processes(town)))
        elif what == "restart":
            one = chance.choice(processes(town))
            code = await one.end(signal.SIGTERM)
            # A process that does not handle signals yet just ends, which is fine: it has begun nothing.
            assert code in (0, -signal.SIGTERM), f"SIGTERM: exit code {code}"
            await one.start()
            self.restarts += 1
        elif what == "step":
            step = self._plan.step()
            if step > timedelta():
                await self._until_posted()
            town.set_clock(town.now() + step)
        elif what == "redeliver":
            await self._redeliver()
        else:
            await self._jump(plans.YEAR_END if what == "year end" else plans.MORNING)

    async def _redeliver(self) -> None:
        """Send an update again. Posts of an Official Account from before a jump would be refused."""
        act = self._plan.chance.choice(self._expected.acts[self._since :] or self._expected.acts)
        for _ in range(self._plan.chance.randint(1, 3)):
            body, service = {"update_id": act.number}, self._services[act.chat[0]]
            await self._town.control("redeliver", body, on=service.on)
            self.redelivered += 1

    async def _jump(self, moment: datetime) -> None:
        town = self._town
        if "zalo_oa" in self._services:
            while (now := town.now()) < moment:
                await self._until_posted()
                town.set_clock(min(now + HOP, moment))
                await asyncio.sleep(CLOCK_READ)
            self._since = len(self._expected.acts)
        town.set_clock(max(town.now(), moment))

    async def _until_posted(self) -> None:
        """Wait until the waiting posts of the Official Account are accepted.

        The sandbox retries by its own clock. A jump would use up all retries while the bot is down.
        """
        if "zalo_oa" in self._services:
            waiting = await self._waiting_on_the_account()
            while waiting & await self._waiting_on_the_account():
                await asyncio.sleep(0.05)

    async def _waiting_on_the_account(self) -> set[int]:
        on = self._services["zalo_oa"].on
        return set((await self._town.control("state", on=on))["waiting"])

    async def _kill(self, one: Process) -> None:
        began = time.monotonic()
        await one.end(signal.SIGKILL)
        await asyncio.sleep(plans.LONGEST_DELAY + 0.1)
        self._kills.append({name: await log.read_on() for name, log in self._logs.items()})
        received = self.received
        await one.start()
        while self.received == received and time.monotonic() - began < PATIENCE:
            await asyncio.sleep(0.01)
        self.recovered.append(time.monotonic() - began)

    async def print_progress(self) -> None:
        """Print the progress every five seconds."""
        while True:
            await asyncio.sleep(5)
            print(
                f"  updates {len(self._expected.acts)}, messages {self.received}, "
                f"kills {len(self._kills)}, talking {self._living}, "
                f"in vain {len(self._expected.unanswered)}",
                file=sys.stderr,
                flush=True,
            )

    async def _faults(self, channel: str) -> None:
        town, plan, on = self._town, self._plan, self._services[channel].on
        # The rate of faults for each message is the same as with a single channel. There are none for the
        # last few people: their only messages would get all of them, and wait longer after each.
        while self._living >= plan.residents / 10:
            await asyncio.sleep(plan.chance.uniform(*plans.PAUSE) * len(self._services))
            fault = plan.fault(channel, cuts=(channel,) not in town.rows(UNSURE))
            # A fault that no call has met is removed, or they would accumulate.
            await town.control("reset_faults", {}, on=on)
            await town.control("faults", {"times": 1, **fault}, on=on)
            if shape := plan.shape(channel):
                await town.control("switches", shape, on=on)
        await town.control("reset_faults", {}, on=on)

    async def _quiet(self) -> None:
        """Set the clock to the next morning, and wait until nothing is left to send."""
        await self._town.until(self._is_all_posted, patience=PATIENCE)
        self._town.set_clock(max(self._town.now(), plans.MORNING))
        await self._town.until(self._is_quiet, patience=PATIENCE)
        await asyncio.sleep(1.0)

    async def _is_all_posted(self) -> bool:
        for service in self._services.values():
            if (await self._town.control("state", on=service.on))["waiting"]:
                return False
        return True

    async def _is_quiet(self) -> bool:
        if not await self._is_all_posted():
            return False
        return not self._town.rows("SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1")
