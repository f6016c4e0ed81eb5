"""Nothing personal is forgotten: every column is declared, erased, and in the person's copy.

One row for Lan is put into every table, each personal column with a value of its own, whatever tables
and columns there are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import Float, Text, insert, select, update

from domain.messages.message import FileKind, Outgoing, OutgoingFile
from storage import tasks
from storage.engine.postgres import WORDS
from storage.engine.types import Json, Moment
from storage.messages import outbox, outbox_states
from storage.people import erasure, people
from storage.people.export import everything_of
from storage.people.personal_data import (
    KEPT,
    KEPT_UNDER_HANDLING,
    NOT_IN_COPY,
    personal_columns,
)
from storage.tables import metadata
from storage.tables.base import IMPERSONAL, PERSONAL, declared
from storage.tables.case import case_word, submission
from storage.tables.message import outbox as table, personal_text
from storage.tables.person import person
from storage.tables.work import audit, task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Table

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

pytestmark = pytest.mark.engines

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
SHARED: Mapping[str, Any] = {
    "channel": "telegram", "chat": "chat of Lan", "sender": "sender of Lan", "state": "sent",
    "operation": "send", "kind": "photo", "act": "filed", "score": 4, "public": True,
    "current": True, "latitude": 9.123456, "longitude": 105.654321,
}  # fmt: skip
"""By the column's name, whichever table it is in."""


def written(column: Column[Any]) -> str:
    """The value of Lan's that stands in a personal column, as it is found again in JSON."""
    return str(SHARED.get(column.name, f"{column.table.name}.{column.name} of Lan"))


class Commune:
    """A database in which every table has one row, and it is Lan's."""

    def __init__(self, tx: Transaction, *, closed: bool) -> None:
        self._tx = tx
        self.ids: dict[Table, int] = {}
        for one in metadata.sorted_tables:
            if one is not personal_text:
                self._fill(one)
        self.lan = self.ids[person]
        tx.core.execute(update(audit).values(subject=f"person:{self.lan}"))
        # A word stands in the text of its case.
        of_case = select(submission.c.words_id).scalar_subquery()
        tx.core.execute(update(case_word).values(text_id=of_case))
        tx.core.execute(update(submission).values(closed_at=NOON if closed else None))

    def _fill(self, one: Table) -> None:
        values = {
            column.name: self._value(column)
            for column in one.columns
            if not (column.name == "id" and column.primary_key and column.autoincrement is True)
        }
        made = self._tx.core.execute(insert(one).values(values).returning(*one.primary_key)).one()
        self.ids[one] = made[0]

    def _value(self, column: Column[Any]) -> Any:
        for key in column.foreign_keys:
            target = key.column.table
            if target is personal_text:
                return self._text(column)
            if target.name == "official" and column.nullable:
                return None
            return self.ids.get(target)
        if column.name in SHARED:
            return SHARED[column.name]
        if isinstance(column.type, Moment):
            return None if column.nullable else NOON
        if column.info.get(PERSONAL):
            return {"words": written(column)} if isinstance(column.type, Json) else written(column)
        python_type = dict if isinstance(column.type, Json) else column.type.python_type
        return date(2026, 11, 16) if python_type is date else python_type()

    def _text(self, column: Column[Any]) -> int:
        text = insert(personal_text).values(
            person_id=self.ids[person], body=f"words of {column}", at=NOON
        )
        made: int = self._tx.core.execute(text.returning(personal_text.c.id)).scalar_one()
        return made

    def left(self) -> set[Column[Any]]:
        """The personal columns in which something of Lan's stands."""
        return {one for one in personal_columns() if self._stands_in(one)}

    def _stands_in(self, column: Column[Any]) -> bool:
        sought = "words of" if column is personal_text.c.body else written(column)
        return any(sought in str(row[0]) for row in self._tx.core.execute(select(column)))


def test_every_column_that_can_hold_words_is_declared() -> None:
    open_to_words = [
        column
        for one in metadata.sorted_tables
        for column in one.columns
        if isinstance(column.type, Text | Json | Float)
    ]
    assert len(open_to_words) > 60
    undeclared = [
        str(column)
        for column in open_to_words
        if not (column.info.get(PERSONAL) or column.info.get(IMPERSONAL))
    ]
    assert undeclared == []


def test_a_column_is_either_personal_or_not() -> None:
    says = "say that it is personal, or why it is not"
    with pytest.raises(ValueError, match=says):
        declared()
    with pytest.raises(ValueError, match=says):
        declared(personal=True, impersonal="a hash")


async def test_the_test_finds_every_personal_column(database: Database) -> None:
    def work(tx: Transaction) -> None:
        assert Commune(tx, closed=True).left() == set(personal_columns())

    await database.transact(work)


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "under handling"])
async def test_erasing_forgets_every_personal_column(database: Database, closed: bool) -> None:
    kept = KEPT if closed else {**KEPT, **KEPT_UNDER_HANDLING}

    def work(tx: Transaction) -> None:
        commune = Commune(tx, closed=closed)
        erasure.erase(tx, commune.lan, NOON)
        assert {str(one) for one in commune.left()} == {str(one) for one in kept}

    await database.transact(work)


async def test_under_handling_only_the_words_of_the_case_stay(database: Database) -> None:
    def work(tx: Transaction) -> None:
        erasure.erase(tx, Commune(tx, closed=False).lan, NOON)
        texts = [row.body for row in tx.core.execute(select(personal_text.c.body))]
        assert sorted(texts) == [
            "words of submission.words_id", "words of submission_event.text_id",
        ]  # fmt: skip

    await database.transact(work)


async def test_the_copy_has_every_personal_column(database: Database) -> None:
    def work(tx: Transaction) -> None:
        copy = orjson.dumps(everything_of(tx, Commune(tx, closed=False).lan)).decode()
        forgotten = {
            str(column)
            for column in personal_columns()
            if column is not personal_text.c.body and written(column) not in copy
        }
        assert forgotten == {str(one) for one in NOT_IN_COPY}
        texts = [row.body for row in tx.core.execute(select(personal_text.c.body))]
        assert [text for text in texts if text not in copy] == ["words of case_word.text_id"]

    await database.transact(work)


async def test_who_else_there_is_keeps_everything(database: Database) -> None:
    def work(tx: Transaction) -> None:
        commune = Commune(tx, closed=True)
        before = commune.left()
        other = people.create(
            tx, channel="telegram", sender="7", chat="7", name="Minh", language="vi", now=NOON
        )
        erasure.erase(tx, other.id, NOON)
        assert commune.left() == before
        assert "of Lan" not in orjson.dumps(everything_of(tx, other.id)).decode()

    await database.transact(work)


async def test_what_an_official_got_loses_the_name_of_the_file(database: Database) -> None:
    def work(tx: Transaction) -> None:
        commune = Commune(tx, closed=False)
        photo = OutgoingFile(FileKind.PHOTO, "nhà bà Lan.jpg", ref="AgAC")
        outbox.put(
            tx, channel="telegram", chat="official", now=NOON, message=Outgoing("", file=photo),
            person_id=commune.lan, submission_id=commune.ids[submission],
        )  # fmt: skip
        erasure.erase(tx, commune.lan, NOON)
        assert "Lan.jpg" not in str(tx.core.execute(select(table.c.content)).all())

    await database.transact(work)


async def test_a_dead_letter_of_somebody_erased_is_not_sent_again(database: Database) -> None:
    def work(tx: Transaction) -> None:
        commune = Commune(tx, closed=True)
        row = outbox.put(
            tx, channel="telegram", chat="chat of Lan", now=NOON, message=Outgoing("news"),
            person_id=commune.lan,
        )  # fmt: skip
        outbox_states.mark_dead(tx, row, "Bad Request")
        erasure.erase(tx, commune.lan, NOON)
        assert outbox_states.resend(tx, None, NOON) == 0

    await database.transact(work)


async def test_a_task_that_is_done_keeps_nothing_of_whom_it_was_for(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for kind in ("export", "unlink"):
            tasks.add(tx, kind, {"chat": "chat of Lan"}, NOON)
        done, given_up = tasks.due(tx, "", NOON)
        tasks.finish(tx, done.id, NOON)
        tasks.finish(tx, given_up.id, NOON, "OSError")
        payloads = tx.core.execute(select(task.c.payload).order_by(task.c.id)).scalars()
        assert list(payloads) == [{}, {"chat": "chat of Lan"}]

    await database.transact(work)


def test_every_table_with_personal_columns_is_vacuumed() -> None:
    """On PostgreSQL what was deleted lies in dead rows until then."""
    assert WORDS.split(", ") == sorted({one.table.name for one in personal_columns()})
