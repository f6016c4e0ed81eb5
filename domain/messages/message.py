"""Incoming and outgoing messages, the same for every service.

All ids are text: they mean something only together with the channel's name. Moments are aware
datetimes in UTC. Text is Unicode NFC. What comes in is bounded where it is made, whatever channel
makes it: no incoming message holds anything that one of the databases cannot store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from domain import outside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


LONGEST_ENDING = 4
"""Letters of a file name's ending, such as `docx`."""
_BETWEEN_WORDS = re.compile(r"[_.\-\s]+")


class Kind(StrEnum):
    """The kind of an update."""

    TEXT = "text"
    TAP = "tap"
    FILE = "file"
    PLACE = "place"
    PHONE = "phone"
    EDIT = "edit"
    OTHER = "other"
    """A message that the bot cannot use: a sticker, a poll, a newer kind of message."""
    STOPPED = "stopped"
    """The person blocked the bot, or the bot was removed from a group."""
    STARTED = "started"
    """The person unblocked the bot, or the bot was added to a group."""
    MOVED = "moved"
    """A group got a new id, `Incoming.moved_to` (on Telegram it became a supergroup)."""


class FileKind(StrEnum):
    """How a file was sent, which decides how it is forwarded."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file on the service's servers. `ref` downloads or forwards it, on the same channel."""

    kind: FileKind
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0
    """In bytes; 0 if unknown."""

    def __post_init__(self) -> None:
        """Raises ValueError for a reference that cannot be stored."""
        if len(self.ref) > outside.MOST_REF or outside.words(self.ref) != self.ref:
            raise ValueError("a file's reference that cannot be stored")
        _set(self, "name", outside.file_name(self.name))
        _set(self, "mime", outside.line(self.mime))
        _set(self, "size", outside.size(self.size))


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the map, in WGS 84 degrees; `point` makes one of what a service sent."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Raises ValueError for a point that is not on the earth."""
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):  # also of NaN
            raise ValueError("a point that is not on the earth")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update from one person, independent of the service."""

    channel: str
    key: str
    """Unique within the channel. The same update delivered again has the same key."""
    chat: str
    sender: str
    kind: Kind
    at: datetime
    """When it was sent, by the service's clock, in UTC."""
    text: str = ""
    """The text, or a file's caption, in NFC."""
    beside: str = ""
    """Words that came beside the text: quoted ones, a contact's name, a venue's name and address."""
    message: str = ""
    """The service's id of this message; for a tap, of the message with the button."""
    reply_to: str = ""
    """The service's id of the message this one quotes."""
    tap: str = ""
    """The tapped choice's `data`."""
    tap_id: str = ""
    """The service's id with which the tap is acknowledged."""
    files: tuple[IncomingFile, ...] = ()
    place: Point | None = None
    phone: str = ""
    """A telephone number that its owner shared with the service's button."""
    album: str = ""
    """Messages sent together as one album share this id."""
    sender_name: str = ""
    language_hint: str = ""
    """The language of the person's app, a two-letter code; a weak signal."""
    private: bool = True
    """False in a group."""
    anonymous: bool = False
    """True when a group's administrator writes anonymously: the sender is unknown."""
    moved_to: str = ""
    shortened: bool = False
    """Whether the text was longer than a message may be, so that its end is missing."""

    def __post_init__(self) -> None:
        """Raises ValueError for an id that cannot be stored."""
        for name in _IDS:
            if getattr(self, name):
                outside.identifier(getattr(self, name))
        if len(self.text) > outside.MOST_WORDS:
            _set(self, "shortened", True)
        for name, most in _WORDS:
            _set(self, name, outside.words(getattr(self, name), most=most))
        for name, most in _LINES:
            _set(self, name, outside.line(getattr(self, name), most=most))

    @property
    def words(self) -> str:
        """All that it says: the text or caption, words beside it, names of the files as words."""
        if not (self.files or self.beside):
            return self.text
        names = (name_as_words(one.name) for one in self.files)
        return "\n".join(filter(None, (self.text, self.beside, *names)))


_set = object.__setattr__
"""A frozen object bounds its own fields, once, while it is made."""
_IDS = ("key", "chat", "sender", "message", "reply_to", "album", "tap_id", "moved_to")
_WORDS = (("text", outside.MOST_WORDS), ("beside", outside.MOST_WORDS), ("tap", outside.MOST_ID))
_LINES = (("sender_name", outside.MOST_NAME), ("phone", 32), ("language_hint", 2))


def point(latitude: object, longitude: object) -> Point | None:
    """Return the point of two numbers or texts that a service sent; None if there is none."""
    found = outside.degrees(latitude, most=90), outside.degrees(longitude, most=180)
    return None if found[0] is None or found[1] is None else Point(found[0], found[1])


def name_as_words(name: str) -> str:
    """A file's name as people would say it: `don-to-cao.pdf` becomes `don to cao`."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem = name
    return _BETWEEN_WORDS.sub(" ", stem).strip()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, or an entry of a numbered list on channels without buttons."""

    label: str
    data: str = ""
    """Returned as `Incoming.tap`; at most 64 bytes of UTF-8."""
    url: str = ""
    """A link to open, instead of `data` that is returned."""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send: by `ref` when it came over the same channel, else from `path`."""

    kind: FileKind
    name: str
    ref: str = ""
    path: str = ""
    """Relative to the data directory."""
    id: int = 0
    """Our id of a received file. It finds our copy, which may be downloaded later."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one chat: text with choices below it, or one file with a caption.

    `text` is HTML of the small subset <b>, <i>, <code>, values already escaped; it fits the
    channel's limits (see `Capabilities`). `choices` are rows of buttons.
    """

    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    file: OutgoingFile | None = None
    reply_to: str = ""
    how: str = ""
    """How to choose, in the person's language. Shown above `choices` when they are a list."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The abilities of a channel, as data. Lengths are UTF-16 code units of the visible text."""

    text_limit: int
    caption_limit: int
    title: str = ""
    """The name of the service, as people call it."""
    markup: bool = False
    buttons: bool = False
    edits: bool = False
    deletes: bool = False
    """Whether the bot can delete its own messages and, in a private chat, the person's."""
    most_buttons: int = 0
    """The most buttons of one message. More choices become a list. 0 means no limit."""
    files: bool = True
    """Whether our files can be sent. Otherwise only photos and voices that the service has."""
    endings: tuple[str, ...] = ()
    """Allowed endings of a file's name, except for photos; empty: all."""
    deep_link: str = ""
    """The format of deep links, with `{payload}` and `{bot}` (the bot's name); empty: no links."""

    def carries(self, file: OutgoingFile) -> bool:
        """Return whether this file can be sent on this channel."""
        if not self.files:
            return bool(file.ref) and file.kind in (FileKind.PHOTO, FileKind.VOICE)
        if file.kind is FileKind.PHOTO or not self.endings:
            return True
        return file.name.lower().endswith(self.endings)

    def lists(self, choices: Sequence[Sequence[object]]) -> bool:
        """Return whether these rows of choices are shown as a numbered list."""
        number = sum(map(len, choices))
        return number > 0 and (not self.buttons or 0 < self.most_buttons < number)
