"""Writes a story as a text for people who do not know the code, such as translators.

The text begins with a title, a summary, the meaning of the marks, and the people. Marks that do not
occur are not explained.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING

from locales import ZONE
from tests.story import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tests.speaker import Speaker
    from tests.story import Line, Rows

WIDTH = 100
INDENT = "    "
NO_BREAK = "\N{NO-BREAK SPACE}"
CHANNELS = {"telegram": "Telegram", "zalo_bot": "Zalo Bot", "zalo_oa": "Zalo Official Account"}

RANDOM = (
    (re.compile(r"\bmoi-[\w-]{22}"), "moi-…"),
    (re.compile(r"\b([KPY])[0-9A-Z]{2}-?[0-9A-Z]{4}\b"), r"\1··-····"),
    (re.compile(r"\b\d{6}\b"), "······"),
)
"""Patterns of random texts, with their replacements."""

SIGNS = {
    "[photo]": "a photo",
    "[voice]": "a voice message",
    "[video]": "a video",
    "[document]": "a file",
    "[pin]": "a place on the map",
    "K··-····": "the code of a case; each case has its own",
    "Y··-····": "the code of an opinion; each opinion has its own",
    "P··-····": "the code of a plan; each plan has its own",
    "······": "a PIN of six digits, new each time",
    "moi-…": "the secret part of an invitation, new each time",
}
"""Signs inside texts, with their explanations for readers."""


def transcript(docstring: str | None, story: Sequence[Line]) -> str:
    """Return the whole text. The docstring has a title, and a second paragraph with a summary.

    Raises ValueError if there is no second paragraph.
    """
    title, happens = _paragraphs(docstring)
    text = "\n".join(_lines(story))
    for pattern, instead in RANDOM:
        text = pattern.sub(instead, text)
    legend = _table(_legend(story, text))
    cast = [f"{INDENT}{one.shown_as}: {role_of(one)}" for one in _cast(story)]
    return "\n".join(
        [title, "", happens, "", "The marks:", *legend, "", "The people:", *cast, "", text, ""]
    )


def role_of(speaker: Speaker) -> str:
    """Return a person's role and service."""
    where = "" if speaker.private else "in the unit's group, "
    return f"{speaker.role}, {where}{CHANNELS[speaker.channel]}"


def _paragraphs(docstring: str | None) -> tuple[str, str]:
    found = [" ".join(part.split()) for part in inspect.cleandoc(docstring or "").split("\n\n")]
    if len(found) < 2:
        raise ValueError(f"a story's docstring has a title and says what happens: {docstring!r}")
    return found[0].rstrip("."), found[1]


def _cast(story: Sequence[Line]) -> list[Speaker]:
    """The people of the story, in the order of their first lines."""
    return list({line.speaker.shown_as: line.speaker for line in story}.values())


def _lines(story: Sequence[Line]) -> Iterator[str]:
    """The lines of the text, with the time after it changed and a gap before each person's act."""
    before = ""
    for line in story:
        now = _moment(line.at)
        if now != before:
            yield f"\n⏱ {now}" if before else f"⏱ {now}"
        before = now
        text = line.mark.pattern.format(who=line.speaker.shown_as, text=line.text)
        first, *more = map(str.rstrip, text.rstrip().split("\n"))
        yield f"\n{first}" if line.mark.is_act else first
        yield from (f"{INDENT}{part}".rstrip() for part in more)
        yield from _buttons(line.rows)


def _moment(at: datetime) -> str:
    """The moment in Vietnam's time."""
    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M}"


def _buttons(rows: Rows) -> Iterator[str]:
    """One line for each row of buttons. A label is never broken."""
    for row in rows:
        joined = " ".join(f"[{label.replace(' ', NO_BREAK)}]" for label in row)
        for part in textwrap.wrap(
            joined, WIDTH - len(INDENT), break_long_words=False, break_on_hyphens=False
        ):
            yield INDENT + part.replace(NO_BREAK, " ")


def _legend(story: Sequence[Line], text: str) -> Iterator[tuple[str, str]]:
    """The marks that occur, with the name of the first person who uses each, and its meaning."""
    yield (
        f"⏱ {_moment(story[0].at)}",
        "day/month/year and time in Vietnam; written again when time has passed",
    )
    for mark in Mark:
        who = next((line.speaker.shown_as for line in story if line.mark is mark), "")
        if who:
            yield mark.pattern.format(who=who, text=".."), mark.meaning.format(who=who)
    if any(line.rows for line in story):
        yield "[..] [..]", "buttons under the message; one line is one row on the phone"
    yield from ((sign, meaning) for sign, meaning in SIGNS.items() if sign in text)


def _table(rows: Iterator[tuple[str, str]]) -> list[str]:
    """Format two columns."""
    listed = list(rows)
    width = max(len(left) for left, _right in listed)
    return [f"{INDENT}{left:{width}}   {right}" for left, right in listed]
