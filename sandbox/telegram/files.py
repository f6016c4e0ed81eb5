"""Files that were sent, and their fields in a message."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

VIDEO = (640, 480)


@dataclass(frozen=True, slots=True)
class File:
    """A file, with the id that sends it again."""

    id: str
    unique: str
    name: str
    mime: str
    content: bytes
    path: str
    """Below `/file/bot<token>/`."""


def as_sent(kind: str, file: File) -> dict[str, Any]:
    """Return the file as a field of a message: core.telegram.org/bots/api#available-types"""
    base: dict[str, Any] = {
        "file_id": file.id,
        "file_unique_id": file.unique,
        "file_size": len(file.content),
    }
    if kind == "photo":
        width, height = _size(file.content)
        scale = 90 / max(width, height, 90)
        small = {
            **base,
            "file_unique_id": f"{file.unique}s",
            "width": max(1, int(width * scale)),
            "height": max(1, int(height * scale)),
        }
        return {"photo": [small, {**base, "width": width, "height": height}]}
    if kind == "sticker":
        more = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "🙂"}
        return {kind: {**base, **more, "width": 512, "height": 512}}
    named = {"file_name": file.name, "mime_type": file.mime}
    if kind == "document":
        return {kind: {**base, **named}}
    if kind == "voice":
        return {kind: {**base, "duration": 3, "mime_type": "audio/ogg"}}
    if kind == "audio":
        return {kind: {**base, **named, "duration": 3}}
    return {kind: {**base, **named, "duration": 3, "width": VIDEO[0], "height": VIDEO[1]}}


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG picture; for other files, those of a usual photo."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return max(1, width), max(1, height)
    if content.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 < len(content) and content[at] == 0xFF:
            marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", content[at + 5 : at + 9])
                return max(1, width), max(1, height)
            at += 2 + length
    return 800, 600
