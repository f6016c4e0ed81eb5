"""Find cases by the words that residents wrote in them.

An inverted index, the same on both databases. A word is deleted with the text that it was in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from domain.reading.search_terms import search_words
from storage.engine.dialects import insert_if_new
from storage.engine.statements import Statement
from storage.tables.case import case_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.engine.transaction import Transaction

COMMON = 2000
"""A word in this many cases counts as common; it is not counted further."""
NEWEST = 20_000
"""The newest cases with the rarest word that are searched for the other words.

Without a limit, two common words that are never in one case would be compared a million times.
"""
_ADD = Statement(insert_if_new(case_word, "word", "submission_id", "text_id"))


def index(tx: Transaction, submission_id: int, text_id: int, body: str) -> None:
    """Index the words of a text of this case."""
    rows = [
        {"word": word, "submission_id": submission_id, "text_id": text_id}
        for word in search_words(body)
    ]
    if rows:
        tx.run_many(_ADD, rows)


def find(
    tx: Transaction, words: Sequence[str], limit: int, *, before: int | None = None
) -> list[int]:
    """Ids of cases with all of the `words` (as `search_words` gives them), the newest first.

    `before`: only ids below it.
    """
    if not words:
        return []
    rarest, *others = sorted(words, key=lambda word: _how_common(tx, word))
    of_rarest = select(case_word.c.submission_id).where(case_word.c.word == rarest)
    if before is not None:
        of_rarest = of_rarest.where(case_word.c.submission_id < before)
    newest = of_rarest.order_by(case_word.c.submission_id.desc()).limit(NEWEST).subquery("newest")
    statement = select(newest.c.submission_id)
    for word in others:
        other = case_word.alias()
        statement = statement.join(
            other,
            (other.c.word == word) & (other.c.submission_id == newest.c.submission_id),
        )
    rows = tx.core.execute(statement.order_by(newest.c.submission_id.desc()).limit(limit))
    return [row.submission_id for row in rows]


def _how_common(tx: Transaction, word: str) -> int:
    some = select(case_word.c.submission_id).where(case_word.c.word == word).limit(COMMON)
    return int(tx.core.execute(select(func.count()).select_from(some.subquery())).scalar_one())
