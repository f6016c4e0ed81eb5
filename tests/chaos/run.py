"""One run: residents talk, officials reply, the plan interrupts, the oracle judges."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.chaos import plan as plans, reading
from tests.chaos.exchange import Exchange
from tests.chaos.official import Official, enrolled
from tests.chaos.oracle import Heard, Verdict, judge
from tests.chaos.phone import PATIENCE, Phone, Waited
from tests.chaos.resident import Resident
from tests.chaos.services import SERVICES, begin, processes, set_up

if TYPE_CHECKING:
    from datetime import datetime

    from tests.chaos.plan import Plan
    from tests.e2e.town import Process, Town

FIRST_CHAT = 100_000
OFFICIAL = 9001
THINKS = 0.3
"""Seconds that a resident thinks at most."""
UNSURE = "SELECT DISTINCT channel FROM outbox WHERE state = 'waiting' AND ambiguous"
"""Of messages whose answer was lost: were it cut again, the bot would give them up."""
HOP = timedelta(hours=2.5)
"""How far the clock goes at once where an account posts: a post that is three hours old is somebody's
recording."""
ALL_READ = 1.2
"""Seconds in which bot and sandbox notice where the clock was set."""


class Run:
    """Make it before the town opens, use `go` once in it."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self._town = town
        town.set_clock(plans.AFTERNOON)
        self._plan = plan
        self._services = {name: SERVICES[name] for name in plan.channels}
        set_up(town, list(self._services.values()))
        self._heard = Heard()
        self._exchanges = {
            name: Exchange(town, self._heard, service) for name, service in self._services.items()
        }
        self._logs = {
            name: reading.CallLog(town, service) for name, service in self._services.items()
        }
        self._kills: list[dict[str, int]] = []
        self._since = 0
        """The first act after the clock's last jump."""
        self._interrupting = True
        """Nobody stops talking before everything went wrong that the plan holds."""
        self._living = 0
        """Residents who still have something to tell."""
        self.recovered: list[float] = []
        """Seconds from each kill to the bot's next message on some phone."""
        self.restarts = 0
        self.redelivered = 0
        self.tried_again: dict[str, int] = {}
        """Events that Zalo had to post again until they were taken, of each channel."""

    @property
    def cuts(self) -> dict[str, int]:
        """Answers that were cut off, of each channel."""
        return {name: log.cuts for name, log in self._logs.items()}

    @property
    def replies(self) -> int:
        """What officials replied."""
        return len(self._heard.replies)

    @property
    def cases(self) -> int:
        """Stories that residents agreed to send."""
        return sum(story.agreed for story in self._heard.stories)

    @property
    def words(self) -> set[str]:
        """What residents and officials wrote in their own words."""
        return {one.words for one in self._heard.stories} | {
            text for _, text in self._heard.replies
        }

    @property
    def came(self) -> int:
        """Messages of the bot's that came so far."""
        return sum(one.came for one in self._exchanges.values())

    async def go(self) -> Verdict:
        """Everything; the town is quiet afterwards."""
        await begin(self._town, list(self._services.values()), self._plan.again_after)
        numbers: dict[str, list[int]] = {name: [] for name in self._services}
        for place in range(self._plan.residents):
            numbers[self._plan.channels[place % len(numbers)]].append(FIRST_CHAT + place)
        office = self._plan.channels[0]
        phone = Phone(self._exchanges[office], OFFICIAL, "Chị Hai")
        official = Official(phone, self._heard, Random(self._plan.seed + 1))
        async with asyncio.TaskGroup() as group:
            others = [group.create_task(one.run()) for one in self._exchanges.values()]
            await enrolled(self._town, phone)
            others.append(group.create_task(self.watch()))
            working = group.create_task(official.works())
            self._living = self._plan.residents
            faults = [group.create_task(self._faults(name)) for name in self._services]
            async with asyncio.TaskGroup() as street:
                for name, chats in numbers.items():
                    for chat in chats:
                        street.create_task(self._lives(name, chat))
                street.create_task(self._interrupts())
            official.is_done = True
            for task in faults:
                task.cancel()
            for service in self._services.values():
                await self._town.control("reset_faults", {}, on=service.on)
            await self._quiet()
            for task in (*others, working):
                task.cancel()
        numbers[office].append(OFFICIAL)
        held = await reading.read(self._town, self._logs, numbers)
        for name, service in self._services.items():
            state = await self._town.control("state", on=service.on)
            if "tried_again" in state:
                self.tried_again[name] = state["tried_again"]
        return judge(self._heard, held, kills=self._kills, cuts=self.cuts)

    async def _lives(self, channel: str, chat: int) -> None:
        chance = Random(self._plan.seed * 1_000_003 + chat)
        phone = Phone(self._exchanges[channel], chat, f"Người {chat}")
        resident = Resident(phone, self._heard, chance, THINKS)
        await asyncio.sleep(chance.uniform(0, 1))
        with suppress(Waited):
            while self._interrupting or len(self._heard.acts) < self._plan.updates:
                await resident.tells()
        self._living -= 1

    async def _interrupts(self) -> None:
        for after, what in self._plan.interruptions():
            while len(self._heard.acts) < after and self._living:
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
            # Told before it listens to signals, it just goes: nothing is begun yet.
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
        """An account's posts from before a jump are somebody's recording, and refused."""
        act = self._plan.chance.choice(self._heard.acts[self._since :] or self._heard.acts)
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
                await asyncio.sleep(ALL_READ)
            self._since = len(self._heard.acts)
        town.set_clock(max(town.now(), moment))

    async def _until_posted(self) -> None:
        """Until an account's posts of now were taken. The sandbox goes by the clock that is set
        forward, the service by its own: it would have used up all its tries while the bot is killed."""
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
        came = self.came
        await one.start()
        while self.came == came and time.monotonic() - began < PATIENCE:
            await asyncio.sleep(0.01)
        self.recovered.append(time.monotonic() - began)

    async def watch(self) -> None:
        """Tell how far it is, now and then."""
        while True:
            await asyncio.sleep(5)
            print(
                f"  updates {len(self._heard.acts)}, messages {self.came}, "
                f"kills {len(self._kills)}, talking {self._living}, "
                f"in vain {len(self._heard.unanswered)}", file=sys.stderr, flush=True,
            )  # fmt: skip

    async def _faults(self, channel: str) -> None:
        town, plan, on = self._town, self._plan, self._services[channel].on
        # As many for each message as when all of them are on one channel; and none for the last few
        # people, whose only message would meet every one of them and wait longer after each.
        while self._living >= plan.residents / 10:
            await asyncio.sleep(plan.chance.uniform(*plans.PAUSE) * len(self._services))
            fault = plan.fault(channel, cuts=(channel,) not in town.rows(UNSURE))
            # One that no call met is taken back: they must not pile up.
            await town.control("reset_faults", {}, on=on)
            await town.control("faults", {"times": 1, **fault}, on=on)
            if shape := plan.shape(channel):
                await town.control("switches", shape, on=on)
        await town.control("reset_faults", {}, on=on)

    async def _quiet(self) -> None:
        """Until nothing waits any more; the clock goes on to the next morning."""
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
