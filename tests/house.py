"""A commune in a test: residents and officials who write, tap and see, on a real database.

    house = await House.open(tmp_path)
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    lan.sees("Bà con muốn gửi")
    await lan.taps("Đồng ý và gửi")

Messages are delivered by reading the outbox in order. The clock stands still until
`house.passes(...)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from actions.cases.messages.readers import unauthorised
from actions.commune import Commune
from actions.notifier import Notifier
from bot.delivery.retry_policy import decide
from bot.settings.organisation import load_organisation
from domain.cases.tracking_code import parse
from handlers import BOOK
from handlers.chat.error_reply import apologise
from handlers.chat.menus import menus
from handlers.chat.update import take, take_deferred
from storage.cases import events, submissions
from storage.engine.database import Database
from storage.messages import outbox, outbox_states, personal_texts
from storage.people import officials, people
from storage.tables import metadata
from storage.updates import deferred_updates
from tests.engines import empty_file
from tests.mixes import CAPABILITIES, ON_TELEGRAM, Mix, is_list, shown
from tests.plugins import replay
from tests.speaker import Seen, Speaker, plain
from tests.story import Line, Mark, labels

if TYPE_CHECKING:
    from bot.channels.contract import SendError
    from domain.messages.message import Incoming, Outgoing
    from handlers.chat.book import Book
    from storage.cases.events import Event
    from storage.cases.submissions import Submission
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

__all__ = ["MONDAY", "House", "Seen", "Speaker"]

CONFIG = "config"
ROLES = {
    "officer": "officer of {unit}",
    "head": "head of the commune's office",
    "admin": "administrator",
    "observer": "observer, who sees numbers and deadlines only",
}
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""A working day, nine o'clock in the morning in Vietnam."""


@dataclass
class House:
    """The commune: its database, its clock and its people."""

    database: Database
    commune: Commune
    mix: Mix = ON_TELEGRAM
    now: datetime = MONDAY
    book: Book = BOOK
    fails: bool = True
    """Whether a handler's error fails the test. Otherwise the person gets the usual apology."""
    speakers: dict[str, Speaker] = field(default_factory=dict)
    refuses: dict[tuple[str, str], SendError] = field(default_factory=dict)
    """(channel, chat) → the error with which the channel refuses messages."""
    by_hand: bool = False
    """Whether the test changed a case without the actions, so that its history differs."""
    story: list[Line] = field(default_factory=list)
    """All events of the story, for a golden transcript."""
    _keys: int = 0
    _messages: int = 1000
    _sent: dict[int, str] = field(default_factory=dict)

    @classmethod
    async def open(cls, home: Path | str, *, mix: Mix = ON_TELEGRAM, **book: Any) -> House:
        """Open a commune with the sample organisation of `config/`.

        `home`: a folder for a new SQLite file, or the URL of an empty PostgreSQL database.
        """
        where: Path | str = home
        if isinstance(home, Path):
            where = empty_file(home / "house.db")
        organisation = load_organisation(Path(__file__).parent.parent / CONFIG)
        return cls(
            await Database.open(where),
            Commune(
                organisation=organisation,
                channels=CAPABILITIES,
                bot_names={"telegram": "nghedan_bot"},
                office_forms=BOOK.office_forms,
                menus=menus(BOOK.commands),
            ),
            mix,
            book=replace(BOOK, **book),
        )

    def set_consent(self, asked: Literal["on_send", "before"]) -> None:
        """Change the moment at which the bot asks for consent."""
        consent = self.commune.organisation.consent.model_copy(update={"asked": asked})
        organisation = self.commune.organisation.model_copy(update={"consent": consent})
        self.commune = replace(self.commune, organisation=organisation)

    async def close(self) -> None:
        """Check that all cases follow from their histories, and close the database."""
        try:
            if not self.by_hand:
                await self.database.read(replay.check_all)
        finally:
            await self.database.close()

    def resident(
        self, name: str, *, chat: str = "", language_hint: str = "", channel: str = ""
    ) -> Speaker:
        """Return a resident in a private chat."""
        number = chat or str(500 + len(self.speakers))
        speaker = Speaker(
            self,
            name,
            number,
            number,
            language_hint=language_hint,
            channel=channel or self.mix.residents,
        )
        self.speakers[f"{name}:{number}"] = speaker
        return speaker

    async def official(self, name: str, role: str, unit: str = "", **more: Any) -> Speaker:
        """Return an enrolled official in a private chat."""
        speaker = self.resident(name, channel=more.pop("channel", self.mix.officials))
        speaker.role = self.role(role, unit)

        def work(tx: Transaction) -> None:
            person = people.create(
                tx,
                channel=speaker.channel,
                sender=speaker.sender,
                chat=speaker.chat,
                name=name,
                language=more.pop("language", "vi"),
                now=self.now,
            )
            people.change(tx, person.id, greeted_at=self.now)
            officials.enrol(
                tx,
                person_id=person.id,
                role=role,
                unit_id=unit,
                name=name,
                speaks_khmer=more.get("speaks_khmer", False),
                enrolled_by=None,
                now=self.now,
            )

        await self.database.transact(work)
        return speaker

    def role(self, role: str, unit_id: str = "") -> str:
        """Return an official's role in plain English. `unit_id` is an officer's unit."""
        unit = self.commune.organisation.unit(unit_id)
        return ROLES[role].format(unit=unit.name if unit else "")

    def passes(self, **time: float) -> None:
        """Move the clock: `passes(days=3)`."""
        self.now += timedelta(**time)

    async def take(self, incoming: Incoming) -> None:
        """Run one update's turn, then deliver the due messages."""
        await self.run_turn(incoming)
        await self.deliver()

    async def together(self, *updates: Incoming) -> None:
        """Run the turns of several updates before anything is delivered, like a burst."""
        for update in updates:
            await self.run_turn(update)
        await self.deliver()

    async def run_turn(self, incoming: Incoming) -> None:
        """Run one update's turn."""

        def work(tx: Transaction) -> None:
            take(tx, incoming, now=self.now, commune=self.commune, book=self.book)

        def rescue(tx: Transaction, error: Exception) -> None:
            if self.fails:
                raise error
            apologise(tx, incoming, error, now=self.now, commune=self.commune)

        await self.database.transact(work, rescue=rescue)

    async def run_deferred(self) -> None:
        """Run the deferred updates that the rate limit allows, then deliver."""

        def work(tx: Transaction) -> None:
            for sender in deferred_updates.senders(tx, 50):
                while take_deferred(
                    tx, *sender, now=self.now, commune=self.commune, book=self.book
                ):
                    continue

        await self.database.transact(work)
        await self.deliver()

    async def run(self, sql: str) -> None:
        """Change the database without the actions."""
        self.by_hand = self.by_hand or "submission" in sql
        from sqlalchemy import text

        await self.database.transact(lambda tx: tx.core.execute(text(sql)))

    async def deliver(self, *, ahead: timedelta = timedelta(seconds=10)) -> None:
        """Deliver the waiting messages, also those that are due within `ahead`."""
        until = self.now + ahead

        def work(tx: Transaction) -> None:
            for channel in self.commune.channels:
                due = outbox.due(tx, channel, until, 1000)
                refused = unauthorised(Notifier(tx, self.now, self.commune), due)
                outbox_states.withdraw_rows(tx, refused)
                for row in due:
                    if row.id in refused:
                        continue
                    error = self.refuses.get((channel, row.chat))
                    if error is None:
                        self._deliver(tx, row)
                    else:
                        decision = decide(
                            row,
                            error,
                            self.now,
                            self.commune.channels,
                            self.commune.quotas.get(channel),
                        )
                        if decision.record is not None:
                            decision.record(tx)

        await self.database.transact(work)

    def _deliver(self, tx: Transaction, row: OutboxRow) -> None:
        target = row.target
        if row.target_row is not None:
            target = outbox.provider_message(tx, row.target_row)[0]
        given = target
        speakers = [
            one
            for one in self.speakers.values()
            if (one.channel, one.chat) == (row.channel, row.chat)
        ]
        can = CAPABILITIES[row.channel]
        if row.operation == "send" or (row.operation == "edit" and not can.edits):
            self._messages += 1
            given = str(self._messages)
            if row.message is None:
                raise AssertionError(f"row {row.id} sends nothing")
            choices = [choice for line in row.message.choices for choice in line]
            seen = Seen(row, given, shown(row.channel, row.message), choices)
            for speaker in speakers:
                speaker.screen.append(seen)
                self._add_line(speaker, Mark.GETS, seen, row.message)
        elif row.operation == "edit" or (row.operation == "delete" and can.deletes):
            for speaker in speakers:
                for seen in speaker.screen:
                    if seen.message == target and row.operation == "delete":
                        seen.deleted = True
                        speaker.add_line(Mark.DELETES, seen.text[:40])
                    elif seen.message == target and row.message is not None:
                        seen.text = plain(row.message.text)
                        seen.choices = [c for line in row.message.choices for c in line]
                        self._add_line(speaker, Mark.CHANGES, seen, row.message)
        outbox_states.mark_sent(tx, [outbox_states.Sent(row.id, given, self.now)])

    def _add_line(self, speaker: Speaker, mark: Mark, seen: Seen, message: Outgoing) -> None:
        """Add a line to the story. A file stays the first one of the message."""
        first = seen.row.message
        file = f"[{first.file.kind}] " if first and first.file else ""
        rows = () if is_list(speaker.channel, message) else labels(message.choices)
        speaker.add_line(mark, file + seen.text, rows)

    def notifier(self, tx: Transaction) -> Notifier:
        """Return the notifier of a job at the current moment."""
        return Notifier(tx, self.now, self.commune)

    def key(self) -> str:
        """Return a new update key."""
        self._keys += 1
        return str(self._keys)

    def message(self) -> str:
        """Return a new message id."""
        self._messages += 1
        return str(self._messages)

    async def case(self, code: str) -> Submission:
        """Return the case with this code (shown or stored form). Raises AssertionError."""
        found = await self.database.read(lambda tx: submissions.by_code(tx, parse(code) or code))
        if found is None:
            raise AssertionError(f"no case has the code {code}")
        return found

    async def cases(self) -> list[Submission]:
        """Return all cases in the order of filing."""
        rows = await self.rows("SELECT code FROM submission ORDER BY id")
        return [await self.case(row.code) for row in rows]

    async def events(self, code: str) -> list[Event]:
        """Return the events of the case with this code, the oldest first."""
        case = await self.case(code)
        return await self.database.read(lambda tx: events.of_case(tx, case.id))

    async def words_of(self, case: Submission) -> str:
        """Return the resident's words; "" if they were erased or there were none."""
        return await self.database.read(lambda tx: personal_texts.read(tx, case.words_id))

    async def rows(self, sql: str) -> list[Any]:
        """Return the rows of a query, for data that no screen shows."""
        from sqlalchemy import text

        return await self.database.read(lambda tx: list(tx.core.execute(text(sql))))

    async def tables_with(self, words: str) -> list[str]:
        """Return the tables that contain these words, once for each row."""
        found = []
        for table in metadata.tables:
            rows = await self.rows(f"SELECT * FROM {table}")
            found += [table for row in rows if words in repr(tuple(row))]
        return found
