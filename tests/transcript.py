"""A story as a text for people who know nothing of the code, translators above all.

The text begins with a title, what happens, what the marks mean, and who takes part. Marks that do
not occur are not explained.
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
"""What differs each time, and what is written instead."""

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
"""What stands inside of texts, and what a reader is told that it means."""


def transcript(docstring: str | None, story: Sequence[Line]) -> str:
    """The whole text. The first paragraph of `docstring` is its title, the second says what
    happens. ValueError: there is no second one."""
    title, happens = _paragraphs(docstring)
    told = "\n".join(_told(story))
    for pattern, instead in RANDOM:
        told = pattern.sub(instead, told)
    legend = _table(_legend(story, told))
    cast = [f"{INDENT}{one.shown_as}: {role_of(one)}" for one in _cast(story)]
    return "\n".join(
        [title, "", happens, "", "The marks:", *legend, "", "The people:", *cast, "", told, ""]
    )


def role_of(speaker: Speaker) -> str:
    """Who somebody is, and where they read and write."""
    where = "" if speaker.private else "in the unit's group, "
    return f"{speaker.role}, {where}{CHANNELS[speaker.channel]}"


def _paragraphs(docstring: str | None) -> tuple[str, str]:
    found = [" ".join(part.split()) for part in inspect.cleandoc(docstring or "").split("\n\n")]
    if len(found) < 2:
        raise ValueError(f"a story's docstring has a title and says what happens: {docstring!r}")
    return found[0].rstrip("."), found[1]


def _cast(story: Sequence[Line]) -> list[Speaker]:
    """Everybody who occurs, in the order of their first lines."""
    return list({line.speaker.shown_as: line.speaker for line in story}.values())


def _told(story: Sequence[Line]) -> Iterator[str]:
    """The story itself: the time where it passed, an empty line before each act of a person."""
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
    """As Vietnam's clocks and calendars show it."""
    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M}"


def _buttons(rows: Rows) -> Iterator[str]:
    """One line for each row of the phone; a label is never broken."""
    for row in rows:
        joined = " ".join(f"[{label.replace(' ', NO_BREAK)}]" for label in row)
        for part in textwrap.wrap(
            joined, WIDTH - len(INDENT), break_long_words=False, break_on_hyphens=False
        ):
            yield INDENT + part.replace(NO_BREAK, " ")


def _legend(story: Sequence[Line], told: str) -> Iterator[tuple[str, str]]:
    """The marks that occur, each as it is written for the first who uses it, with its meaning."""
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
    yield from ((sign, meaning) for sign, meaning in SIGNS.items() if sign in told)


def _table(rows: Iterator[tuple[str, str]]) -> list[str]:
    """Two columns."""
    listed = list(rows)
    width = max(len(left) for left, _right in listed)
    return [f"{INDENT}{left:{width}}   {right}" for left, right in listed]
