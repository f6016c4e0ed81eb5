"""Residents (and officials, who are people too) and the accounts they write from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select, update

from storage.engine.statements import Statement, changing, inserting
from storage.people.officials import OFFICIAL_COLUMNS, Official
from storage.tables.message import conversation
from storage.tables.person import account, consent, official, person

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


class Person(NamedTuple):
    """A person together with one of their accounts."""

    id: int
    name: str
    language: str
    language_chosen: bool
    """Whether they chose the language; otherwise it was guessed from what they write."""
    phone: str
    discreet: bool
    """Whether notices are discreet: without their content."""
    announcements: bool
    greeted_at: datetime | None
    channel: str
    sender: str
    chat: str
    """Their private chat."""
    reachable: bool
    awaited: bool
    """Whether notices are parked until they write, because the service did not allow one."""
    official_id: int | None
    """The id of their powers, if they are an official now."""


_COLUMNS = (
    person.c.id,
    person.c.name,
    person.c.language,
    person.c.language_chosen,
    person.c.phone,
    person.c.discreet,
    person.c.announcements,
    person.c.greeted_at,
    account.c.channel,
    account.c.sender,
    account.c.chat,
    account.c.reachable,
    account.c.awaited,
    official.c.id.label("official_id"),
)
_LAST_WROTE = (
    select(conversation.c.touched_at)
    .where(
        conversation.c.channel == account.c.channel,
        conversation.c.chat == account.c.chat,
        conversation.c.sender == account.c.sender,
    )
    .scalar_subquery()
)
BEST_FIRST = (
    account.c.reachable.desc(),
    account.c.trusted.desc(),
    account.c.awaited,
    account.c.preferred.desc(),
    _LAST_WROTE.desc().nulls_last(),
    account.c.id.desc(),
)
"""The order of a person's accounts: reachable ones first, then those that did not join lately, then
preferred, then last used."""
_FROM = account.join(person, account.c.person_id == person.c.id).outerjoin(
    official, (official.c.person_id == person.c.id) & official.c.removed_at.is_(None)
)
_BY_ACCOUNT = Statement(
    select(*_COLUMNS)
    .select_from(_FROM)
    .where(
        account.c.channel == bindparam("of_channel"), account.c.sender == bindparam("of_sender")
    )
)
_BY_ID = Statement(
    select(*_COLUMNS)
    .select_from(_FROM)
    .where(account.c.person_id == bindparam("of_person"))
    .order_by(*BEST_FIRST)
    .limit(1)
)
_WHO_WRITES = Statement(
    select(
        *_COLUMNS, *(column.label(f"official_{column.name}") for column in OFFICIAL_COLUMNS[1:])
    )
    .select_from(_FROM)
    .where(
        account.c.channel == bindparam("of_channel"), account.c.sender == bindparam("of_sender")
    )
)
_CREATE = Statement(inserting(person).returning(person.c.id))
_ATTACH = Statement(inserting(account))
_CONSENT = Statement(inserting(consent))


def by_account(tx: Transaction, channel: str, sender: str) -> Person | None:
    """The person who writes from this account, or None for somebody new."""
    row = tx.one(_BY_ACCOUNT, of_channel=channel, of_sender=sender)
    return Person(*row) if row else None


def who_writes(
    tx: Transaction, channel: str, sender: str
) -> tuple[Person, Official | None] | None:
    """The person of this account and their powers; None for somebody new."""
    row = tx.one(_WHO_WRITES, of_channel=channel, of_sender=sender)
    if row is None:
        return None
    found = Person(*row[: len(_COLUMNS)])
    if found.official_id is None:
        return found, None
    return found, Official(found.official_id, *row[len(_COLUMNS) :])


def by_id(tx: Transaction, person_id: int) -> Person | None:
    """The person with the account that reaches them best; None if erased."""
    row = tx.one(_BY_ID, of_person=person_id)
    return Person(*row) if row else None


def anybody(tx: Transaction) -> bool:
    """Whether the database has any person."""
    return tx.core.execute(select(person.c.id).limit(1)).first() is not None


def by_chat(tx: Transaction, channel: str, chat: str) -> Person | None:
    """The person whose private chat this is; None for a group."""
    row: Any = tx.core.execute(
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(account.c.channel == channel, account.c.chat == chat)
        .limit(1)
    ).first()
    return Person(*row) if row else None


def create(
    tx: Transaction,
    *,
    channel: str,
    sender: str,
    chat: str,
    name: str,
    language: str,
    now: datetime,
) -> Person:
    """Store a new person with this account."""
    person_id = tx.one(
        _CREATE,
        created_at=now,
        name=name,
        language=language,
        language_chosen=False,
        phone="",
        discreet=False,
        announcements=False,
        greeted_at=None,
        erased_at=None,
    ).id
    tx.run(
        _ATTACH,
        channel=channel,
        sender=sender,
        chat=chat,
        person_id=person_id,
        reachable=True,
        stopped_at=None,
        awaited=False,
        preferred=False,
        linked_at=None,
        trusted=True,
    )
    return Person(
        person_id,
        name,
        language,
        False,
        "",
        False,
        False,
        None,
        channel,
        sender,
        chat,
        True,
        False,
        None,
    )


def change(tx: Transaction, person_id: int, **values: Any) -> None:
    """Set columns of a person's row.

    name, language, language_chosen, phone, discreet, announcements, greeted_at.
    """
    tx.run(changing(person, tuple(values)), row=person_id, **values)


def give_consent(
    tx: Transaction, person_id: int, *, purpose: str, version: str, language: str, now: datetime
) -> None:
    """Store a consent of the person: purpose, version of the wording, language and time."""
    tx.run(
        _CONSENT,
        person_id=person_id,
        purpose=purpose,
        version=version,
        language=language,
        given_at=now,
        withdrawn_at=None,
    )


def has_consent(tx: Transaction, person_id: int, *, purpose: str, version: str) -> bool:
    """Whether the person consented to this wording and did not withdraw it."""
    found = tx.core.execute(
        select(consent.c.id)
        .where(
            consent.c.person_id == person_id,
            consent.c.purpose == purpose,
            consent.c.version == version,
            consent.c.withdrawn_at.is_(None),
        )
        .limit(1)
    ).first()
    return found is not None


def withdraw_consent(tx: Transaction, person_id: int, *, purpose: str, now: datetime) -> None:
    """Withdraw every consent of the person's for this purpose."""
    tx.core.execute(
        update(consent)
        .where(
            consent.c.person_id == person_id,
            consent.c.purpose == purpose,
            consent.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
