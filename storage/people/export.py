"""The copy of all stored data of a person, for the person.

A personal column of a case or an opinion is in it without a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.people.personal_data import names_in_copy, rows_of
from storage.tables.case import call_back, file, satisfaction, submission, submission_event
from storage.tables.consultation import opinion
from storage.tables.message import (
    conversation,
    failed_update,
    held_update,
    outbox,
    personal_text,
    transcript,
)
from storage.tables.person import account, consent, invitation, official, person

if TYPE_CHECKING:
    from sqlalchemy import Select, Table

    from storage.engine.transaction import Transaction

CASE = ("code", "kind", "state", "received_at")
OPINION = ("code", "at", "current", "late")
"""Columns of the copy that are not personal."""


def everything_of(tx: Transaction, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """All stored data of a person as plain data for a file: lists of rows by subject.

    Left out are sealed words, which are stored in one place only, and the columns in
    `personal_data.NOT_IN_COPY`.
    """

    def rows(statement: Select[Any]) -> list[dict[str, Any]]:
        found = tx.core.execute(statement)
        return [{str(name): value for name, value in row._mapping.items()} for row in found]

    def of(table: Table, *names: str, texts: str = "") -> Select[Any]:
        """Select columns of the person's rows, with the words that the column `texts` points to."""
        columns = [table.c[name] for name in names]
        if not texts:
            return select(*columns).where(rows_of(table, person_id))
        words = personal_text.c.body.label("words")
        joined = table.outerjoin(personal_text, personal_text.c.id == table.c[texts])
        statement = select(*columns, words).select_from(joined)
        return statement.where(rows_of(table, person_id)).order_by(table.c.id)

    def of_case(table: Table, *names: str) -> Select[Any]:
        """Select the same of a table that belongs to cases, with the code of each case."""
        of_table = of(table, *names, texts="text_id").add_columns(submission.c.code)
        return of_table.join(submission, submission.c.id == table.c.submission_id)

    own_chats = select(account.c.chat).where(account.c.person_id == person_id)
    return {
        "person": rows(
            of(person, "name", "language", "phone", "discreet", "announcements", "created_at")
        ),
        "accounts": rows(of(account, "channel", "sender", "chat", "preferred", "linked_at")),
        "consents": rows(of(consent, "purpose", "version", "given_at", "withdrawn_at")),
        "cases": rows(of(submission, *CASE, *names_in_copy(submission), texts="words_id")),
        "history": rows(of_case(submission_event, "at", "act").where(submission_event.c.public)),
        "satisfaction": rows(of_case(satisfaction, "score", "at")),
        "opinions": rows(of(opinion, *OPINION, *names_in_copy(opinion), texts="text_id")),
        "files": rows(of(file, "kind", "name", "size", "at", "channel", "ref")),
        "messages": rows(of(transcript, "at", "kind", texts="text_id")),
        "answers": rows(
            of(outbox, "created_at", texts="text_id").where(outbox.c.chat.in_(own_chats))
        ),
        "waiting": rows(of(held_update, "at", texts="text_id")),
        "failed": rows(of(failed_update, "at", texts="text_id")),
        "drafts": rows(of(conversation, "form", "draft")),
        "calls": rows(of(call_back, "code", "phone", "at", "done_at")),
        "offices": rows(of(official, "role", "unit_id", "name", "enrolled_at", "removed_at")),
        "invitations": rows(of(invitation, "role", "unit_id", "name", "created_at", "used_at")),
    }
