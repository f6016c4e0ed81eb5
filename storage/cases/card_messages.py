"""The cards of a case that were sent or queued, with the reader of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, cast, exists, literal, literal_column, or_, select

from domain.cases.states import ENDED
from storage.cases.submissions import Submission
from storage.engine.statements import Statement
from storage.messages.outbox_states import UNSENT, State
from storage.messages.sent_messages import SentMessage
from storage.people.officials import OFFICIAL_COLUMNS, Official
from storage.tables.case import submission
from storage.tables.message import outbox, personal_text
from storage.tables.person import account, official, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CardMessage:
    """One card, sent or queued."""

    message: SentMessage
    reader_id: int | None
    """The person whose private chat it is in; None in a group."""
    language: str
    """The reader's; empty in a group."""
    reachable: bool
    is_being_edited: bool
    """An edit of it waits to be sent."""
    official: Official | None
    """The reader, if they work for the organisation now."""
    words: str
    """The resident's words of the case; empty when there are none or they were erased."""


_newer = outbox.alias("newer")
_EDIT_WAITS = exists(
    select(_newer.c.id).where(
        _newer.c.channel == outbox.c.channel,
        _newer.c.chat == outbox.c.chat,
        # A literal: SQLite chooses the index of waiting rows by the value.
        _newer.c.state == literal_column("'waiting'"),
        _newer.c.topic == literal("edit:", String) + cast(outbox.c.id, String),
    )
)
_WORDS = (
    select(personal_text.c.body)
    .join(submission, submission.c.words_id == personal_text.c.id)
    .where(submission.c.id == outbox.c.submission_id)
    .scalar_subquery()
)
_CARDS = Statement(
    select(
        outbox.c.id,
        outbox.c.channel,
        outbox.c.chat,
        outbox.c.person_id,
        outbox.c.state,
        outbox.c.not_before,
        outbox.c.content,
        person.c.id.label("reader_id"),
        person.c.language,
        account.c.reachable,
        _EDIT_WAITS.label("is_being_edited"),
        _WORDS.label("words"),
        *(column.label(f"official_{column.name}") for column in OFFICIAL_COLUMNS),
    )
    .select_from(
        outbox.outerjoin(
            account, (account.c.channel == outbox.c.channel) & (account.c.chat == outbox.c.chat)
        )
        .outerjoin(person, person.c.id == account.c.person_id)
        .outerjoin(
            official, (official.c.person_id == person.c.id) & official.c.removed_at.is_(None)
        )
    )
    .where(
        outbox.c.submission_id == bindparam("of_case"),
        outbox.c.operation == "send",
        or_(
            outbox.c.topic == bindparam("of_topic"),
            outbox.c.topic.like(bindparam("of_parts")),
        ),
        outbox.c.state.in_([literal_column(f"'{state}'") for state in (*UNSENT, State.SENT)]),
    )
    .order_by(outbox.c.id)
)


def of_case(tx: Transaction, submission_id: int, topic: str) -> list[CardMessage]:
    """The cards of a case, oldest first, with each part of a long card."""
    rows = tx.all(_CARDS, of_case=submission_id, of_topic=topic, of_parts=f"{topic}:%")
    return [
        CardMessage(
            message=SentMessage(
                row.id,
                row.channel,
                row.chat,
                row.person_id,
                row.state,
                row.not_before,
                "file" in (row.content or {}),
            ),
            reader_id=row.reader_id,
            language=row.language or "",
            reachable=row.reachable is not False,
            is_being_edited=bool(row.is_being_edited),
            official=_official(row),
            words=row.words or "",
        )
        for row in rows
    ]


def cases_in(tx: Transaction, chats: Sequence[tuple[str, str]]) -> list[Submission]:
    """The cases that have not ended and of which a card is in, or waits for, one of these chats.

    `chats` are (channel, chat).
    """
    found: dict[int, Submission] = {}
    for channel, chat in chats:
        shown = (
            select(outbox.c.submission_id)
            .where(
                outbox.c.channel == channel,
                outbox.c.chat == chat,
                outbox.c.rank > literal_column("0"),
                outbox.c.topic.startswith("card:"),
            )
            .distinct()
        )
        rows = tx.core.execute(
            select(*(submission.c[name] for name in Submission.__slots__)).where(
                submission.c.id.in_(shown), submission.c.state.not_in(ENDED)
            )
        )
        found |= {row.id: Submission(*row) for row in rows}
    return list(found.values())


def _official(row: Any) -> Official | None:
    if row.official_id is None:
        return None
    return Official(
        row.official_id,
        row.official_person_id,
        row.official_role,
        row.official_unit_id,
        row.official_name,
        row.official_speaks_khmer,
        row.official_removed_at,
    )
