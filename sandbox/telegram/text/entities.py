"""The entities that Telegram finds in a text itself, and how it trims a text.

Offsets and lengths are UTF-16 code units (core.telegram.org/bots/api#messageentity).
"""

from __future__ import annotations

import re
from typing import Any

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<email>(?<![\w.@])[\w.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,8}\b)"
    r"|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]"
    r"|(?<![\w@./])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|me|io)\b(?:/[^\s<>\"]*)?)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<phone_number>(?<![\w+])\+\d(?:[ .-]?\d){8,13}\b)"
    r"|(?P<hashtag>(?<!\w)#(?!\d+\b)\w{1,256})"
)
_HINT = re.compile(r"[/@#+]|\.[a-z]")
_CLOSED = {"code", "pre", "text_link", "text_mention", "custom_emoji"}
"""Entities inside which Telegram looks for no others."""
_BLANK = " \n\t\r\v\f\u200b\u2060"


def units(text: str) -> int:
    """Return the number of UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def find(text: str) -> list[dict[str, Any]]:
    """Return the commands, links, mentions, telephone numbers and the like, in order."""
    if not _HINT.search(text):
        return []
    return [
        {
            "type": str(match.lastgroup),
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]


def completed(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the given entities of a text, and those that Telegram finds besides."""
    found = find(text)
    if not entities:
        return found
    closed = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities
        if one["type"] in _CLOSED
    ]
    free = [
        one
        for one in found
        if all(
            one["offset"] >= end or one["offset"] + one["length"] <= start for start, end in closed
        )
    ]
    return sorted([*entities, *free], key=lambda one: (one["offset"], -one["length"]))


def trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Return a text without blanks at the end and before the first entity, like Telegram."""
    text_left = text.rstrip(_BLANK)
    total = units(text_left)
    if total < units(text):
        entities = [
            {**one, "length": min(one["length"], total - one["offset"])}
            for one in entities
            if one["offset"] < total
        ]
    first = min((one["offset"] for one in entities), default=total)
    lead = 0
    while lead < first and text_left[lead] in " \n":
        lead += 1
    if lead:
        entities = [{**one, "offset": one["offset"] - lead} for one in entities]
    return text_left[lead:], entities
