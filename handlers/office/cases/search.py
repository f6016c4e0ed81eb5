"""Officials find cases by the words in them."""

from __future__ import annotations

from html import escape
from textwrap import shorten
from typing import TYPE_CHECKING

from actions.cases.reading.search import find_by_words
from actions.messages import lists
from domain.cases.acts import Act
from domain.cases.tracking_code import find_in
from domain.people.permissions import roles_for
from domain.reading.search_terms import search_words
from handlers.chat.router import Command, Subject
from handlers.office import inbox
from handlers.office.cases import case_file
from locales import _, _n

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

BEGINNING = 70
"""Characters of each case's words that are shown."""


def look(turn: Turn, argument: str) -> None:
    """`/tim WORDS`: list the newest cases with all of these words; a code opens its case."""
    code = find_in(argument)
    if code:
        case_file.view(turn, code)
        return
    words = search_words(argument)
    if not words:
        turn.say(
            _(
                "Write /tim with some words of the case, with or without accents. For example: "
                "<code>/tim cau gay ap 3</code>"
            )
        )
        return
    found = find_by_words(turn.desk, words)
    if not found:
        turn.say(
            _("I find no case with these words that you may open. Try fewer words, or /viec.")
        )
        return
    heading = turn.text(
        _n("<b>{count} case</b>, the newest first:", "<b>{count} cases</b>, the newest first:"),
        count=len(found),
    )
    lines = [
        f"{inbox.line(turn, number, one.view)}\n{_beginning(one.words)}"
        for number, one in enumerate(found, 1)
    ]
    turn.say_plainly(
        "\n".join([heading, *lines]),
        choices=inbox.open_buttons([one.view for one in found]),
        topic=lists.topic(turn, turn.person),
    )


def _beginning(words: str) -> str:
    """The beginning of the case's words."""
    return escape(shorten(words, BEGINNING, placeholder=" …"))


subject = Subject(
    "search",
    commands=(
        Command(
            ("tim", "search", "find"),
            look,
            _("Find a case by its words"),
            roles=roles_for(Act.SEARCH),
        ),
    ),
)
