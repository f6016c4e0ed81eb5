"""The draft of a conversation: the input that a person has not sent yet, as one record.

It is stored as JSON in the conversation's row. The whole column is personal: it is erased with the
person, and it is in the copy for the person. Each field declares besides whether it can hold a
person's words.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from storage.tables.base import declared
from storage.tables.message import MESSAGE_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

ALBUM_ID = "the service's id of an album"
OWN_ID = "an id or a number of ours"

Record = TypeVar("Record")


@dataclass(slots=True)
class Draft:
    """A draft; empty while there is no input. Opening or leaving a form begins a new one."""

    answers: dict[str, Any] = field(default_factory=dict, metadata=declared(personal=True))
    """Of the open form: step name → plain data; None for a step that was skipped."""
    messages: list[str] = field(default_factory=list, metadata=declared(impersonal=MESSAGE_ID))
    """The messages that the answers were made of."""
    album: str = field(default="", metadata=declared(impersonal=ALBUM_ID))
    """The album whose files came last: the rest of it needs no answer of its own."""
    full_album: str = field(default="", metadata=declared(impersonal=ALBUM_ID))
    """The album of which it was said that not all of it fits."""
    sealed_album: str = field(default="", metadata=declared(impersonal=ALBUM_ID))
    """The album of which a part was sealed: the rest of it belongs to that, also if it comes late."""
    paused: PausedDraft | None = field(default=None, metadata=declared(personal=True))
    """The form to go back to when the open one ends."""
    adding_to: int | None = field(default=None, metadata=declared(impersonal=OWN_ID))
    """The id of the case that the next message is added to."""
    free_text: FreeText | None = field(default=None, metadata=declared(personal=True))
    """An official's words outside any form, whose purpose is not chosen yet."""
    group_reply: GroupReply | None = field(default=None, metadata=declared(personal=True))
    """An official's reply in a unit's group, not sent yet."""

    def is_empty(self) -> bool:
        """Whether nothing is begun."""
        return not (
            self.answers
            or self.messages
            or self.album
            or self.full_album
            or self.sealed_album
            or self.paused
            or self.adding_to
            or self.free_text
            or self.group_reply
        )


@dataclass(slots=True)
class FreeText:
    """An official's words outside any form, until the official chooses their purpose."""

    words: str = field(default="", metadata=declared(personal=True))
    files: list[dict[str, Any]] = field(default_factory=list, metadata=declared(personal=True))
    """As `handlers.forms.attachments.pack_file` makes them."""


@dataclass(slots=True)
class GroupReply:
    """An official's reply in a unit's group, until the official chooses its recipient."""

    code: str = field(default="", metadata=declared(impersonal=OWN_ID))
    """The case's tracking code."""
    seen: int = field(default=0, metadata=declared(impersonal=OWN_ID))
    """The version of the case that the official saw."""
    message: str = field(default="", metadata=declared(impersonal=MESSAGE_ID))
    words: str = field(default="", metadata=declared(personal=True))
    files: list[dict[str, Any]] = field(default_factory=list, metadata=declared(personal=True))


@dataclass(slots=True)
class PausedDraft:
    """The draft of a form that another form interrupted, and where it stood."""

    form: str = field(default="", metadata=declared(impersonal=OWN_ID))
    version: int = field(default=0, metadata=declared(impersonal=OWN_ID))
    step: str = field(default="", metadata=declared(impersonal=OWN_ID))
    draft: Draft = field(default_factory=Draft, metadata=declared(personal=True))


_NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(one.name for one in fields(kind))
    for kind in (Draft, FreeText, GroupReply, PausedDraft)
}


def pack(draft: Draft) -> dict[str, Any]:
    """The draft as plain data; empty fields are left out."""
    if draft.is_empty():  # true after most turns
        return {}
    packed = {name: value for name in _NAMES[Draft] if (value := getattr(draft, name))}
    if draft.paused is not None:
        paused = draft.paused
        packed["paused"] = {
            "form": paused.form,
            "version": paused.version,
            "step": paused.step,
            "draft": pack(paused.draft),
        }
    if draft.free_text is not None:
        packed["free_text"] = asdict(draft.free_text)
    if draft.group_reply is not None:
        packed["group_reply"] = asdict(draft.group_reply)
    return packed


def unpack(packed: Mapping[str, Any]) -> Draft:
    """The draft from plain data. Fields of another release that are unknown here are ignored."""
    if not packed:
        return Draft()
    draft = _record(Draft, packed)
    if "paused" in packed:
        draft.paused = _record(PausedDraft, packed["paused"])
        draft.paused.draft = unpack(packed["paused"].get("draft", {}))
    if "free_text" in packed:
        draft.free_text = _record(FreeText, packed["free_text"])
    if "group_reply" in packed:
        draft.group_reply = _record(GroupReply, packed["group_reply"])
    return draft


def _record(kind: type[Record], packed: Mapping[str, Any]) -> Record:
    return kind(**{name: packed[name] for name in _NAMES[kind] if name in packed})
