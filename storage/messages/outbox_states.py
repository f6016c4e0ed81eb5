"""The outbox's state machine: the states, which may follow which, one function a transition.

Nothing else writes `outbox.state`, or updates an outbox row at all (a house rule); `outbox.put`
inserts them. A row in a state that a transition does not begin in is left as it is, without an error:
another process may have been faster. Decision 25 has the table and the reasons.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, literal_column, select, update

from storage.cases import events
from storage.engine.statements import Statement
from storage.messages.content import without_service_ids
from storage.tables.message import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from storage.engine.transaction import Transaction


class State(StrEnum):
    """The state of an outbox row; the values are in the database and never change."""

    WAITING = "waiting"
    """It is sent when its moment has come (`not_before`), and retried until it is sent or dead."""
    SENT = "sent"
    """The service took it."""
    DEAD = "dead"
    """The service will never take it; an administrator sees it and can have it sent again."""
    PARKED = "parked"
    """Its person cannot be reached now, or the service does not allow it: `error` says why."""
    WITHDRAWN = "withdrawn"
    """It became obsolete before it was sent."""
    BUNDLED = "bundled"
    """It was merged into another row (`carried_by`), with other notices to the same person."""
    TOLD = "told"
    """An official brought it to its person another way, such as by telephone."""


class Transition(NamedTuple):
    """A function of this module: the states a row may have before it, and the state after."""

    name: str
    begins: tuple[State, ...]
    ends: State


UNSENT = (State.WAITING, State.PARKED)
"""States of a row that may still be sent without anybody's intervention."""

# A message whose request is in flight when its row changes arrives nevertheless.
_SENT = Transition("mark_sent", tuple(State), State.SENT)
_RETRY = Transition("mark_retry", (State.WAITING,), State.WAITING)
_DEAD = Transition("mark_dead", (State.WAITING,), State.DEAD)
_RESEND = Transition("resend", (State.DEAD,), State.WAITING)
_PARK = Transition("park", (State.WAITING,), State.PARKED)
_RELEASE = Transition("release", (State.PARKED,), State.WAITING)
_READDRESS = Transition("readdress", UNSENT, State.WAITING)
_SUPERSEDE = Transition("supersede", (State.WAITING,), State.WITHDRAWN)
_WITHDRAW = Transition("withdraw", UNSENT, State.WITHDRAWN)
_FORGET = Transition("forget", (*UNSENT, State.DEAD), State.WITHDRAWN)
_BUNDLE = Transition("bundle", (State.WAITING,), State.BUNDLED)
_TOLD = Transition("mark_told", (*UNSENT, State.DEAD), State.TOLD)
TRANSITIONS = (
    _SENT,
    _RETRY,
    _DEAD,
    _RESEND,
    _PARK,
    _RELEASE,
    _READDRESS,
    _SUPERSEDE,
    _WITHDRAW,
    _FORGET,
    _BUNDLE,
    _TOLD,
)


class Sent(NamedTuple):
    """A row that the service took, and the id it gave the message."""

    row_id: int
    provider_message: str
    at: datetime


def is_in(state: State) -> ColumnElement[bool]:
    """The condition that a row is in this state.

    The state is written out and not bound: only so does SQLite see that the state's partial index fits,
    and need not plan anew for each value.
    """
    return outbox.c.state == literal_column(f"'{state.value}'")


_MARK_SENT = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=_SENT.ends.value,
        sent_at=bindparam("moment", type_=outbox.c.sent_at.type),
        provider_message=bindparam("given"),
        error="",
    )
)
_SAME_TOPIC = Statement(
    update(outbox)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.chat == bindparam("of_chat"),
        is_in(State.WAITING),
        outbox.c.topic == bindparam("of_topic"),
    )
    .values(state=_SUPERSEDE.ends.value)
    .returning(outbox.c.id)
)


def mark_sent(tx: Transaction, sent: Iterable[Sent]) -> None:
    """The service accepted these rows."""
    tx.run_many(
        _MARK_SENT,
        [{"row": one.row_id, "moment": one.at, "given": one.provider_message} for one in sent],
    )


def mark_retry(
    tx: Transaction,
    row_id: int,
    *,
    not_before: datetime,
    error: str,
    counts: bool,
    ambiguous: bool,
) -> None:
    """The row failed and is tried again at `not_before`.

    `counts`: the failure uses up one of the bounded tries. `ambiguous`: the service's answer was
    lost, so the message may have arrived.
    """
    values: dict[str, Any] = {"not_before": not_before, "error": error}
    if counts:
        values["attempts"] = outbox.c.attempts + 1
    if ambiguous:
        values["ambiguous"] = True
    _change(tx, _RETRY, outbox.c.id == row_id, **values)


def mark_dead(tx: Transaction, row_id: int, error: str) -> None:
    """The row is given up; an administrator sees it among the dead letters."""
    _change(tx, _DEAD, outbox.c.id == row_id, error=error)


def resend(tx: Transaction, row_id: int | None, now: datetime) -> int:
    """Queue one dead letter again, or all of them (None); returns how many."""
    which = [] if row_id is None else [outbox.c.id == row_id]
    return len(_change(tx, _RESEND, *which, attempts=0, ambiguous=False, not_before=now, error=""))


def park(tx: Transaction, why: str, *which: ColumnElement[bool]) -> None:
    """Park the waiting rows that fulfil the conditions, with the reason `why`."""
    _change(tx, _PARK, *which, error=why)


def release(tx: Transaction, *which: ColumnElement[bool], **values: str) -> None:
    """Release the parked rows that fulfil the conditions, and set `values` in them."""
    _change(tx, _RELEASE, *which, error="", **values)


def readdress(tx: Transaction, rows: Sequence[Any], channel: str, chat: str) -> None:
    """Send unsent rows (id, channel, content) to another chat, with the edits that follow them.

    Delivery drops the rows that it has loaded for the old chat.
    """
    if not rows:
        return
    ids = [row.id for row in rows]
    for row in rows:
        if row.content is not None:
            content = without_service_ids(row.content, same_channel=row.channel == channel)
            tx.core.execute(update(outbox).where(outbox.c.id == row.id).values(content=content))
    to: dict[str, Any] = {"channel": channel, "chat": chat, "attempts": 0, "ambiguous": False}
    for which in (outbox.c.id.in_(ids), outbox.c.target_row.in_(ids)):
        tx.outbox_withdrawn.extend(_change(tx, _READDRESS, which, **to, error=""))


def follow_chat(tx: Transaction, channel: str, old: str, new: str) -> None:
    """Send the unsent rows of a chat to its new id; their state does not change."""
    for state in UNSENT:
        tx.core.execute(
            update(outbox)
            .where(outbox.c.channel == channel, outbox.c.chat == old, is_in(state))
            .values(chat=new)
        )


def supersede(tx: Transaction, channel: str, chat: str, topic: str) -> None:
    """Withdraw the waiting row of a topic in this chat, because a newer one replaces it."""
    rows = tx.all(_SAME_TOPIC, of_channel=channel, of_chat=chat, of_topic=topic)
    tx.outbox_withdrawn.extend(row.id for row in rows)


def withdraw(tx: Transaction, *which: ColumnElement[bool]) -> int:
    """Withdraw the unsent rows that fulfil the conditions; returns how many."""
    rows = _change(tx, _WITHDRAW, *which)
    tx.outbox_withdrawn.extend(rows)
    return len(rows)


def withdraw_rows(tx: Transaction, rows: Collection[int]) -> None:
    """Withdraw these rows, as far as they are not sent."""
    withdraw(tx, outbox.c.id.in_(rows))


def forget(tx: Transaction, *which: ColumnElement[bool]) -> None:
    """Withdraw the unsent and dead rows of an erased person."""
    tx.outbox_withdrawn.extend(_change(tx, _FORGET, *which))


def erase_address(tx: Transaction, *which: ColumnElement[bool]) -> None:
    """Delete the recipients and contents of these rows; their state stays, for counts."""
    values: dict[str, Any] = {
        "person_id": None,
        "submission_id": None,
        "chat": "",
        "content": None,
    }
    tx.core.execute(update(outbox).where(*which).values(values))


def erase_files(tx: Transaction, *which: ColumnElement[bool]) -> None:
    """Delete the name and the service's id of the files of these rows."""
    rows = tx.core.execute(
        select(outbox.c.id, outbox.c.content).where(*which, outbox.c.content.is_not(None))
    ).all()
    for row in rows:
        if "file" in row.content:
            content = {name: part for name, part in row.content.items() if name != "file"}
            tx.core.execute(update(outbox).where(outbox.c.id == row.id).values(content=content))


def bundle(tx: Transaction, rows: Collection[int], by: int) -> None:
    """Mark these rows as merged into the row `by`; the events of their cases point to that one."""
    tx.outbox_withdrawn.extend(_change(tx, _BUNDLE, outbox.c.id.in_(rows), carried_by=by))
    events.set_carrier(tx, rows, by)


def mark_told(tx: Transaction, row_id: int) -> None:
    """Mark a row as brought another way by an official: it is not sent any more."""
    tx.outbox_withdrawn.extend(_change(tx, _TOLD, outbox.c.id == row_id, error=""))


def _change(
    tx: Transaction, transition: Transition, *which: ColumnElement[bool], **values: Any
) -> list[int]:
    """Carry out a transition; returns the ids of the rows that changed.

    One statement for each state it begins in: each state has its own partial index.
    """
    changed: list[int] = []
    for state in transition.begins:
        rows = tx.core.execute(
            update(outbox)
            .where(*which, is_in(state))
            .values(state=transition.ends, **values)
            .returning(outbox.c.id)
        )
        changed += [row.id for row in rows]
    return changed
