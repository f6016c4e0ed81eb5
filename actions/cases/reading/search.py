"""Find cases by the words in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from actions.cases.reading import views
from actions.permit import is_permitted, permit
from domain.cases.acts import Act
from storage.cases import search, submissions
from storage.messages import personal_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actions.cases.reading.views import ListedCase
    from actions.desk import Desk
    from storage.cases.submissions import Submission

SHOWN = 8
AT_A_TIME = 50
ROUNDS = 4
"""How many times more are read when the official may not open the ones found."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that was found, with its words so that the official recognises it."""

    view: ListedCase
    words: str
    """The resident's words when they filed it."""


def find_by_words(desk: Desk, words: Sequence[str]) -> list[FoundCase]:
    """The newest cases with all of these words that the official may open, at most `SHOWN`.

    `words` are as `domain.reading.search_terms.search_words` returns them. The search is logged,
    its words are not. Raises `NotYours`.
    """
    permit(desk, Act.SEARCH)
    found = [
        FoundCase(views.for_list(desk, case), personal_texts.read(desk.tx, case.words_id))
        for case in islice(_open_to(desk, words), SHOWN)
    ]
    # Not the words: they may be somebody's name.
    desk.log(Act.SEARCH, "cases", after={"found": len(found)})
    return found


def _open_to(desk: Desk, words: Sequence[str]) -> Iterator[Submission]:
    before: int | None = None
    for _round in range(ROUNDS):
        ids = search.find(desk.tx, words, AT_A_TIME, before=before)
        for case_id in ids:
            case = submissions.by_id(desk.tx, case_id)
            if case is not None and is_permitted(desk, Act.OPEN, case):
                yield case
        if len(ids) < AT_A_TIME:
            break
        before = ids[-1]
