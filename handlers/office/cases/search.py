"""Officials find a case by words that stand in it."""

from __future__ import annotations

from html import escape
from textwrap import shorten
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.permit import may_act
from domain.cases.acts import Act
from domain.cases.tracking_code import find_in, format_code
from domain.people.roles import READS_CASES
from domain.reading.search_terms import searched
from handlers.chat.router import Command, Subject
from handlers.office import inbox
from handlers.office.cases import case_file
from locales import _, _n
from storage.cases import search, submissions
from storage.messages import personal_texts

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

SHOWN = 8
BEGINNING = 70
"""Letters of each case's words that are shown."""
AT_A_TIME = 50
ROUNDS = 4
"""How often more are fetched when this official may not see those that were found."""


def look(turn: Turn, argument: str) -> None:
    """`/tim WORDS`: the newest cases with all of these words, of those that one may open; a code
    opens its case."""
    code = find_in(argument)
    if code:
        case_file.view(turn, code)
        return
    wanted = searched(argument)
    if not wanted:
        turn.say(
            _("Write /tim with some words of the case, with or without accents. For example: "
              "<code>/tim cau gay ap 3</code>")
        )  # fmt: skip
        return
    found = _open_to(turn, wanted)
    # Not the words: they may be somebody's name.
    turn.log("searched", "cases", after={"found": len(found)})
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
        f"{inbox.line(turn, number, case)}\n{_beginning(turn, case)}"
        for number, case in enumerate(found, 1)
    ]
    buttons = [
        Button(f"{number}. {format_code(case.code)}", f"open:{case.code}")
        for number, case in enumerate(found, 1)
    ]
    turn.say_plainly(
        "\n".join([heading, *lines]),
        choices=[buttons[at : at + 2] for at in range(0, len(buttons), 2)],
    )


def _beginning(turn: Turn, case: Submission) -> str:
    """How the case's words begin: what tells it from the others."""
    return escape(
        shorten(personal_texts.read(turn.tx, case.words_id), BEGINNING, placeholder=" …")
    )


def _open_to(turn: Turn, wanted: list[str]) -> list[Submission]:
    found: list[Submission] = []
    before: int | None = None
    for _round in range(ROUNDS):
        ids = search.find(turn.tx, wanted, AT_A_TIME, before=before)
        for case_id in ids:
            case = submissions.by_id(turn.tx, case_id)
            if case and turn.official and may_act(turn, turn.official, Act.OPEN, case):
                found.append(case)
            if len(found) == SHOWN:
                return found
        if len(ids) < AT_A_TIME:
            break
        before = ids[-1]
    return found


subject = Subject(
    "looking",
    commands=(
        Command(("tim", "search", "find"), look, _("Find a case by its words"), roles=READS_CASES),
    ),
)
