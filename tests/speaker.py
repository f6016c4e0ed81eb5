"""A person in a test who writes, presses and sees: a resident or an official, in one chat."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING, Any

from domain.messages.message import FileKind, Incoming, IncomingFile, Kind, Point
from locales import LANGUAGES, _, translate
from tests.mixes import TELEGRAM, is_list, number_of
from tests.story import Line, Mark

if TYPE_CHECKING:
    from datetime import datetime

    from actions.taps import Tap
    from domain.messages.message import Choice
    from storage.messages.outbox_row import OutboxRow
    from tests.house import House
    from tests.story import Rows


@dataclass
class Seen:
    """One message on a person's screen."""

    row: OutboxRow
    message: str
    text: str
    """The text without markup."""
    choices: list[Choice]
    deleted: bool = False


@dataclass
class Speaker:
    """One person in one chat."""

    house: House
    name: str
    sender: str
    chat: str
    language_hint: str = ""
    private: bool = True
    channel: str = TELEGRAM
    role: str = "resident"
    """The role in plain English, for the readers of transcripts."""
    screen: list[Seen] = field(default_factory=list)
    _read: int = 0

    @property
    def shown_as(self) -> str:
        """The name in a transcript, which differs between a group and the private chat."""
        return self.name if self.private else f"{self.name} (group)"

    def add_line(self, mark: Mark, text: str, rows: Rows = ()) -> None:
        """Add a line to the story."""
        self.house.story.append(Line(self.house.now, self, mark, text, rows))

    async def says(self, text: str, **more: Any) -> Incoming:
        """Send a text. Return the update."""
        self.add_line(Mark.WRITES, text)
        return await self._send(Kind.TEXT, text=text, **more)

    async def sends(self, kind: str = "photo", caption: str = "", **more: Any) -> Incoming:
        """Send a file: photo, voice, video or document; `name` is the file's, `ref` its id."""
        self.add_line(Mark.WRITES, f"[{kind}] {caption}")
        name, ref = more.pop("name", ""), more.pop("ref", "") or f"ref{self.house.key()}"
        file = IncomingFile(FileKind(kind), ref=ref, name=name, size=1000)
        return await self._send(Kind.FILE, text=caption, files=(file,), **more)

    async def pins(self, latitude: float, longitude: float) -> Incoming:
        """Send a location."""
        self.add_line(Mark.WRITES, f"[pin] {latitude}, {longitude}")
        return await self._send(Kind.PLACE, place=Point(latitude, longitude))

    async def edits(self, before: Incoming, text: str) -> Incoming:
        """Edit an earlier message."""
        self.add_line(Mark.EDITS, text)
        return await self._take(replace(before, key=self.house.key(), kind=Kind.EDIT, text=text))

    async def replies(self, to: Seen, text: str, **more: Any) -> Incoming:
        """Reply to a message on the screen, with a quote."""
        if self.channel != TELEGRAM:
            # This channel has no quotes, so the code names the case.
            code = re.search(r"K[0-9A-Z]{2}-[0-9A-Z]{4}", to.text)
            return await self.says(f"/traloi {code[0] if code else ''} {text}", **more)
        self.add_line(Mark.REPLIES, text)
        return await self._send(Kind.TEXT, text=text, reply_to=to.message, **more)

    async def taps(self, label: str, *, on: Seen | None = None) -> Incoming:
        """Press the newest button whose label contains `label`."""
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
                    self.add_line(Mark.PRESSES, choice.label)
                    return await self._send(Kind.TAP, tap=choice.data, message=seen.message)
        shown = [choice.label for seen in self.screen for choice in seen.choices]
        raise AssertionError(f"{self.name} has no button {label!r}; buttons: {shown}")

    async def picks(self, english: str) -> Incoming:
        """Press the newest button with this English text, in the language of the person's app."""
        return await self.taps(translate(_(english), self.language_hint or LANGUAGES[0]))

    async def presses(self, tap: Tap | str) -> Incoming:
        """Send a tap with any data, such as that of an old or a forged button."""
        data = tap if isinstance(tap, str) else tap.data
        if self.channel != TELEGRAM and data.startswith("lang:"):
            return await self.says(f"/language {data.removeprefix('lang:')}")
        label = self._label_of(data)
        self.add_line(Mark.PRESSES if label else Mark.PRESSES_UNSEEN, label or data)
        return await self._send(Kind.TAP, tap=data, message="1")

    def sees(self, *parts: str) -> Seen:
        """Return the newest message since the person's last act that contains all `parts`."""
        for seen in reversed(self.screen[self._read :]):
            if not seen.deleted and all(part in seen.text for part in parts):
                return seen
        raise AssertionError(f"{self.name} does not see {parts}; new: {self.new_texts()}")

    def sees_not(self, part: str) -> None:
        """Assert that no message on the screen contains `part`."""
        for seen in self.screen:
            if part in seen.text:
                raise AssertionError(f"{self.name} sees {part!r} in {seen.text!r}")

    def new_texts(self) -> list[str]:
        """Return the texts since the person's last act."""
        return [seen.text for seen in self.screen[self._read :] if not seen.deleted]

    @property
    def last(self) -> Seen:
        """Return the newest message."""
        return self.screen[-1]

    def update(self, text: str) -> Incoming:
        """Return the update of a typed message, without running it."""
        self._read = len(self.screen)
        return self._incoming(Kind.TEXT, text=text)

    def photo(self, **more: Any) -> Incoming:
        """Return the update of a photo, without running it."""
        self._read = len(self.screen)
        file = IncomingFile(FileKind.PHOTO, ref=f"ref{self.house.key()}", name="", size=1000)
        return self._incoming(Kind.FILE, files=(file,), **more)

    def _label_of(self, data: str) -> str:
        """The label of the newest button with this data; "" if no message has it."""
        for seen in reversed(self.screen):
            for choice in seen.choices:
                if choice.data == data and not seen.deleted:
                    return choice.label
        return ""

    async def _send(self, kind: Kind, **more: Any) -> Incoming:
        return await self._take(self._incoming(kind, **more))

    def _incoming(self, kind: Kind, at: datetime | None = None, **more: Any) -> Incoming:
        message = more.pop("message", "") or self.house.message()
        return Incoming(
            channel=self.channel,
            key=self.house.key(),
            chat=self.chat,
            sender=self.sender,
            kind=kind,
            at=at or self.house.now,
            message=message,
            sender_name=self.name,
            language_hint=self.language_hint,
            private=self.private,
            tap_id="tap" if kind is Kind.TAP else "",
            **more,
        )

    async def _take(self, incoming: Incoming) -> Incoming:
        self._read = len(self.screen)
        await self.house.take(incoming)
        return incoming


def plain(html: str) -> str:
    """Return an HTML text as it is read."""
    return unescape(re.sub(r"</?(?:b|i|code)>", "", html))
