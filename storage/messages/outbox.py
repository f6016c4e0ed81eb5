"""The only delivery queue: messages are put in, and what is due is read.

The states of a row and what changes them are in `storage.messages.outbox_states`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, literal_column, or_, select

from storage.engine.statements import Statement, inserting
from storage.messages import outbox_states, personal_texts, reachability
from storage.messages.content import pack, unpack
from storage.messages.outbox_row import OutboxRow
from storage.messages.outbox_states import State, is_in
from storage.tables.message import outbox, personal_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from domain.messages.message import Choice, Outgoing
    from storage.engine.transaction import Transaction

REPLY, NOTICE, BROADCAST = 0, 1, 2
"""Ranks: the reply to an act, a notice about a case, a broadcast to many people."""
BUNDLE = "bundle"
"""The origin of a message made of several, and of one that waited to be bundled."""


_PUT = Statement(inserting(outbox).returning(outbox.c.id))
_WAITING = (
    select(
        outbox.c.id,
        outbox.c.channel,
        outbox.c.chat,
        outbox.c.rank,
        outbox.c.operation,
        outbox.c.not_before,
        outbox.c.attempts,
        outbox.c.ambiguous,
        outbox.c.target,
        outbox.c.target_row,
        outbox.c.content,
        outbox.c.origin,
        outbox.c.created_at,
        outbox.c.submission_id,
        personal_text.c.body,
    )
    .select_from(outbox.outerjoin(personal_text, outbox.c.text_id == personal_text.c.id))
    .where(is_in(State.WAITING))
)
_DUE = Statement(
    select(outbox.c.id)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        is_in(State.WAITING),
        outbox.c.not_before <= bindparam("now", type_=outbox.c.not_before.type),
    )
    .order_by(outbox.c.rank, outbox.c.id)
    .limit(bindparam("most"))
)
_PROVIDER_MESSAGE = Statement(
    select(outbox.c.provider_message, outbox.c.state).where(outbox.c.id == bindparam("row"))
)
_NEWS = Statement(
    select(outbox.c.id, outbox.c.operation, outbox.c.sent_at, outbox.c.content)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.chat == bindparam("of_chat"),
        outbox.c.rank > literal_column("0"),
        is_in(State.SENT),
        or_(outbox.c.operation == "send", outbox.c.operation == "edit"),
    )
    .order_by(outbox.c.id.desc())
    .limit(5)
)


def put(
    tx: Transaction,
    *,
    channel: str,
    chat: str,
    now: datetime,
    message: Outgoing | None = None,
    rank: int = REPLY,
    person_id: int | None = None,
    operation: str = "send",
    not_before: datetime | None = None,
    target: str = "",
    target_row: int | None = None,
    menu: tuple[tuple[str, str], ...] = (),
    topic: str = "",
    origin: str = "turn",
    submission_id: int | None = None,
    supersedes: bool = True,
    reachable: bool | None = None,
) -> int:
    """Queue one message, edit or deletion; returns the id of its row.

    `person_id`: the person whose data it contains, and who may have it erased. `topic`: the row
    replaces a waiting one of the same topic in the same chat. A notice for a chat that cannot be
    reached is parked. Without `supersedes` the caller knows that no row of the topic waits.
    `reachable`: whether the chat can be reached, if the caller knows; None: look it up.
    """
    if topic and supersedes:
        outbox_states.supersede(tx, channel, chat, topic)
    body = message.text if message else ""
    text_id = personal_texts.store(tx, body, person_id=person_id, at=now) if body else None
    due = not_before or now
    if reachable is None:
        reachable = rank == REPLY or reachability.is_reachable(tx, channel, chat)
    state = State.WAITING if reachable else State.PARKED
    row_id: int = tx.one(
        _PUT,
        channel=channel,
        chat=chat,
        person_id=person_id,
        rank=rank,
        state=state,
        operation=operation,
        not_before=due,
        attempts=0,
        ambiguous=False,
        target=target,
        target_row=target_row,
        text_id=text_id,
        content=pack(message, menu),
        topic=topic,
        origin=origin,
        submission_id=submission_id,
        created_at=now,
        sent_at=None,
        provider_message="",
        error="" if reachable else reachability.BLOCKED,
        carried_by=None,
    ).id
    if reachable and due <= now:
        tx.outbox_rows.append(
            OutboxRow(
                row_id,
                channel,
                chat,
                rank,
                operation,
                due,
                0,
                False,
                target,
                target_row,
                message,
                menu,
                origin,
                now,
                submission_id,
            )
        )
    return row_id


def due(
    tx: Transaction, channel: str, now: datetime, limit: int, *, but: Collection[int] = ()
) -> list[OutboxRow]:
    """The waiting rows of a channel that are due, replies first, each rank by id.

    `but`: ids that the caller has already; they do not count towards the limit.
    """
    first = tx.all(_DUE, of_channel=channel, now=now, most=limit + len(but))
    wanted = [row.id for row in first if row.id not in but][:limit]
    rows: dict[int, OutboxRow] = {}
    for start in range(0, len(wanted), 500):
        some = _WAITING.where(outbox.c.id.in_(wanted[start : start + 500]))
        rows |= {row.id: _row(row) for row in tx.core.execute(some)}
    return [rows[row_id] for row_id in wanted]


def provider_message(tx: Transaction, row_id: int) -> tuple[str, str]:
    """(The service's id of a row's message, the row's state); empty texts for no such row."""
    row = tx.one(_PROVIDER_MESSAGE, row=row_id)
    return (row.provider_message, row.state) if row else ("", "")


def newest_choices(
    tx: Transaction, channel: str, chat: str, *, after_row: int, after: datetime, edits: bool
) -> tuple[tuple[Choice, ...], ...]:
    """The choices of the newest notice in a chat that has some, for a number that is typed.

    Only of notices below the row `after_row` on the screen: queued after it, or sent later than
    `after`. `edits`: the channel changes messages in place; where it cannot, an edit is a new message
    and counts. Empty when there is none.
    """
    rows = tx.all(_NEWS, of_channel=channel, of_chat=chat)
    for row in sorted(rows, key=lambda row: (row.sent_at, row.id), reverse=True):
        if row.operation == "edit" and edits:
            continue
        if row.id > after_row or row.sent_at > after:
            found = unpack(row.content or {}, "").choices
            if any(one.data for line in found for one in line):
                return found
    return ()


def dead_letters(tx: Transaction, limit: int = 50) -> Sequence[Any]:
    """The newest dead rows: id, channel, rank, created_at, error, submission_id."""
    return tx.core.execute(
        select(
            outbox.c.id,
            outbox.c.channel,
            outbox.c.rank,
            outbox.c.created_at,
            outbox.c.error,
            outbox.c.submission_id,
        )
        .where(is_in(State.DEAD))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class Depth:
    """The numbers of messages that wait, were given up, or are parked."""

    waiting: int
    """Rows that are due and not sent."""
    oldest: datetime | None
    """When the oldest of them became due; None if there are none."""
    dead: int
    parked: int
    """Parked rows, which wait until their person writes."""


def depth(tx: Transaction, now: datetime) -> Depth:
    """Count the rows that are due at `now`, dead or parked."""
    waiting, oldest = tx.core.execute(
        select(func.count(), func.min(outbox.c.not_before)).where(
            is_in(State.WAITING), outbox.c.not_before <= now
        )
    ).one()
    dead = tx.core.execute(select(func.count()).where(is_in(State.DEAD))).scalar_one()
    parked = tx.core.execute(select(func.count()).where(is_in(State.PARKED))).scalar_one()
    return Depth(waiting, oldest, dead, parked)


def _row(row: Any) -> OutboxRow:
    content = row.content or {}
    speaks = row.operation in ("send", "edit", "template")
    return OutboxRow(
        row.id,
        row.channel,
        row.chat,
        row.rank,
        row.operation,
        row.not_before,
        row.attempts,
        row.ambiguous,
        row.target,
        row.target_row,
        unpack(content, row.body or "") if speaks else None,
        tuple((name, text) for name, text in content.get("menu", ())),
        row.origin,
        row.created_at,
        row.submission_id,
    )
