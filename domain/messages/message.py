"""What a person sent and what is said back, whatever service carries it.

All ids are text: they mean something only together with the channel's name. Moments are aware
datetimes in UTC. Text is Unicode NFC; channels normalise it once, on the way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Kind(StrEnum):
    """What one update is about."""

    TEXT = "text"
    TAP = "tap"
    FILE = "file"
    PLACE = "place"
    PHONE = "phone"
    EDIT = "edit"
    OTHER = "other"
    """A message of a kind we cannot use: a sticker, a poll, something newer than this code."""
    STOPPED = "stopped"
    """The person blocked the bot, or the bot was put out of a group."""
    STARTED = "started"
    """The person unblocked the bot, or the bot was put into a group."""
    MOVED = "moved"
    """A group got a new id (Telegram: it became a supergroup); `Incoming.moved_to` is the new one."""


class FileKind(StrEnum):
    """How a file was sent, which decides how it is sent on."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that the service keeps for us; `ref` fetches it or sends it on, on the same channel."""

    kind: FileKind
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0
    """Bytes; 0 when the service does not say."""


@dataclass(frozen=True, slots=True)
class Point:
    """A pin on the map, WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update from one person, in the words of no particular service."""

    channel: str
    key: str
    """Unique within the channel: the same update delivered again has the same key."""
    chat: str
    sender: str
    kind: Kind
    at: datetime
    """When the service says it was sent, UTC."""
    text: str = ""
    """The words, or the caption of a file. NFC."""
    message: str = ""
    """The service's id of this message; of a tap, of the message that carries the button."""
    reply_to: str = ""
    """The service's id of the message this one quotes."""
    tap: str = ""
    """The tapped choice's `data`."""
    tap_id: str = ""
    """What acknowledges the tap to the service."""
    files: tuple[IncomingFile, ...] = ()
    place: Point | None = None
    phone: str = ""
    """A telephone number shared by its own owner with the service's button."""
    album: str = ""
    """Messages sent together as one album share this id."""
    sender_name: str = ""
    language_hint: str = ""
    """The language of the person's app, a two-letter code; a weak signal."""
    private: bool = True
    """False in a group."""
    anonymous: bool = False
    """True when a group's admin hides behind the group: nobody knows who speaks."""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press, or to pick by its number or label where nothing can be pressed."""

    label: str
    data: str = ""
    """What comes back as `Incoming.tap`; at most 64 bytes of UTF-8."""
    url: str = ""
    """A link to open instead of something that comes back."""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send: by the service's own `ref` when it came over the same channel, else from `path`."""

    kind: FileKind
    name: str
    ref: str = ""
    path: str = ""
    """Below the data directory."""
    id: int = 0
    """Ours, of what somebody sent: our copy may come only later, and is found by it."""


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
    """Plain words, for the hearer, that stand above `choices` where they are a list to type from."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as data. Lengths are UTF-16 code units of the visible text."""

    text_limit: int
    caption_limit: int
    markup: bool = False
    buttons: bool = False
    edits: bool = False
    deletes: bool = False
    """Whether the bot can delete its own messages and, in a private chat, the person's."""
    most_buttons: int = 0
    """Buttons of one message, more choices are a list; 0: as many as there are."""
    files: bool = True
    """Whether a file of ours reaches people; else only a photo or voice that the service has itself."""
    endings: tuple[str, ...] = ()
    """What the name of a file that is no photo must end with; empty: with anything."""
    deep_link: str = ""
    """A format with `{payload}`, empty where the service has none; `{bot}` is the bot's name."""

    def carries(self, file: OutgoingFile) -> bool:
        """Whether this file reaches people here."""
        if not self.files:
            return bool(file.ref) and file.kind in (FileKind.PHOTO, FileKind.VOICE)
        if file.kind is FileKind.PHOTO or not self.endings:
            return True
        return file.name.lower().endswith(self.endings)

    def lists(self, choices: Sequence[Sequence[object]]) -> bool:
        """Whether these rows of choices are shown as a numbered list to type from."""
        number = sum(map(len, choices))
        return number > 0 and (not self.buttons or 0 < self.most_buttons < number)
