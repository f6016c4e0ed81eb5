"""Formatted text: Telegram's HTML into entities, and what Telegram finds in a person's text.

Offsets and lengths are UTF-16 code units (core.telegram.org/bots/api#messageentity).
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sandbox.errors import bad_request

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}  # fmt: skip
_TOKEN = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);|.", re.DOTALL
)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""")
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<url>https?://[^\s<>]+)"
    r"|(?P<mention>(?<!\w)@\w{5,32})|(?P<phone_number>\+\d{9,14}\b)|(?P<hashtag>(?<!\w)#\w+)"
)


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """(the text, its entities). Raises what Telegram answers for HTML that does not parse."""
    out: list[str] = []
    open_tags: list[tuple[str, int, dict[str, Any]]] = []
    entities: list[dict[str, Any]] = []
    at = 0
    for match in _TOKEN.finditer(source):
        piece = match[0]
        offset = len(source[: match.start()].encode())
        if match[2]:
            name = match[2].lower()
            if match[1]:
                _close(name, open_tags, entities, at, offset)
            else:
                open_tags.append((name, at, _entity(name, match[3], offset)))
            continue
        if piece == "<":
            raise bad_request(
                f'can\'t parse entities: Unsupported start tag "" at byte offset {offset}'
            )
        text = unescape(piece) if match[4] else piece
        out.append(text)
        at += units(text)
    if open_tags:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\""
        )
    return "".join(out), sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _entity(name: str, attributes: str, offset: int) -> dict[str, Any]:
    kind = _TAGS.get(name)
    if kind is None:
        raise bad_request(
            f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {offset}'
        )
    if kind == "text_link":
        href = _HREF.search(attributes)
        return {"type": kind, "url": unescape(href[1])} if href else {}
    return {"type": kind}


def _close(
    name: str,
    open_tags: list[tuple[str, int, dict[str, Any]]],
    entities: list[dict[str, Any]],
    at: int,
    offset: int,
) -> None:
    if not open_tags:
        raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {offset}")
    opened, start, entity = open_tags.pop()
    if opened != name:
        raise bad_request(
            f"can't parse entities: Unmatched end tag at byte offset {offset}, expected "
            f'"</{opened}>", found "</{name}>"'
        )
    if entity and at > start:
        entities.append({"offset": start, "length": at - start, **entity})


def find(text: str) -> list[dict[str, Any]]:
    """What Telegram marks in a text that a person typed."""
    return [
        {
            "type": str(match.lastgroup), "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]  # fmt: skip
