"""Splits a long HTML text into parts that fit a channel, cut where a reader would pause.

Lengths are UTF-16 code units of the visible text, as Telegram counts
(core.telegram.org/bots/api#sendmessage: 4096 after entities are parsed).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape
from itertools import accumulate
from typing import NamedTuple

from domain.messages.graphemes import clusters

_REFERENCE = r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);"
_TAG = re.compile(r"<(/?)(b|i|code)>")
_LETTER = re.compile(f"{_REFERENCE}|.", re.DOTALL)
_WHOLE = re.compile(
    r"https?://\S+"
    r"|[+]?\d(?:[ .\-]?\d){7,14}"  # a telephone number
    r"|\b[KPY][0-9A-Z]{2}[ \-][0-9A-Z]{4}\b"  # a tracking code
)
_SENTENCE_ENDS = ".!?…។៕"
_CLOSING = "\"'”’»)]"


class _Letter(NamedTuple):
    """One code point, its HTML source, and the tags around it."""

    seen: str
    source: str
    tags: tuple[tuple[str, int], ...]
    """Name and position of each opening tag, the outermost first."""


def visible(html: str) -> str:
    """The visible text: without tags, with character references resolved."""
    return unescape(_TAG.sub("", html))


def length(html: str) -> int:
    """UTF-16 code units of the visible text."""
    return len(visible(html).encode("utf-16-le", "surrogatepass")) // 2


def split(html: str, limit: int) -> list[str]:
    """Split HTML into parts of at most `limit` units.

    It cuts after a paragraph, else after a line, a sentence or a word. It never cuts inside a tag pair,
    a link, a telephone number, a code, a character reference or a composed character, unless one of
    these alone is longer than a part. Only the blanks at a cut are lost. A tag pair that must be cut is
    closed and opened again.
    """
    # No letter takes more than two units, so a short text need not be counted.
    if 2 * len(html) <= limit or length(html) <= limit:
        return [html]
    letters = _read(html)
    tied, sentences = _tied(letters, limit), _after_sentences(letters)
    used = [0, *accumulate(_units(letter.seen) for letter in letters)]
    parts: list[str] = []
    begin = 0
    while begin < len(letters):
        end = _furthest(used, begin, limit)
        if end < len(letters):
            end = _best_cut(letters, tied, sentences, begin, end)
        part = _write(letters[begin:end])
        if part:
            parts.append(part)
        begin = end
    return parts


def _read(html: str) -> list[_Letter]:
    letters: list[_Letter] = []
    tags: list[tuple[str, int]] = []
    at = 0
    for match in [*_TAG.finditer(html), None]:
        until = match.start() if match else len(html)
        inside = tuple(tags)
        for found in _LETTER.finditer(html, at, until):
            source = found[0]
            if len(source) == 1:
                letters.append(_Letter(source, source, inside))
                continue
            for place, seen in enumerate(unescape(source)):
                letters.append(_Letter(seen, source if place == 0 else "", inside))
        if match is None:
            break
        at = match.end()
        if not match[1]:
            tags.append((match[2], at))
        elif tags:
            tags.pop()
    return letters


def _tied(letters: list[_Letter], limit: int) -> list[int]:
    """How bad a cut before each letter is: 0 fine, 1 in a number or tag, 2 in a character."""
    text = "".join(letter.seen for letter in letters)
    tied = [0] * (len(letters) + 1)
    whole = [match.span() for match in _WHOLE.finditer(text)]
    for firmness, spans in ((1, [*whole, *_pairs(letters)]), (2, clusters(text))):
        for begin, end in spans:
            if end - begin > 1 and sum(map(_units, text[begin:end])) <= limit:
                tied[begin + 1 : end] = [firmness] * (end - begin - 1)
    return tied


def _pairs(letters: list[_Letter]) -> list[tuple[int, int]]:
    """Where each pair of tags begins and ends."""
    spans: dict[tuple[str, int], tuple[int, int]] = {}
    for at, letter in enumerate(letters):
        for tag in letter.tags:
            spans[tag] = (spans.get(tag, (at, at))[0], at + 1)
    return list(spans.values())


def _furthest(used: list[int], begin: int, limit: int) -> int:
    """The last place up to which the letters from `begin` fit; `used` are units before each place."""
    return max(bisect_right(used, used[begin] + limit) - 1, begin + 1)


def _best_cut(
    letters: list[_Letter], tied: list[int], sentences: list[bool], begin: int, end: int
) -> int:
    """The last good pause in the later half, else the last blank, else any allowed place."""
    half = begin + (end - begin) // 2
    places = range(end, begin, -1)
    free = [at for at in places if not tied[at]] or [at for at in places if tied[at] < 2]

    def after_sentence(letters: list[_Letter], at: int) -> bool:
        return sentences[at] and _after_word(letters, at)

    for is_pause in (_after_paragraph, _after_line, after_sentence, _after_word):
        for at in free:
            if at > half and is_pause(letters, at):
                return at
    for at in free:
        if _after_word(letters, at):
            return at
    return free[0] if free else end


def _after_paragraph(letters: list[_Letter], at: int) -> bool:
    return letters[at - 1].seen == "\n" and at > 1 and letters[at - 2].seen == "\n"


def _after_line(letters: list[_Letter], at: int) -> bool:
    return "\n" in (letters[at - 1].seen, letters[at].seen)


def _after_sentences(letters: list[_Letter]) -> list[bool]:
    """Whether before each place a sentence ends, with nothing but blanks and closing signs after it."""
    after = [False]
    for letter in letters:
        passes = letter.seen.isspace() or letter.seen in _CLOSING
        after.append(after[-1] if passes else letter.seen in _SENTENCE_ENDS)
    return after


def _after_word(letters: list[_Letter], at: int) -> bool:
    return letters[at - 1].seen.isspace() or letters[at].seen.isspace()


def _write(letters: list[_Letter]) -> str:
    """The letters as HTML, without blanks at either end."""
    begin, end = 0, len(letters)
    while begin < end and letters[begin].seen.isspace():
        begin += 1
    while begin < end and letters[end - 1].seen.isspace():
        end -= 1
    html: list[str] = []
    open_tags: tuple[tuple[str, int], ...] = ()
    for letter in [*letters[begin:end], _Letter("", "", ())]:
        if letter.tags == open_tags:
            html.append(letter.source)
            continue
        shared = 0
        while open_tags[: shared + 1] == letter.tags[: shared + 1] and shared < len(letter.tags):
            shared += 1
        html += [f"</{name}>" for name, _place in reversed(open_tags[shared:])]
        html += [f"<{name}>" for name, _place in letter.tags[shared:]]
        html.append(letter.source)
        open_tags = letter.tags
    return "".join(html)


def _units(letter: str) -> int:
    return 2 if letter > "\uffff" else 1
