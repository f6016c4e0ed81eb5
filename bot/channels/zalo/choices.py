"""Turns text and choices into what Zalo accepts: plain text, and numbers to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.messages.graphemes import clusters
from domain.messages.message_parts import split, visible
from domain.reading.normalise import nfc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.messages.message import Choice


def plain_parts(html: str, limit: int) -> list[str]:
    """The HTML as plain texts of at most `limit` UTF-16 units each; one empty text for no text."""
    return [nfc(visible(part)).strip() for part in split(html, limit)] or [""]


def with_numbers(text: str, choices: Sequence[Choice], how: str, limit: int) -> list[str]:
    """The text, then `how` to answer and a line for each choice.

    Returns one message, or several of at most `limit` UTF-16 units each; no choice is left out.
    """
    listed = f"{nfc(how)}\n{numbered(choices)}".strip()
    lines = [cut(line, limit) for line in listed.split("\n")]
    together = "\n".join((text, "", *lines))
    if length_of(together) <= limit:
        return [together]
    lists = [lines[0]]
    for line in lines[1:]:
        if length_of(lists[-1]) + 1 + length_of(line) <= limit:
            lists[-1] += f"\n{line}"
        else:
            lists.append(line)
    return [text, *lists]


def numbered(choices: Sequence[Choice]) -> str:
    """A line for each choice with the number to type for it.

    A label that already begins with its number keeps it. A link is written out, without a number.
    """
    lines = []
    number = 0
    for choice in choices:
        if choice.url:
            lines.append(f"{choice.label}: {choice.url}")
            continue
        number += 1
        own = choice.label == str(number) or choice.label.startswith(f"{number}. ")
        lines.append(choice.label if own else f"{number}. {choice.label}")
    return nfc("\n".join(lines))


def cut(text: str, limit: int) -> str:
    """The text cut to at most `limit` UTF-16 units, never inside a visible character."""
    text = nfc(text)
    if length_of(text) <= limit:
        return text
    kept, used = 0, 0
    for begin, end in clusters(text):
        used += length_of(text[begin:end])
        if used > limit - 1:
            break
        kept = end
    return text[:kept].rstrip() + "…"


def length_of(text: str) -> int:
    """The length of a plain text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
