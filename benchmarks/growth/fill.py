"""Fills a database with a given number of cases, like those of one year.

Each resident has five cases, and each case about ten messages in both directions, with events, the
audit log and satisfaction scores. One case in a hundred is open. One in two hundred waits for the
resident's confirmation. The rows are written with sqlite3 alone. The schema is the program's own.
"""

from __future__ import annotations

import itertools
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex

from domain.cases.states import CaseState
from domain.cases.tracking_code import new_code
from domain.reading.search_terms import search_words
from storage.engine import schema
from storage.engine.types import Json, Moment
from storage.tables import (
    case as case_tables,
    message as message_tables,
    metadata,
    person as person_tables,
    work,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table

CASES_EACH = 5
FIRST_CHAT = 1001
"""The first chat id of the load server's residents, who are also residents of this database."""
SPAN = timedelta(days=350)
BUFFER = 5000
HAMLETS = ("vinh-trinh", "vinh-loc", "kinh-1", "ap-3", "ap-4")
UNITS = ("kinh-te", "van-hoa", "van-phong")
WORDS = (
    "đường ấp 4 lầy lội quá, xe không qua được, mong xã sớm sửa",
    "rác đổ đầy đầu cầu ấp 3, hôi thối mấy ngày nay chưa ai dọn",
    "đèn đường trước trường học hư cả tháng, tối các cháu đi học về rất nguy hiểm",
    "nước máy đục và hôi, bà con không dám nấu cơm",
)
ANSWER = "Xã đã cho người xuống xem, tuần này sẽ làm xong. Cảm ơn bà con đã báo."


def fill(path: Path, number: int, residents: int = 0) -> None:
    """Make a database of `number` cases at `path`, which must not exist.

    `residents`: the number of residents; 0: a fifth of the cases.
    """
    schema.migrate(path)
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode = OFF",
        "synchronous = OFF",
        "cache_size = -1000000",
        "foreign_keys = OFF",
        "temp_store = MEMORY",
    ):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("BEGIN")
    indexes = [index for table in metadata.sorted_tables for index in table.indexes]
    for index in indexes:
        raw.execute(f"DROP INDEX {index.name}")
    year = Year(raw, number, residents or max(number // CASES_EACH, 1))
    year.write()
    for index in indexes:
        raw.execute(str(CreateIndex(index).compile(dialect=dialect())))
    raw.execute("COMMIT")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.close()


class Rows:
    """Rows of one table, written in batches. Columns without a value get an empty default."""

    def __init__(self, raw: sqlite3.Connection, table: Table, now: str) -> None:
        self._raw = raw
        names = [column.name for column in table.columns]
        self._place = {name: place for place, name in enumerate(names)}
        self._empty = [_default(column, now) for column in table.columns]
        marks = ", ".join("?" * len(names))
        self._sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
        self._ids = itertools.count(1)
        self._waiting: list[list[Any]] = []

    def add(self, **values: Any) -> int:
        """Add one row. Return its id."""
        row = self._empty.copy()
        for name, value in values.items():
            row[self._place[name]] = value
        found = next(self._ids)
        if "id" in self._place:
            row[self._place["id"]] = found
        self._waiting.append(row)
        if len(self._waiting) >= BUFFER:
            self.write()
        return found

    def write(self) -> None:
        """Write the waiting rows."""
        self._raw.executemany(self._sql, self._waiting)
        self._waiting.clear()


class Year:
    """All rows of one year."""

    def __init__(self, raw: sqlite3.Connection, number: int, residents: int) -> None:
        self._number, self._residents = number, residents
        self._end = datetime.now(UTC)
        self._codes: set[str] = set()
        tables = (
            person_tables.person,
            person_tables.account,
            person_tables.consent,
            message_tables.conversation,
            message_tables.personal_text,
            message_tables.transcript,
            message_tables.outbox,
            case_tables.submission,
            case_tables.case_word,
            case_tables.submission_event,
            case_tables.satisfaction,
            work.audit,
            work.audit_detail,
        )
        self._rows = {table.name: Rows(raw, table, _text(self._end)) for table in tables}

    def write(self) -> None:
        """Write the residents, then their cases."""
        for number in range(self._residents):
            self._resident(number)
        for number in range(self._number):
            self._case(number, number % self._residents)
        for rows in self._rows.values():
            rows.write()

    def _code(self) -> str:
        while (code := new_code()) in self._codes:
            continue
        self._codes.add(code)
        return code

    def _add(self, table: str, **values: Any) -> int:
        return self._rows[table].add(**values)

    def _resident(self, number: int) -> None:
        chat = str(FIRST_CHAT + number)
        began = _text(self._end - SPAN)
        person = self._add(
            "person",
            created_at=began,
            name=f"Bà con {number}",
            language="vi",
            announcements=1,
            greeted_at=began,
        )
        self._add(
            "account", channel="telegram", sender=chat, chat=chat, person_id=person, reachable=1
        )
        self._add(
            "consent", person_id=person, purpose="case", version="1", language="vi", given_at=began
        )
        self._add(
            "conversation",
            channel="telegram",
            chat=chat,
            sender=chat,
            person_id=person,
            version=1,
            draft="{}",
            offered="[]",
            offered_row=0,
            touched_at=began,
            heard_at=began,
        )

    def _case(self, number: int, resident: int) -> None:
        came = self._end - SPAN + SPAN * (number / self._number)
        is_open, is_answered = number % 100 == 1, number % 200 == 2
        person, chat = resident + 1, str(FIRST_CHAT + resident)
        state = (
            CaseState.ACCEPTED
            if is_open
            else CaseState.ANSWERED
            if is_answered
            else CaseState.CLOSED
        )
        unit, at = UNITS[number % len(UNITS)], _text(came)
        answered = _text(came + timedelta(days=5))
        written = {"person_id": person, "at": at}
        words = WORDS[number % len(WORDS)]
        words_id = self._add("personal_text", body=words, **written)
        case = self._add(
            "submission",
            code=self._code(),
            kind="reflection",
            person_id=person,
            state=state,
            channel="telegram",
            chat=chat,
            language="vi",
            unit_id=unit,
            words_id=words_id,
            hamlet_id=HAMLETS[number % len(HAMLETS)],
            received_at=at,
            due_at=_text(self._end + timedelta(days=number % 37 - 7)) if is_open else at,
            answered_at=None if is_open else answered,
            closed_at=None if is_open or is_answered else answered,
            version=3,
        )
        for word in search_words(words):
            self._add("case_word", word=word, submission_id=case, text_id=words_id)
        for step, act in enumerate(("filed", "state", "reply", "state")):
            if is_open and step > 1:
                break
            body = self._add("personal_text", body=ANSWER, **written) if act == "reply" else None
            self._add(
                "submission_event",
                submission_id=case,
                version=step + 1,
                at=at,
                act=act,
                unit_id=unit,
                text_id=body,
                public=1,
                changed="{}",
                detail="{}",
            )
            audit = self._add(
                "audit",
                at=at,
                actor=f"person:{person}",
                act=act,
                via="chat",
                digest="0" * 64,
                subject=f"submission:{case}",
                chain="0" * 64,
            )
            self._add("audit_detail", audit_id=audit, salt="0" * 32, after="{}")
        if number % 3 == 0 and not is_open:
            self._add(
                "satisfaction", submission_id=case, unit_id=unit, score=number % 5 + 1, at=at
            )
        for step in range(6):
            body = None
            if step < 3:
                body = self._add("personal_text", body=WORDS[step % len(WORDS)], **written)
            self._add(
                "transcript",
                channel="telegram",
                chat=chat,
                kind="text" if body else "tap",
                message=str(number * 16 + step),
                text_id=body,
                submission_id=case,
                **written,
            )
        for step in range(5):
            self._add(
                "outbox",
                channel="telegram",
                chat=chat,
                person_id=person,
                state="sent",
                operation="send",
                not_before=at,
                content="{}",
                submission_id=case,
                text_id=self._add("personal_text", body=ANSWER, **written),
                created_at=at,
                sent_at=at,
                provider_message=str(number * 16 + 8 + step),
                attempts=1,
            )


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _default(column: Any, now: str) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, Moment):
        return now
    if isinstance(column.type, Json):
        return "{}"
    return 0 if isinstance(column.type, (Integer, Boolean)) else ""
