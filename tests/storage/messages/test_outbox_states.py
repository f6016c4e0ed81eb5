"""Every transition of the outbox from every state: it happens, or the row stays as it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from domain.messages.message import Outgoing
from storage.messages import outbox, outbox_states
from storage.messages.outbox_states import TRANSITIONS, Sent, State, Transition
from storage.tables.message import outbox as table

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
RECORD = Path(__file__).parents[3] / "docs/decisions/0025-the-outbox-is-a-state-machine.md"
LEAVES_THE_QUEUE = {"supersede", "withdraw", "bundle", "mark_told", "readdress", "forget"}
"""What delivery may hold already: it is told to let go."""


def put(tx: Transaction, **more: Any) -> int:
    return outbox.put(
        tx,
        channel="telegram",
        chat="1",
        now=NOON,
        message=Outgoing("news"),
        topic="card:5",
        **more,
    )


def readdress(tx: Transaction, row: int) -> None:
    rows = tx.core.execute(
        select(table.c.id, table.c.channel, table.c.content).where(table.c.id == row)
    ).all()
    outbox_states.readdress(tx, rows, "zalo_oa", "2")


DONE: dict[str, Callable[[Transaction, int], object]] = {
    "mark_sent": lambda tx, row: outbox_states.mark_sent(tx, [Sent(row, "77", NOON)]),
    "mark_retry": lambda tx, row: outbox_states.mark_retry(
        tx, row, not_before=NOON, error="TryAgain", counts=True, ambiguous=True
    ),
    "mark_dead": lambda tx, row: outbox_states.mark_dead(tx, row, "chat not found"),
    "resend": lambda tx, row: outbox_states.resend(tx, row, NOON),
    "park": lambda tx, row: outbox_states.park(tx, "blocked", table.c.id == row),
    "release": lambda tx, row: outbox_states.release(tx, table.c.id == row),
    "readdress": readdress,
    "supersede": lambda tx, _row: outbox_states.supersede(tx, "telegram", "1", "card:5"),
    "withdraw": lambda tx, row: outbox_states.withdraw(tx, table.c.id == row),
    "forget": lambda tx, row: outbox_states.forget(tx, table.c.id == row),
    "bundle": lambda tx, row: outbox_states.bundle(tx, [row], row),
    "mark_told": outbox_states.mark_told,
}


@pytest.mark.parametrize(
    ("transition", "before"),
    list(product(TRANSITIONS, State)),
    ids=lambda value: value.name if isinstance(value, Transition) else str(value),
)
async def test_a_transition_does_what_the_table_says(
    database: Database, transition: Transition, before: State
) -> None:
    def work(tx: Transaction) -> None:
        row = put(tx)
        tx.core.execute(update(table).where(table.c.id == row).values(state=before))
        was = tx.core.execute(select(table).where(table.c.id == row)).one()

        DONE[transition.name](tx, row)

        now = tx.core.execute(select(table).where(table.c.id == row)).one()
        if before in transition.begins:
            assert now.state == transition.ends
            assert now != was
            leaves = transition.name in LEAVES_THE_QUEUE
            assert tx.outbox_withdrawn == ([row] if leaves else [])
        else:
            assert now == was
            assert tx.outbox_withdrawn == []

    await database.transact(work)


async def test_other_rows_stay_as_they_are(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for name, done in DONE.items():
            other = put(tx, rank=outbox.NOTICE)
            tx.core.execute(update(table).where(table.c.id == other).values(topic="card:6"))
            done(tx, put(tx))
            assert outbox.provider_message(tx, other) == ("", State.WAITING), name

    await database.transact(work)


async def test_what_is_to_change_a_message_goes_where_it_goes(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first = put(tx)
        edit = outbox.put(
            tx, channel="telegram", chat="1", now=NOON, operation="edit", target_row=first
        )
        readdress(tx, first)
        rows = tx.core.execute(select(table.c.id, table.c.channel, table.c.chat)).all()
        assert [tuple(row) for row in rows] == [(first, "zalo_oa", "2"), (edit, "zalo_oa", "2")]

    await database.transact(work)


def test_the_record_shows_the_same_table() -> None:
    """`a` | from `b`, `c` | to `d`, a line each."""
    lines = re.findall(
        r"^\| `(\w+)` \| ([^|]+) \| `(\w+)` \|", RECORD.read_text("utf-8"), re.MULTILINE
    )
    written = {name: (set(re.findall(r"\w+", begins)), ends) for name, begins, ends in lines}
    assert written == {one.name: ({*one.begins}, one.ends) for one in TRANSITIONS}
