"""A month on an Official Account, simulated in a few seconds.

Storage, turns, notices, announcements and delivery are real; a stand-in applies Zalo's windows.

    .venv/bin/python -m tests.bot.month --residents 2000 --days 30 --paid 0 --seed 1
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import random
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from actions.cases.messages.notices import Notice
from actions.cases.record import Happening, record, record_new
from actions.commune import Commune
from actions.messages.broadcast_feed import feed
from actions.messages.catch_up import release
from actions.notifier import Notifier
from bot.channels.contract import NotAllowedNow, Operation
from bot.channels.zalo_oa import CAPABILITIES, NAME
from bot.channels.zalo_oa.capabilities import FREE, WINDOW
from bot.channels.zalo_oa.sending import count_messages
from bot.delivery import Delivery
from bot.delivery.quota import MessageQuota
from bot.settings.organisation import load_organisation
from domain.cases.acts import Act
from domain.messages.message import Incoming, Kind
from domain.messages.quota import Cost, ParkReason, QuotaRules
from handlers.chat.book import Book
from handlers.chat.update import take
from locales import Text
from storage.cases import submissions
from storage.engine.database import Database
from storage.messages import broadcasts, outbox, undelivered
from storage.people import people
from storage.tables.message import outbox as table, personal_text
from storage.tables.service import service_use
from tests.bot.quiet import Quiet
from tests.bot.service import StandingClock
from tests.cases import new_case
from tests.engines import empty_file

if TYPE_CHECKING:
    from bot.channels.contract import SendRequest
    from handlers.chat.turn import Turn
    from storage.engine.transaction import Transaction

ANSWER = Notice(Text("{code}: {body}"))
BEGIN = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
STEP = timedelta(hours=3)
AHEAD = timedelta(minutes=4)
"""How far Zalo's clock is before ours."""
EACH = 4
"""Paid messages to one person."""
TOKEN = re.compile(r"\bn\d+x\b")


class Zalo(Quiet):
    """Accepts, charges and refuses messages as Zalo documents it."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, clock: StandingClock) -> None:
        self._clock = clock
        self.heard: dict[str, datetime] = {}
        self.counted: Counter[str] = Counter()
        self.asked: dict[str, datetime] = {}
        """When a template last asked somebody to write."""
        self.told: Counter[str] = Counter()
        """How often each notice arrived."""

    async def send(self, request: SendRequest) -> str:
        await asyncio.sleep(0)
        assert request.message is not None
        if request.operation is Operation.TEMPLATE:
            self._asked(request.chat)
            return "t"
        age = self._clock.now() + AHEAD - self.heard.get(request.chat, BEGIN - 2 * WINDOW)
        if age > WINDOW:
            self.counted["refused"] += 1
            raise NotAllowedNow(ParkReason.WINDOW)
        self.counted["free" if age <= FREE else "paid"] += count_messages(request.message)
        self.told.update(TOKEN.findall(request.message.text))
        return f"m{sum(self.counted.values())}"

    def _asked(self, chat: str) -> None:
        """Wasted where the person asked already, or could be written to."""
        asked_at = self.asked.get(chat, BEGIN - 2 * WINDOW)
        heard_at = self.heard.get(chat, asked_at)
        now = self._clock.now()
        self.counted["template"] += 1
        self.counted["wasted"] += asked_at >= heard_at or now - heard_at < WINDOW - STEP
        self.asked[chat] = now


@dataclass
class Month:
    """What is planned, and what came of it."""

    database: Database
    commune: Commune
    clock: StandingClock
    zalo: Zalo
    chance: random.Random
    plan: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    """(When, order, what, whose chat)."""
    nudged: dict[str, str] = field(default_factory=dict)
    """Token → the chat it is for."""
    cases: dict[str, int] = field(default_factory=dict)
    _number: int = 0

    def later(self, at: datetime, what: str, chat: str) -> None:
        """Have something happen."""
        self._number += 1
        heapq.heappush(self.plan, (at, self._number, what, chat))

    def settle_in(self, residents: int, days: int) -> None:
        """Everybody follows at some time; most write, some often."""
        for number in range(residents):
            chat = str(10_000 + number)
            came = BEGIN + timedelta(days=self.chance.uniform(-6, days / 2))
            self.later(max(came, BEGIN), "follows", chat)
            for _ in range(self.chance.choice((0, 0, 1, 1, 2))):
                at = BEGIN + timedelta(days=self.chance.uniform(0, days - 1))
                self.later(max(at, came), "reports", chat)
        for day in range(5, days, 9):
            self.later(BEGIN + timedelta(days=day), "announce", "")

    async def play(self, days: int) -> None:
        """Run the month step by step: people act, the office answers, messages are sent."""
        end = BEGIN + timedelta(days=days)
        while self.clock.at < end:
            self.clock.at += STEP
            due = []
            while self.plan and self.plan[0][0] <= self.clock.at:
                due.append(heapq.heappop(self.plan))

            def work(tx: Transaction, due: list[Any] = due) -> None:
                for at, _order, what, chat in due:
                    self._happens(tx, at, what, chat)
                release(self._voice(tx))

            await self.database.transact(work)
            while await self.database.transact(lambda tx: feed(self._voice(tx))):
                await self._deliver()
            await self._deliver()
            self._answer_templates()

    def _answer_templates(self) -> None:
        """Of those who were asked just now, two of three write within two days."""
        for chat, at in self.zalo.asked.items():
            if at == self.clock.at and self.chance.random() < 0.67:
                self.later(at + timedelta(days=self.chance.uniform(0.05, 2)), "writes", chat)

    def _happens(self, tx: Transaction, at: datetime, what: str, chat: str) -> None:
        if what in ("follows", "reports", "writes"):
            self._acts(tx, at, what, chat)
            return
        notifier = self._voice(tx)
        if what == "announce":
            number, last = broadcasts.subscriber_count(tx)
            payload = {"body": f"Tin của xã {self._token('')}", "upto": last}
            broadcasts.begin(
                tx,
                broadcasts.ANNOUNCEMENT,
                payload,
                total=number,
                official_id=None,
                now=self.clock.at,
            )
        elif what == "remind":
            person = people.by_chat(tx, NAME, chat)
            assert person is not None
            notifier.notify(
                person,
                f"Nhắc bà con {self._token(chat)}",
                origin="reminder",
                not_before=notifier.when_for(person),
            )
        else:
            case = submissions.by_id(tx, self.cases[chat])
            assert case is not None
            record(
                notifier,
                case,
                Act.ANSWER,
                Happening(words=f"Đã xem xét {self._token(chat)}", notice=ANSWER),
            )

    def _acts(self, tx: Transaction, at: datetime, what: str, chat: str) -> None:
        self._number += 1
        heard = at + AHEAD
        self.zalo.heard[chat] = max(heard, self.zalo.heard.get(chat, heard))
        kind = Kind.STARTED if what == "follows" else Kind.TEXT
        incoming = Incoming(
            channel=NAME,
            key=f"k{self._number}",
            chat=chat,
            sender=chat,
            kind=kind,
            at=heard,
            text="" if what == "follows" else "đường ấp 4 lầy lội",
            message=f"u{self._number}",
        )

        def dispatch(turn: Turn) -> None:
            if what == "reports":
                self._files(turn)
            if what != "follows":
                turn.say(Text("Cảm ơn bà con"))
            elif self.chance.random() < 0.5:
                turn.change_person(announcements=True)

        take(tx, incoming, now=self.clock.at, commune=self.commune, book=Book({}, (), dispatch))

    def _files(self, turn: Turn) -> None:
        chat, now = turn.incoming.chat, turn.now
        new = new_case(
            turn.person.id,
            now,
            code=f"K{self._number:07d}",
            channel=NAME,
            chat=chat,
            words="lầy lội",
        )
        case = record_new(turn, new, ()).case
        self.cases[chat] = case.id
        answered = now + timedelta(days=self.chance.uniform(1, 12))
        self.later(answered, "answer", chat)
        self.later(answered + timedelta(days=self.chance.uniform(0.1, 7)), "answer", chat)
        if self.chance.random() < 0.3:
            self.later(now + timedelta(days=self.chance.uniform(0.5, 9)), "remind", chat)
        if self.chance.random() < 0.5:
            self.later(answered + timedelta(days=self.chance.uniform(0, 10)), "writes", chat)

    def _token(self, chat: str) -> str:
        self._number += 1
        token = f"n{self._number}x"
        if chat:
            self.nudged[token] = chat
        return token

    def _voice(self, tx: Transaction) -> Notifier:
        return Notifier(tx, self.clock.at, self.commune)

    async def _deliver(self) -> None:
        await self.delivery.sweep()
        while await self.database.read(lambda tx: outbox.depth(tx, self.clock.at).waiting):
            await asyncio.sleep(0.02)
            await self.delivery.sweep()  # what was held may have brought a template about

    delivery: Delivery = field(init=False)


@dataclass(frozen=True)
class Figures:
    """How the month went."""

    refused: int
    free: int
    paid: int
    notices: int
    told: int
    """By a message of their own or within a bundle."""
    told_twice: int
    behind: int
    """Notices merged into a catch-up message with a newer one of the same case."""
    held: int
    """They wait until the resident writes."""
    held_of_cases: int
    on_the_list: int
    """Held, and shown to officials in /chuaden."""
    later: int
    """Wait for the end of the night."""
    lost: int
    announced: int
    announced_not: int
    """Announcements that the windows did not allow: counted for the official."""
    counted_free: int
    counted_paid: int
    templates: int
    templates_wasted: int
    counted_templates: int
    seconds: float


async def simulate(
    residents: int = 2000, days: int = 30, *, paid: int = 0, templates: int = 0, seed: int = 1
) -> Figures:
    """Play a month and count."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(empty_file(Path(folder) / "month.db"))
        most = {Cost.PAID: paid, Cost.TEMPLATE: templates}
        rules = QuotaRules(
            free_for=FREE, open_for=WINDOW, monthly_limits=most, paid_per_person=EACH
        )
        clock = StandingClock()
        clock.at = BEGIN - STEP
        config = Path(__file__).parents[2] / "config"
        organisation = load_organisation(config)
        commune = Commune(
            organisation=organisation,
            channels={NAME: CAPABILITIES},
            bot_names={NAME: ""},
            quotas={NAME: rules},
        )
        zalo = Zalo(clock)
        month = Month(database, commune, clock, zalo, random.Random(seed))
        month.delivery = Delivery(
            database,
            clock,
            zalo,
            None,
            quota=MessageQuota(rules, count_messages, NAME, database, clock, organisation.polite),
        )
        running = asyncio.get_running_loop().create_task(month.delivery.run())
        month.settle_in(residents, days)
        await month.play(days)
        month.delivery.drain()
        await running
        figures = await database.read(lambda tx: _count(tx, month))
        await database.close()
    return replace(figures, seconds=time.monotonic() - began)


def _count(tx: Transaction, month: Month) -> Figures:
    rows = tx.core.execute(
        select(
            table.c.id,
            table.c.state,
            table.c.rank,
            table.c.carried_by,
            table.c.submission_id,
            table.c.operation,
            personal_text.c.body,
        ).join(personal_text, personal_text.c.id == table.c.text_id)
    ).all()
    listed = undelivered.newest(tx, 1_000_000, channels=(), due_before=month.clock.now())
    states = {
        token: row.state
        for row in rows
        if row.carried_by is not None or row.state != "sent"
        for token in TOKEN.findall(row.body)
    }
    carriers = {row.carried_by for row in rows}
    of_cases = sum(
        row.state == "parked"
        and row.operation == Operation.SEND
        and (row.submission_id is not None or row.id in carriers)
        for row in rows
    )
    ends: Counter[str] = Counter()
    for token in month.nudged:
        ends["told" if month.zalo.told[token] else states.get(token, "lost")] += 1
    spread = Counter(row.state for row in rows if row.rank == outbox.BROADCAST)
    used: Counter[str] = Counter()
    for use in tx.core.execute(select(service_use).where(service_use.c.chat == "")):
        used[use.cost] += use.messages
    return Figures(
        refused=month.zalo.counted["refused"],
        free=month.zalo.counted["free"],
        paid=month.zalo.counted["paid"],
        notices=len(month.nudged),
        told=ends["told"],
        told_twice=sum(month.zalo.told[token] > 1 for token in month.nudged),
        behind=ends["bundled"],
        held=ends["parked"],
        held_of_cases=of_cases,
        on_the_list=len({row.id for row in listed}),
        later=ends["waiting"],
        lost=ends["lost"] + ends["withdrawn"] + ends["dead"],
        announced=spread["sent"] + spread["bundled"],
        announced_not=spread["parked"] + spread["withdrawn"],
        counted_free=used["free"],
        counted_paid=used["paid"],
        templates=month.zalo.counted["template"],
        templates_wasted=month.zalo.counted["wasted"],
        counted_templates=used["template"],
        seconds=0.0,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("residents", 2000),
        ("days", 30),
        ("paid", 0),
        ("templates", 0),
        ("seed", 1),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    print(asyncio.run(simulate(**vars(given))))
