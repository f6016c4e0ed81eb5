"""PINs that join another account to a person, together with the code of one of their cases.

Six digits can be guessed with many tries or with the digest. So a PIN works once, is deleted after
`TRIES` wrong tries, and is stored as a slow salted digest. A code without a PIN takes as much time as
one with a PIN and gets the same answer, so nobody learns which codes exist.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from storage.messages.outbox_states import State
from storage.tables.case import submission
from storage.tables.message import outbox, personal_text
from storage.tables.person import link_pin

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

DIGITS = 6
TRIES = 5
VALID_FOR = timedelta(days=365)
"""How long a PIN is valid: written on paper, it outlives a telephone."""
COST = {"n": 2**13, "r": 8, "p": 1}
"""Parameters of scrypt: 8 MiB and some 20 ms in the writer's thread (measured: decision 21)."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The result of a try: the person with this PIN, or the one whose PIN was deleted."""

    person_id: int | None = None
    deleted_of: int | None = None
    """The person whose PIN was deleted by this wrong try."""


def make(tx: Transaction, person_id: int, now: datetime) -> str:
    """Make a new PIN; the earlier one is deleted."""
    pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    salt = secrets.token_hex(16)
    forget(tx, person_id)
    tx.core.execute(
        insert(link_pin).values(
            person_id=person_id, salt=salt, digest=_digest(pin, salt), made_at=now, wrong=0
        )
    )
    return pin


def shown(tx: Transaction, person_id: int, row_id: int) -> None:
    """Store which outbox row shows the PIN: `forget_shown` deletes its words once it was sent."""
    tx.core.execute(
        update(link_pin).where(link_pin.c.person_id == person_id).values(shown_row=row_id)
    )


def forget_shown(tx: Transaction) -> None:
    """Delete the words of messages that showed a PIN and were sent."""
    done = tx.core.execute(
        select(link_pin.c.id, outbox.c.text_id)
        .join(outbox, outbox.c.id == link_pin.c.shown_row)
        .where(link_pin.c.shown_row.is_not(None), outbox.c.state != State.WAITING)
    ).all()
    for row in done:
        tx.core.execute(delete(personal_text).where(personal_text.c.id == row.text_id))
        tx.core.execute(update(link_pin).where(link_pin.c.id == row.id).values(shown_row=None))


def match(tx: Transaction, code: str | None, pin: str, now: datetime) -> Matched:
    """Find the person with this case and PIN; a wrong PIN is counted."""
    row = tx.core.execute(
        select(link_pin.c.person_id, link_pin.c.salt, link_pin.c.digest, link_pin.c.wrong)
        .join(submission, submission.c.person_id == link_pin.c.person_id)
        .where(submission.c.code == (code or ""), link_pin.c.made_at > now - VALID_FOR)
        .with_for_update(of=link_pin)
    ).first()
    digest = _digest(pin, row.salt if row else "")
    if row is None:
        return Matched()
    if hmac.compare_digest(digest, row.digest):
        return Matched(person_id=row.person_id)
    if row.wrong + 1 >= TRIES:
        forget(tx, row.person_id)
        return Matched(deleted_of=row.person_id)
    tx.core.execute(
        update(link_pin).where(link_pin.c.person_id == row.person_id).values(wrong=row.wrong + 1)
    )
    return Matched()


def forget(tx: Transaction, person_id: int) -> None:
    """Delete the person's PIN."""
    tx.core.execute(delete(link_pin).where(link_pin.c.person_id == person_id))


def _digest(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt.encode(), **COST).hex()
