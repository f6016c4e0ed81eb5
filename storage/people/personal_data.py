"""The personal columns of the tables, and the condition for a person's rows in each.

Erasing (`erasure`) and the copy for the person (`export`) find their rows here. A test fills every
personal column and fails for each one that erasing or the copy forgets, unless it stands below with
its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_

from storage.tables import metadata
from storage.tables.base import PERSONAL
from storage.tables.case import (
    case_word,
    file,
    satisfaction,
    sealed_words,
    submission,
    submission_event,
    wrong_code,
)
from storage.tables.consultation import opinion
from storage.tables.message import conversation, failed_update, held_update, outbox, personal_text
from storage.tables.person import account, invitation, official, person
from storage.tables.service import service_use
from storage.tables.work import audit_detail, broadcast, task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, ColumnElement, Table

KEPT: Mapping[Column[Any], str] = {
    submission.c.hamlet_id: "hundreds live in a hamlet; cases are counted by it",
    satisfaction.c.score: "counted; it leads to a case that names nobody",
    opinion.c.stance: "counted; it leads to an opinion that names nobody",
    official.c.name: "what an official did stays under their name",
    invitation.c.name: "the official's name as whoever invited them wrote it",
    broadcast.c.payload: "what the office published, and the chat of the official who did",
    task.c.payload: "a task that was given up shows an operator what it was, for 60 days",
}
"""Personal columns that keep their value when a person is erased, and why."""
KEPT_UNDER_HANDLING: Mapping[Column[Any], str] = {
    submission.c.place: "where the office has something to do",
    submission.c.latitude: "as the place",
    submission.c.longitude: "as the place",
    personal_text.c.body: "what the office handles, without its author",
    case_word.c.word: "as the text",
}
"""Personal columns that keep their value while the case is open, and why.

Consent can be withdrawn, but the handling of a petition has its own legal ground (Luật 91/2025).
"""
NOT_IN_COPY: Mapping[Column[Any], str] = {
    sealed_words.c.body: "sealed: in one place only, for its author alone",
    sealed_words.c.files: "as the words",
    case_word.c.word: "the words of the texts, which are in the copy",
    conversation.c.offered: "labels of our last answer",
    outbox.c.content: "buttons of our answers",
    audit_detail.c.before: "what officials changed; what it is now is in the copy",
    audit_detail.c.after: "as before",
    broadcast.c.payload: "an official's, about everybody",
    task.c.payload: "work about to be done with what is in the copy",
}
"""Personal columns that the copy for the person leaves out, and why."""


def personal_columns() -> list[Column[Any]]:
    """Every column that is declared personal."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.info.get(PERSONAL)
    ]


def names_in_copy(table: Table) -> list[str]:
    """The personal columns of a case or an opinion that are in the copy for the person.

    Without the chat, which is in the copy with its account.
    """
    return [
        one.name
        for one in table.columns
        if one.info.get(PERSONAL) and one not in NOT_IN_COPY and one.name != "chat"
    ]


def emptied(table: Table, *, under_handling: bool = False) -> dict[str, Any]:
    """An empty value for each personal column of a table, except those that keep their value.

    `under_handling`: except also those that keep it while the case is open.
    """
    kept = {*KEPT, *KEPT_UNDER_HANDLING} if under_handling else {*KEPT}
    return {
        one.name: None if one.nullable else one.type.python_type()
        for one in table.columns
        if one.info.get(PERSONAL) and one not in kept
    }


def rows_of(table: Table, person_id: int) -> ColumnElement[bool]:
    """The condition that a row of `table` is the person's own or about them.

    Raises KeyError for a table that leads to no person.
    """
    cases = select(submission.c.id).where(submission.c.person_id == person_id)
    texts = select(personal_text.c.id).where(personal_text.c.person_id == person_id)

    def of_account(*names: str) -> ColumnElement[bool]:
        theirs = select(*(account.c[name] for name in names))
        return tuple_(*(table.c[name] for name in names)).in_(
            theirs.where(account.c.person_id == person_id)
        )

    def own_and_of_cases() -> ColumnElement[bool]:
        # One after the other, not "or": each has its index.
        own = select(table.c.id).where(table.c.person_id == person_id)
        return table.c.id.in_(
            own.union(select(table.c.id).where(table.c.submission_id.in_(cases)))
        )

    if table is person:
        return person.c.id == person_id
    if table in (submission_event, satisfaction):
        return table.c.submission_id.in_(cases)
    if table in (file, outbox):
        return own_and_of_cases()
    if table in (failed_update, held_update, case_word):
        return table.c.text_id.in_(texts)
    if table is wrong_code:
        return of_account("channel", "sender")
    if table is service_use:
        return of_account("channel", "chat")
    if table is invitation:
        return invitation.c.used_by == person_id
    column: ColumnElement[int] = table.c["person_id"]
    return column == person_id
