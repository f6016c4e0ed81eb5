"""A commune with a victim, and the entrances that strangers can use."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.zalo_bot import CAPABILITIES as ZALO_BOT
from bot.channels.zalo_oa import CAPABILITIES as ZALO_OA
from bot.process.intake import Intake
from handlers import BOOK
from sandbox.telegram.text.formatting import parse_html
from storage.messages import outbox, outbox_states
from storage.tables import metadata
from tests.bot.service import StandingClock
from tests.handlers.consultations import open_consultation
from tests.handlers.offices import CODE, COMPLAINT, filed, filed_code, stored
from tests.handlers.reports import send
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path
    from typing import Any

    from bot.channels.contract import Unreadable
    from domain.messages.message import Incoming
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

CANARY = "chimxanh"
"""A word that is in all data of the victim and nowhere else."""
PHONE = "912777315"
VICTIM = "77315501"
CHANNELS = {"telegram": TELEGRAM, "zalo_oa": ZALO_OA, "zalo_bot": ZALO_BOT}
SERVED = {"audit_head", "job_run"}
"""Tables whose rows belong to nobody."""
SENT = ("state", "sent_at", "provider_message")
"""Columns of `outbox` that only show whether a row was delivered."""

Row = tuple[str, tuple[tuple[str, str], ...]]


class Commune:
    """A commune in which Lan has filed cases. `known`: the ids that the attackers know."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.clock = StandingClock()
        self.clock.at = house.now
        self.known: list[str] = []
        self.screens: dict[str, list[str]] = {}
        """Chat → the data of the buttons sent to it."""
        self.sent: Counter[str] = Counter()
        """Chat → the number of messages sent to it."""
        self.intake = Intake(house.database, self.clock, house.commune, BOOK, _settled)

    @classmethod
    async def open(cls, folder: Path) -> Commune:
        """Open it: Lan has cases, files, an opinion, sealed words, a draft and an answer."""
        house = await House.open(folder)
        house.commune = replace(house.commune, channels=CHANNELS)
        commune = cls(house)
        try:
            await commune._settle()
        except BaseException:
            await house.close()
            raise
        return commune

    async def _settle(self) -> None:
        """Fill it with the victim's data, and collect what the attackers know of it."""
        house = self.house
        consultation = await open_consultation(house, days=90)
        head = await house.official(f"Chủ tịch {CANARY}", "head")
        lan = house.resident(f"Lan {CANARY}", chat=VICTIM)
        code = await filed(lan, f"đường ấp 4 lầy lội, gần nhà {CANARY}, xe không qua được")
        await lan.taps("Để lại số điện thoại")
        await lan.says("0912 777 315")
        await lan.says(f"/khieunai {COMPLAINT}, {CANARY}")
        await send(lan)
        secret = filed_code(lan)
        for one in (code, secret):
            await head.says(f"/traloi {one}")
            await head.says(f"Mai có người tới nhà {CANARY}")
            await head.taps("Gửi cho bà con")
            await head.says(f"/ghichu {one} nhà này quen {CANARY}")
        await lan.says(f"/gopy {consultation.code}")
        await lan.taps("Ý kiến khác")
        await lan.says(f"hỏi lại nhà {CANARY}")
        await lan.taps("Xong")
        await lan.says(f"tôi tố cáo ông trưởng ấp nhận tiền, {CANARY}")
        await lan.says("/huy")
        await lan.sends("photo", f"cầu hư trước nhà {CANARY}")
        await head.says("/moicanbo")
        self.known = await self._spied(
            [code, secret, stored(code), stored(secret), consultation.code]
        )

    async def _spied(self, codes: list[str]) -> list[str]:
        house = self.house
        pressed = {
            choice.data
            for speaker in house.speakers.values()
            for seen in speaker.screen
            for choice in seen.choices
            if choice.data
        }
        ids = [str(number) for number in range(1, 12)]
        names = [name.replace(":", "-") for name in pressed if CODE.search(name)]
        return sorted({*codes, *pressed, *ids, *names, VICTIM, "ref1", "1001"})

    async def rows(self) -> set[Row]:
        """Return all rows of all tables, without the columns that only show delivery."""

        def work(tx: Transaction) -> set[Row]:
            found: set[Row] = set()
            for name, table in metadata.tables.items():
                if name in SERVED:
                    continue
                columns = [one for one in table.c if name != "outbox" or one.name not in SENT]
                for row in tx.core.execute(table.select().with_only_columns(*columns)):
                    found.add((name, tuple((key, str(row._mapping[key])) for key in row._fields)))
            return found

        return await self.house.database.read(work)

    async def take(self, batch: Sequence[Incoming | Unreadable]) -> None:
        """Run the turns of a batch, and then send and check all messages that are due."""
        await self.intake.handle(batch, patience=None)
        self.clock.passes(6)
        for row in await self.house.database.transact(self._deliver):
            self._look(row)

    def _deliver(self, tx: Transaction) -> list[OutboxRow]:
        rows = [
            row
            for channel in CHANNELS
            for row in outbox.due(tx, channel, self.clock.at + timedelta(hours=12), 100_000)
        ]
        outbox_states.mark_sent(
            tx, [outbox_states.Sent(row.id, str(5000 + row.id), self.clock.at) for row in rows]
        )
        return rows

    def _look(self, row: OutboxRow) -> None:
        """Check a message: its HTML parses, it fits, and strangers see nothing of Lan."""
        self.sent[row.chat] += 1
        if row.message is None:
            return
        limits = CHANNELS[row.channel]
        shown, marks = parse_html(row.message.text)
        assert {mark["type"] for mark in marks} <= {"bold", "italic", "code"}, row.message.text
        most = limits.caption_limit if row.message.file else limits.text_limit
        assert len(shown.encode("utf-16-le")) / 2 <= most
        assert shown.strip() or row.message.file
        choices = [choice for line in row.message.choices for choice in line]
        assert all(len(choice.data.encode()) <= 64 and choice.label.strip() for choice in choices)
        self.screens.setdefault(row.chat, []).extend(c.data for c in choices if c.data)
        self.screens[row.chat] = self.screens[row.chat][-40:]
        if row.chat not in self.insiders:
            everything = repr((shown, choices, row.message.file))
            assert CANARY not in everything.casefold(), (row.origin, shown)
            assert PHONE not in everything.replace(" ", ""), (row.origin, shown)

    @property
    def insiders(self) -> Collection[str]:
        """Chats of the victim and of officials."""
        return {speaker.chat for speaker in self.house.speakers.values()}

    async def failures(self) -> list[Any]:
        """Return (error, trace) of the updates that failed because of a handler."""
        query = text("SELECT error, trace FROM failed_update WHERE trace <> ''")
        return await self.house.database.read(lambda tx: list(tx.core.execute(query)))

    async def close(self) -> None:
        """Close the database."""
        await self.house.close()


async def _settled(_chats: object) -> None:
    return
