"""Read a case again with each new word of its resident, before anybody else sees the word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.permit import readers_of_conduct, words_of_resident
from actions.refusals import NobodyReads, ReadsLikeDenunciation
from domain.messages.message import name_as_words
from domain.reading.classify import (
    completes_denunciation,
    is_part_of_reproach,
    names_official_conduct,
    reads_like_denunciation,
)
from domain.reading.emergency import services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.files import NewFile
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission


MOST_LETTERS = 8000
"""Of the first and of the last words of a case: as much is read again with each new message."""


def everything_said(files: Sequence[NewFile], *words: str) -> str:
    """All words of the person in one text: messages, place, people, and the names of the files."""
    names = [name_as_words(one.name) for one in files]
    return "\n".join(filter(None, (*words, *names)))


def refuse_denunciation(who: Notifier, case: Submission, words: str) -> str:
    """Raise `ReadsLikeDenunciation` if new words of its resident make the case one.

    They are read alone and together with the words before, which are returned if the new words may
    be a part of a reproach; otherwise "".
    """
    if reads_like_denunciation(words):
        raise ReadsLikeDenunciation
    before = _ends_of(words_of_resident(who, case)) if is_part_of_reproach(words) else ""
    if completes_denunciation(before, words):
        raise ReadsLikeDenunciation
    return before


def _ends_of(words: str) -> str:
    """The first and the last words of a long text: each new message reads it again."""
    if len(words) <= 2 * MOST_LETTERS:
        return words
    return f"{words[:MOST_LETTERS]}\n{words[-MOST_LETTERS:]}"


def follows_from(
    who: Notifier, case: Submission, words: str, *, danger: bool = False, conduct: bool = False
) -> dict[str, Any]:
    """The columns of the case that change because of new words; empty if nothing follows.

    A danger makes the case urgent. Words on an official's conduct, also with what was said before,
    make it one for the heads alone, and take it from its assignee. `danger`, `conduct`: the resident
    says so. Raises `NobodyReads` if no head may read all its words; `ReadsLikeDenunciation`, as such
    words belong to no case.
    """
    before = refuse_denunciation(who, case, words)
    changes: dict[str, Any] = {}
    if not case.urgent and (danger or services(words)):
        changes["urgent"] = True
    conduct = conduct or names_official_conduct(f"{before}\n{words}")
    if conduct and not case.head_only:
        changes |= {"head_only": True, "assignee_id": None}
    is_for_heads = case.head_only or "head_only" in changes
    if is_for_heads and not readers_of_conduct(
        who, f"{words_of_resident(who, case)}\n{words}", case.person_id
    ):
        raise NobodyReads(**who.organisation.province_desk.placeholders())
    return changes
