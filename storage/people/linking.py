"""One person, several accounts: an account joins, is turned off, or is split off again.

Joining moves every row that names the one person to the other, in whichever table, so
that nothing can be forgotten. Splitting off gives an account back what was sent from its chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from storage.messages import outbox_states, reachability, rerouting
from storage.people.people import BEST_FIRST
from storage.tables import metadata
from storage.tables.case import file, sealed_words, submission, submission_event
from storage.tables.consultation import opinion
from storage.tables.message import conversation, outbox, personal_text, transcript
from storage.tables.person import account, link_pin, official, person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction

YOUNG = timedelta(days=3)
"""For how long a joined account can do nothing that would harm the person, nor gets their notices.

In this time the holder of an earlier account can say that the new one is not theirs.
"""
_NOT_MOVED = {official.name, link_pin.name}


@dataclass(frozen=True, slots=True)
class Account:
    """One account that a person writes from."""

    id: int
    channel: str
    sender: str
    chat: str
    reachable: bool
    preferred: bool
    linked_at: datetime | None
    """When it joined (UTC); None for the person's first account."""


_COLUMNS = [account.c[name] for name in Account.__slots__]


def accounts(tx: Transaction, person_id: int) -> list[Account]:
    """A person's accounts; notices are sent to the first."""
    rows = tx.core.execute(
        select(*_COLUMNS).where(account.c.person_id == person_id).order_by(*BEST_FIRST)
    )
    return [Account(*row) for row in rows]


def may_end(own: Account, other: Account, now: datetime) -> bool:
    """Whether the person, writing from `own`, may turn `other` off."""
    if own.id == other.id:
        return False
    is_trusted = own.linked_at is None or now - own.linked_at >= YOUNG
    return is_trusted or (other.linked_at is not None and _since(own) < _since(other))


def _since(one: Account) -> Any:
    return one.linked_at.timestamp() if one.linked_at else 0.0


def is_young(tx: Transaction, channel: str, sender: str, now: datetime) -> bool:
    """Whether this account joined less than `YOUNG` ago."""
    row = tx.core.execute(
        select(account.c.linked_at).where(account.c.channel == channel, account.c.sender == sender)
    ).first()
    return row is not None and row.linked_at is not None and now - row.linked_at < YOUNG


def trust_grown(tx: Transaction, now: datetime) -> None:
    """Trust the accounts that joined longer than `YOUNG` ago."""
    tx.core.execute(
        update(account)
        .where(account.c.trusted.is_(False), account.c.linked_at <= now - YOUNG)
        .values(trusted=True)
    )


def join(tx: Transaction, *, old: int, new: int, now: datetime) -> None:
    """Move an account, and all that its person `old` has, to `new`; delete `old`.

    All accounts of `old` come along. All of them count as joined now, so that none is trusted
    earlier than the others. The number of `old` stays behind: it may be somebody else's.
    """
    of_old = account.c.person_id == old
    before = tx.core.execute(
        select(person.c.announcements, person.c.discreet).where(person.c.id == old)
    ).one()
    tx.core.execute(
        update(account).where(of_old).values(linked_at=now, preferred=False, trusted=False)
    )
    for table in metadata.sorted_tables:
        if table.name in _NOT_MOVED:
            continue
        for column in table.columns:
            if any(key.column is person.c.id for key in column.foreign_keys):
                tx.core.execute(update(table).where(column == old).values({column: new}))
    _keep_newest_opinions(tx, new)
    joined = update(person).where(person.c.id == new)
    if before.announcements:
        tx.core.execute(joined.values(announcements=True))
    # Other people may see one of the telephones, so notices become discreet on all of them.
    if before.discreet:
        tx.core.execute(joined.values(discreet=True))
    tx.core.execute(delete(link_pin).where(link_pin.c.person_id.in_((old, new))))
    tx.core.execute(delete(person).where(person.c.id == old))


def _keep_newest_opinions(tx: Transaction, person_id: int) -> None:
    """Keep one current opinion for each consultation, the newest."""
    rows = tx.core.execute(
        select(opinion.c.id, opinion.c.consultation_id)
        .where(opinion.c.person_id == person_id, opinion.c.current)
        .order_by(opinion.c.at.desc(), opinion.c.id.desc())
    ).all()
    stands: set[int] = set()
    for row in rows:
        if row.consultation_id in stands:
            tx.core.execute(update(opinion).where(opinion.c.id == row.id).values(current=False))
        stands.add(row.consultation_id)


def prefer(tx: Transaction, person_id: int, account_id: int) -> None:
    """Send notices to this account from now on."""
    tx.core.execute(
        update(account)
        .where(account.c.person_id == person_id)
        .values(preferred=account.c.id == account_id)
    )


def turn_off(tx: Transaction, one: Account, person_id: int, to: Account) -> None:
    """Delete an account; its cases and opinions stay with the person.

    Its waiting messages are sent to their account `to`.
    """
    _send_elsewhere(tx, one, person_id, to)
    tx.core.execute(
        delete(conversation).where(
            conversation.c.channel == one.channel,
            conversation.c.chat == one.chat,
            conversation.c.sender == one.sender,
        )
    )
    tx.core.execute(delete(account).where(account.c.id == one.id))


def split_off(
    tx: Transaction, ones: Sequence[Account], person_id: int, to: Account, now: datetime
) -> None:
    """Split off accounts that were never the person's, with all that was sent from their chats.

    What was begun in these chats ends: it may be about the person's case. Their waiting messages
    about other matters are sent to the person's account `to`.
    """

    def here(table: Any) -> Any:
        return or_(
            *((table.c.channel == one.channel) & (table.c.chat == one.chat) for one in ones)
        )

    language = tx.core.execute(
        select(person.c.language).where(person.c.id == person_id)
    ).scalar_one()
    new = tx.core.execute(
        insert(person)
        .values(
            created_at=now,
            name="",
            language=language,
            language_chosen=False,
            phone="",
            discreet=False,
            announcements=False,
            greeted_at=now,
        )
        .returning(person.c.id)
    ).scalar_one()

    def ids(statement: Any) -> list[int]:
        return [row[0] for row in tx.core.execute(statement) if row[0] is not None]

    theirs = submission.c.person_id == person_id
    cases = ids(select(submission.c.id).where(theirs, here(submission)))
    own = opinion.c.person_id == person_id
    opinions = ids(select(opinion.c.id).where(own, here(opinion)))
    texts = [
        *ids(select(submission.c.words_id).where(submission.c.id.in_(cases))),
        *ids(
            select(submission_event.c.text_id).where(submission_event.c.submission_id.in_(cases))
        ),
        *ids(select(opinion.c.text_id).where(opinion.c.id.in_(opinions))),
    ]
    moved = [
        (submission, submission.c.id.in_(cases)),
        (opinion, opinion.c.id.in_(opinions)),
        (file, file.c.submission_id.in_(cases)),
        (sealed_words, here(sealed_words)),
    ]
    for table in (transcript, outbox):
        mine = here(table) & or_(table.c.submission_id.is_(None), table.c.submission_id.in_(cases))
        texts += ids(select(table.c.text_id).where(table.c.person_id == person_id, mine))
        moved.append((table, mine))
    moved.append((personal_text, personal_text.c.id.in_(texts)))
    for table, which in moved:
        tx.core.execute(
            update(table).where(table.c.person_id == person_id, which).values(person_id=new)
        )
    tx.core.execute(
        delete(conversation).where(conversation.c.person_id == person_id, here(conversation))
    )
    for one in ones:
        _send_elsewhere(tx, one, person_id, to)
    tx.core.execute(
        update(account)
        .where(account.c.id.in_([one.id for one in ones]))
        .values(person_id=new, linked_at=None, preferred=False, trusted=True)
    )


def _send_elsewhere(tx: Transaction, one: Account, person_id: int, to: Account) -> None:
    of_chat = (outbox.c.channel == one.channel, outbox.c.chat == one.chat)
    notices = (outbox.c.person_id == person_id, outbox.c.rank > 0)
    outbox_states.park(tx, reachability.BLOCKED, *of_chat, *notices)
    rerouting.bring_parked(tx, person_id, to.channel, to.chat)
