"""A commune in a test: residents and officials who speak, tap and see, on a real SQLite file.

    house = await House.open(tmp_path)
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    lan.sees("Bà con muốn gửi")
    await lan.taps("Đồng ý và gửi")

Messages are "delivered" by reading the outbox as the service's other side would, in order; the
clock stands still until `house.passes(...)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from actions.commune import Commune
from actions.notifier import Notifier
from bot.delivery.retry_policy import judge
from bot.settings.organisation import load_organisation
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind, Point
from handlers import BOOK
from handlers.chat.error_reply import apologise
from handlers.chat.menus import menus
from handlers.chat.update import take, take_held
from storage.engine.database import Database
from storage.messages import outbox, outbox_states
from storage.people import officials, people
from storage.tables import metadata
from storage.updates import deferred_updates
from tests.engines import empty_file
from tests.mixes import CAPABILITIES, ON_TELEGRAM, TELEGRAM, Mix, is_list, number_of, shown

if TYPE_CHECKING:
    from bot.channels.contract import SendError
    from domain.messages.message import Choice
    from handlers.chat.book import Book
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

CONFIG = "config"
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""A working day, nine in the morning in Vietnam."""


@dataclass
class Seen:
    """One message on a person's screen."""

    row: OutboxRow
    message: str
    text: str
    """Without markup."""
    choices: list[Choice]
    deleted: bool = False


@dataclass
class House:
    """The commune: its database, its clock, everybody who spoke."""

    database: Database
    commune: Commune
    mix: Mix = ON_TELEGRAM
    now: datetime = MONDAY
    book: Book = BOOK
    fails: bool = True
    """Whether a handler's error fails the test (else: the apology, as in real life)."""
    speakers: dict[str, Speaker] = field(default_factory=dict)
    refuses: dict[tuple[str, str], SendError] = field(default_factory=dict)
    """What a channel says to a chat instead of taking a message."""
    story: list[str] = field(default_factory=list)
    """Everything that was said, both ways, as a golden transcript shows it."""
    _keys: int = 0
    _messages: int = 1000
    _sent: dict[int, str] = field(default_factory=dict)

    @classmethod
    async def open(cls, home: Path | str, *, mix: Mix = ON_TELEGRAM, **book: Any) -> House:
        """A fresh database in the folder `home`, or the empty one at this PostgreSQL URL; the
        sample organisation of `config/`."""
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
                menus=menus(BOOK.commands),
            ),
            mix,
            book=replace(BOOK, **book),
        )

    def set_consent(self, asked: Literal["on_send", "before"]) -> None:
        """Have the unit ask for consent at another moment."""
        consent = self.commune.organisation.consent.model_copy(update={"asked": asked})
        organisation = self.commune.organisation.model_copy(update={"consent": consent})
        self.commune = replace(self.commune, organisation=organisation)

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()

    def resident(
        self, name: str, *, chat: str = "", language_hint: str = "", channel: str = ""
    ) -> Speaker:
        """Somebody with a phone, in their private chat."""
        number = chat or str(500 + len(self.speakers))
        speaker = Speaker(
            self, name, number, number, language_hint=language_hint,
            channel=channel or self.mix.residents,
        )  # fmt: skip
        self.speakers[f"{name}:{number}"] = speaker
        return speaker

    async def official(self, name: str, role: str, unit: str = "", **more: Any) -> Speaker:
        """Somebody with powers, enrolled already."""
        speaker = self.resident(name, channel=more.pop("channel", self.mix.officials))

        def work(tx: Transaction) -> None:
            person = people.create(
                tx, channel=speaker.channel, sender=speaker.sender, chat=speaker.chat, name=name,
                language=more.pop("language", "vi"), now=self.now,
            )  # fmt: skip
            people.change(tx, person.id, greeted_at=self.now)
            officials.enrol(
                tx, person_id=person.id, role=role, unit_id=unit, name=name,
                speaks_khmer=more.get("speaks_khmer", False), enrolled_by=None, now=self.now,
            )  # fmt: skip

        await self.database.transact(work)
        return speaker

    def passes(self, **time: float) -> None:
        """Let time go by: `passes(days=3)`."""
        self.now += timedelta(**time)

    async def take(self, incoming: Incoming) -> None:
        """Run one update's turn, then deliver what is due."""
        await self.hear(incoming)
        await self.deliver()

    async def together(self, *updates: Incoming) -> None:
        """Run several updates before anything is delivered, as a burst arrives."""
        for update in updates:
            await self.hear(update)
        await self.deliver()

    async def hear(self, incoming: Incoming) -> None:
        """Run one update's turn."""

        def work(tx: Transaction) -> None:
            take(tx, incoming, now=self.now, commune=self.commune, book=self.book)

        def rescue(tx: Transaction, error: Exception) -> None:
            if self.fails:
                raise error
            apologise(tx, incoming, error, now=self.now, commune=self.commune)

        await self.database.transact(work, rescue=rescue)

    async def run_held(self) -> None:
        """Run what was put aside, as far as the minute allows, then deliver."""

        def work(tx: Transaction) -> None:
            for sender in deferred_updates.senders(tx, 50):
                while take_held(tx, *sender, now=self.now, commune=self.commune, book=self.book):
                    continue

        await self.database.transact(work)
        await self.deliver()

    async def run(self, sql: str) -> None:
        """Change the database behind everybody's back."""
        from sqlalchemy import text

        await self.database.transact(lambda tx: tx.core.execute(text(sql)))

    async def deliver(self, *, ahead: timedelta = timedelta(seconds=10)) -> None:
        """Bring what waits to the screens, also what waits a few seconds more."""
        until = self.now + ahead

        def work(tx: Transaction) -> None:
            for channel in self.commune.channels:
                for row in outbox.due(tx, channel, until, 1000):
                    error = self.refuses.get((channel, row.chat))
                    if error is None:
                        self._deliver(tx, row)
                    else:
                        verdict = judge(
                            row, error, self.now, self.commune.channels,
                            self.commune.budgets.get(channel),
                        )  # fmt: skip
                        if verdict.record is not None:
                            verdict.record(tx)

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
                self._tell(f"→ {speaker.name}", seen)
        elif row.operation == "edit" or (row.operation == "delete" and can.deletes):
            for speaker in speakers:
                for seen in speaker.screen:
                    if seen.message == target and row.operation == "delete":
                        seen.deleted = True
                        self.story.append(f"✗ {speaker.name}: ({seen.text[:40]})")
                    elif seen.message == target and row.message is not None:
                        seen.text = plain(row.message.text)
                        seen.choices = [c for line in row.message.choices for c in line]
                        self._tell(f"↻ {speaker.name}", seen)
        outbox_states.mark_sent(tx, [outbox_states.Sent(row.id, given, self.now)])

    def _tell(self, who: str, seen: Seen) -> None:
        text = seen.text.replace("\n", "\n    ")
        file = seen.row.message.file if seen.row.message else None
        self.story.append(f"{who}: {f'[{file.kind}] ' if file else ''}{text}".rstrip())
        if seen.choices and not is_list(seen.row.channel, seen.row.message):
            self.story.append("    " + " ".join(f"[{choice.label}]" for choice in seen.choices))

    def notifier(self, tx: Transaction) -> Notifier:
        """Who speaks in a job, now."""
        return Notifier(tx, self.now, self.commune)

    def key(self) -> str:
        """A new update key."""
        self._keys += 1
        return str(self._keys)

    def message(self) -> str:
        """A new message id."""
        self._messages += 1
        return str(self._messages)

    async def rows(self, sql: str) -> list[Any]:
        """Rows of a query, for what no screen shows."""
        from sqlalchemy import text

        return await self.database.read(lambda tx: list(tx.core.execute(text(sql))))

    async def tables_with(self, words: str) -> list[str]:
        """The tables in which these words stand, once for each row."""
        found = []
        for table in metadata.tables:
            rows = await self.rows(f"SELECT * FROM {table}")
            found += [table for row in rows if words in repr(tuple(row))]
        return found


@dataclass
class Speaker:
    """One person in one chat."""

    house: House
    name: str
    sender: str
    chat: str
    language_hint: str = ""
    private: bool = True
    channel: str = "telegram"
    screen: list[Seen] = field(default_factory=list)
    _read: int = 0

    async def says(self, text: str, **more: Any) -> Incoming:
        """Types and sends; returns the update."""
        self.house.story.append(f"\n{self.name}: {text}")
        return await self._send(Kind.TEXT, text=text, **more)

    async def sends(self, kind: str = "photo", caption: str = "", **more: Any) -> Incoming:
        """Sends a file: photo, voice, video or document."""
        self.house.story.append(f"\n{self.name}: [{kind}] {caption}".rstrip())
        file = IncomingFile(FileKind(kind), ref=f"ref{self.house.key()}", name="", size=1000)
        return await self._send(Kind.FILE, text=caption, files=(file,), **more)

    async def pins(self, latitude: float, longitude: float) -> Incoming:
        """Sends a place on the map."""
        self.house.story.append(f"\n{self.name}: [pin] {latitude}, {longitude}")
        return await self._send(Kind.PLACE, place=Point(latitude, longitude))

    async def edits(self, before: Incoming, text: str) -> Incoming:
        """Changes a message sent before."""
        self.house.story.append(f"\n{self.name} ✎ {text}")
        return await self._take(replace(before, key=self.house.key(), kind=Kind.EDIT, text=text))

    async def replies(self, to: Seen, text: str, **more: Any) -> Incoming:
        """Quotes a message of the screen."""
        if self.channel != TELEGRAM:
            # Nothing can be quoted there: the code says which case is meant.
            code = re.search(r"K[0-9A-Z]{2}-[0-9A-Z]{4}", to.text)
            return await self.says(f"/traloi {code[0] if code else ''} {text}", **more)
        self.house.story.append(f"\n{self.name} ↩ {text}")
        return await self._send(Kind.TEXT, text=text, reply_to=to.message, **more)

    async def taps(self, label: str, *, on: Seen | None = None) -> Incoming:
        """Presses the newest button whose label holds `label`."""
        for seen in [on] if on else reversed(self.screen):
            for choice in seen.choices:
                if label in choice.label and choice.data and not seen.deleted:
                    if is_list(self.channel, seen.row.message):
                        lists = [
                            one for one in self.screen if is_list(self.channel, one.row.message)
                        ]
                        if lists[-1] is not seen:
                            return await self.says(choice.label)
                        return await self.says(number_of(choice.label, seen.text))
                    self.house.story.append(f"\n{self.name} ▸ [{choice.label}]")
                    return await self._send(Kind.TAP, tap=choice.data, message=seen.message)
        shown = [choice.label for seen in self.screen for choice in seen.choices]
        raise AssertionError(f"{self.name} has no button {label!r}; buttons: {shown}")

    async def presses(self, data: str) -> Incoming:
        """Sends a button's data, whatever is on the screen: an old button, or a forged one."""
        if self.channel != TELEGRAM and data.startswith("lang:"):
            return await self.says(f"/language {data.removeprefix('lang:')}")
        self.house.story.append(f"\n{self.name} ▸ ({data})")
        return await self._send(Kind.TAP, tap=data, message="1")

    def sees(self, *parts: str) -> Seen:
        """The newest message that holds all `parts`, among those since the last own act."""
        for seen in reversed(self.screen[self._read :]):
            if not seen.deleted and all(part in seen.text for part in parts):
                return seen
        raise AssertionError(f"{self.name} does not see {parts}; new: {self.new_texts()}")

    def sees_not(self, part: str) -> None:
        """No message on the whole screen holds `part`."""
        for seen in self.screen:
            if part in seen.text:
                raise AssertionError(f"{self.name} sees {part!r} in {seen.text!r}")

    def new_texts(self) -> list[str]:
        """What came since the last own act."""
        return [seen.text for seen in self.screen[self._read :] if not seen.deleted]

    @property
    def last(self) -> Seen:
        """The newest message."""
        return self.screen[-1]

    def update(self, text: str) -> Incoming:
        """A typed message that is on its way."""
        self._read = len(self.screen)
        return self._incoming(Kind.TEXT, text=text)

    def photo(self, **more: Any) -> Incoming:
        """A photo that is on its way."""
        self._read = len(self.screen)
        file = IncomingFile(FileKind.PHOTO, ref=f"ref{self.house.key()}", name="", size=1000)
        return self._incoming(Kind.FILE, files=(file,), **more)

    async def _send(self, kind: Kind, **more: Any) -> Incoming:
        return await self._take(self._incoming(kind, **more))

    def _incoming(self, kind: Kind, at: datetime | None = None, **more: Any) -> Incoming:
        message = more.pop("message", "") or self.house.message()
        return Incoming(
            channel=self.channel, key=self.house.key(), chat=self.chat, sender=self.sender,
            kind=kind, at=at or self.house.now, message=message, sender_name=self.name,
            language_hint=self.language_hint, private=self.private,
            tap_id="tap" if kind is Kind.TAP else "", **more,
        )  # fmt: skip

    async def _take(self, incoming: Incoming) -> Incoming:
        self._read = len(self.screen)
        await self.house.take(incoming)
        return incoming


def plain(html: str) -> str:
    """A text as it is read."""
    return unescape(re.sub(r"</?(?:b|i|code)>", "", html))
