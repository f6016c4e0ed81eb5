"""Converts a message to an outbox row's JSON and back; its words are stored apart."""

from __future__ import annotations

from typing import Any

from domain.messages.message import Choice, FileKind, Outgoing, OutgoingFile


def pack(message: Outgoing | None, menu: tuple[tuple[str, str], ...]) -> dict[str, Any] | None:
    """The JSON of a row; None if the message is only text."""
    packed: dict[str, Any] = {}
    if menu:
        packed["menu"] = menu
    if message is not None:
        if message.choices:
            packed["choices"] = [
                [[choice.label, choice.data, choice.url] for choice in row]
                for row in message.choices
            ]
        if message.file:
            file = message.file
            packed["file"] = [file.kind.value, file.name, file.ref, file.path, file.id]
        if message.reply_to:
            packed["reply_to"] = message.reply_to
        if message.how:
            packed["how"] = message.how
    return packed or None


def without_service_ids(content: dict[str, Any], *, same_channel: bool) -> dict[str, Any]:
    """A row's JSON for another chat: without the message that it quotes.

    On another channel also without the service's id of the file, which only its own service knows.
    """
    kept = {name: part for name, part in content.items() if name != "reply_to"}
    if not same_channel and kept.get("file"):
        kind, name, _ref, *ours = kept["file"]
        kept["file"] = [kind, name, "", *ours]
    return kept


def unpack(content: dict[str, Any], words: str) -> Outgoing:
    """The message, from a row's JSON and its words."""
    file = content.get("file")
    return Outgoing(
        text=words,
        choices=tuple(
            tuple(Choice(*choice) for choice in choices) for choices in content.get("choices", ())
        ),
        file=OutgoingFile(FileKind(file[0]), *file[1:]) if file else None,
        reply_to=content.get("reply_to", ""),
        how=content.get("how", ""),
    )
