"""A long text in parts that fit a channel, cut where a reader would pause.

Lengths are UTF-16 code units of the visible text, as Telegram counts
(core.telegram.org/bots/api#sendmessage: 4096 after entities are parsed).
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

_PIECE = re.compile(
    r"<(b|i|code)>.*?</\1>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|https?://[^\s<&]+(?:&amp;[^\s<&]+)*|"
    r"\+?\d[\d .\-]{6,}\d|.",
    re.DOTALL,
)
_SENTENCE_END = ".!?…។\n"
_JOINERS = "\u200d\ufe0f\u17d2"


def visible(html: str) -> str:
    """The text as it is read: without tags, references resolved."""
    return unescape(re.sub(r"</?(?:b|i|code)>", "", html))


def length(html: str) -> int:
    """UTF-16 code units of the visible text."""
    return sum(2 if ord(letter) > 0xFFFF else 1 for letter in visible(html))


def split(html: str, limit: int) -> list[str]:
    """Parts of at most `limit`; cut after a paragraph, else a sentence, else a word, never inside
    a tag pair, a link, a telephone number, a character reference or a composed character.

    Only the blanks at a cut are lost. A single piece longer than the limit is cut as plain text.
    """
    if length(html) <= limit:
        return [html]
    parts: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _pieces(html, limit):
        size = length(piece)
        if used + size > limit:
            cut = _best_cut(line)
            parts.append("".join(line[:cut]).strip())
            line = line[cut:]
            while line and line[0].isspace():
                line.pop(0)
            used = sum(length(one) for one in line)
        line.append(piece)
        used += size
    parts.append("".join(line).strip())
    return [part for part in parts if part]


def _pieces(html: str, limit: int) -> list[str]:
    """What must not be cut, in order."""
    pieces: list[str] = []
    for match in _PIECE.finditer(html):
        piece = match[0]
        if length(piece) > limit:
            tag = match[1]
            inner = re.sub(r"</?(?:b|i|code)>", "", piece)
            pieces.extend(f"<{tag}>{one}</{tag}>" if tag else one for one in _single(inner))
        elif (
            pieces and _belongs(pieces[-1], piece) and length(pieces[-1]) + length(piece) <= limit
        ):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _single(text: str) -> list[str]:
    return re.findall(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", text, re.DOTALL)


def _belongs(before: str, piece: str) -> bool:
    """Whether a character only continues the one before: a combining mark, a joined emoji."""
    if len(piece) != 1:
        return False
    return (
        unicodedata.category(piece) in ("Mn", "Mc", "Me")
        or piece in _JOINERS
        or before[-1] in "\u200d\u17d2"
        or 0x1F3FB <= ord(piece) <= 0x1F3FF
    )


def _best_cut(line: list[str]) -> int:
    """After which piece to cut: the last paragraph, sentence or word in the later half."""
    half = len(line) // 2
    for is_pause in (_ends_paragraph, _ends_sentence, _ends_word):
        for at in range(len(line), half, -1):
            if is_pause(line, at):
                return at
    return max(len(line), 1)


def _ends_paragraph(line: list[str], at: int) -> bool:
    return line[at - 1] == "\n" and at < len(line)


def _ends_sentence(line: list[str], at: int) -> bool:
    return line[at - 1][-1] in _SENTENCE_END and (at == len(line) or line[at].isspace())


def _ends_word(line: list[str], at: int) -> bool:
    return line[at - 1].isspace() or (at < len(line) and line[at].isspace())
