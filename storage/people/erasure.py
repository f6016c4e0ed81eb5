"""Erases a person when they ask, and cases that were stored long enough.

A case under handling keeps its text without the identity (Luật Bảo vệ dữ liệu cá nhân 91/2025:
consent can be withdrawn; the handling of a petition has its own legal ground). Everything else of
the person goes. Their row stays, empty, so that what is counted stays countable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, tuple_, update

from storage import tasks
from storage.messages import outbox_states
from storage.messages.content import unpack
from storage.messages.outbox_states import UNSENT, State
from storage.people.personal_data import emptied, rows_of
from storage.tables.case import (
    call_back,
    file,
    satisfaction,
    sealed_words,
    submission,
    submission_event,
    wrong_code,
)
from storage.tables.consultation import opinion, opinion_file
from storage.tables.message import (
    conversation,
    failed_update,
    held_update,
    outbox,
    personal_text,
    transcript,
)
from storage.tables.person import account, consent, link_pin, person
from storage.tables.service import service_use
from storage.tables.work import audit, audit_detail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Executable, Table

    from domain.messages.message import Choice
    from storage.engine.transaction import Transaction


LINKED = "linked"
"""The act in the audit log when another account joins: `after["was"]` is the person it had."""


@dataclass(frozen=True, slots=True)
class Card:
    """A message about the person's case that was or will be sent to somebody else."""

    row_id: int
    channel: str
    chat: str
    sent: bool
    is_file: bool
    choices: tuple[tuple[Choice, ...], ...]
    code: str
    under_handling: bool


@dataclass(frozen=True, slots=True)
class Erased:
    """The work left after the rows are erased: files on the disk, messages of others."""

    paths: list[str]
    cards: list[Card]
    kept: list[str]
    """Codes of the open cases, which keep their text."""


def erase(tx: Transaction, person_id: int, now: datetime) -> Erased:
    """Erase a person. `personal_data.KEPT` lists the exceptions with their reasons."""
    cases = tx.core.execute(
        select(submission.c.id, submission.c.code, submission.c.closed_at).where(
            rows_of(submission, person_id)
        )
    ).all()
    cards = _cards(tx, {case.id: case for case in cases}, person_id)
    paths = [*_forget_files(tx, rows_of(file, person_id)), *_exports(tx, person_id)]
    # First the rows that are found by cases, texts and accounts, which are erased after them.
    _forget_messages(tx, person_id)
    for table in (service_use, wrong_code):
        tx.core.execute(delete(table).where(rows_of(table, person_id)))
    for case in cases:
        paths += forget_case(tx, case.id, keep_text=case.closed_at is None, now=now)
    for statement in _own(person_id, now):
        tx.core.execute(statement)
    tasks.hasten(tx, tasks.EXPIRE, now)
    tasks.add(tx, tasks.SCRUB, {}, now)
    persons = [f"person:{one}" for one in (person_id, *_merged(tx, person_id))]
    _forget_audit(tx, [*persons, *(f"submission:{case.id}" for case in cases)])
    return Erased(paths, cards, [case.code for case in cases if case.closed_at is None])


def _own(person_id: int, now: datetime) -> list[Executable]:
    """The statements for the person's own rows: delete the row, or empty its personal columns."""

    def without(table: Table, **values: Any) -> Executable:
        return update(table).where(rows_of(table, person_id)).values(emptied(table) | values)

    not_called = rows_of(call_back, person_id) & call_back.c.done_at.is_(None)
    agreed = rows_of(consent, person_id) & consent.c.withdrawn_at.is_(None)
    gone = (sealed_words, transcript, personal_text, conversation, account, link_pin)
    return [
        without(opinion, person_id=None, channel="", text_id=None),
        delete(call_back).where(not_called),
        without(call_back, person_id=None),
        *(delete(table).where(rows_of(table, person_id)) for table in gone),
        update(consent).where(agreed).values(withdrawn_at=now),
        without(person, discreet=False, announcements=False, erased_at=now),
    ]


def forget_case(
    tx: Transaction, submission_id: int, *, keep_text: bool, now: datetime
) -> list[str]:
    """Remove the identity from a case, and its words, place and files unless `keep_text`.

    Also from the messages about it, and from the audit log. Returns the paths of our copies of files.
    """
    of_events = select(submission_event.c.text_id).where(
        submission_event.c.submission_id == submission_id
    )
    of_case = select(submission.c.words_id).where(submission.c.id == submission_id)
    # One after the other, not "or": PostgreSQL would read every text.
    texts = personal_text.c.id.in_(of_events.union(of_case))
    if keep_text:
        tx.core.execute(update(personal_text).where(texts).values(person_id=None))
    else:
        tx.core.execute(delete(personal_text).where(texts))
    for table in (outbox, transcript, satisfaction):
        told = select(table.c.text_id).where(table.c.submission_id == submission_id)
        tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(told)))
    paths = _forget_files(tx, file.c.submission_id == submission_id)
    gone = emptied(submission, under_handling=keep_text) | {"person_id": None, "erased_at": now}
    tx.core.execute(update(submission).where(submission.c.id == submission_id).values(gone))
    return paths


def end_case(tx: Transaction, submission_id: int, now: datetime) -> list[str]:
    """Forget a case that was stored long enough; what is counted stays. Returns paths of files."""
    paths = forget_case(tx, submission_id, keep_text=False, now=now)
    about = outbox.c.submission_id == submission_id
    outbox_states.forget(tx, about)
    outbox_states.erase_address(tx, about)
    _forget_audit(tx, [f"submission:{submission_id}"])
    return paths


def end_opinion(tx: Transaction, opinion_id: int) -> list[str]:
    """Forget an opinion that was stored long enough; its stance stays counted. Returns paths."""
    this = opinion.c.id == opinion_id
    of_opinion = select(opinion_file.c.file_id).where(opinion_file.c.opinion_id == opinion_id)
    paths = _forget_files(tx, file.c.id.in_(of_opinion))
    texts = select(opinion.c.text_id).where(this)
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(texts)))
    values = emptied(opinion) | {"person_id": None, "channel": "", "text_id": None}
    tx.core.execute(update(opinion).where(this).values(values))
    return paths


def forget_sent(tx: Transaction, row_id: int) -> bool:
    """Erase the address and the text of an outbox row; False while it still waits to be sent."""
    row = tx.core.execute(
        select(outbox.c.state, outbox.c.text_id).where(outbox.c.id == row_id)
    ).first()
    if row is None:
        return True
    if row.state == State.WAITING:
        return False
    outbox_states.forget(tx, outbox.c.id == row_id)
    outbox_states.erase_address(tx, outbox.c.id == row_id)
    tx.core.execute(delete(personal_text).where(personal_text.c.id == row.text_id))
    return True


def _cards(tx: Transaction, cases: dict[int, Any], person_id: int) -> list[Card]:
    """The messages about these cases that were or will be sent to other people."""
    own_chats = set(
        tx.core.execute(select(account.c.chat).where(rows_of(account, person_id))).scalars()
    )
    rows = tx.core.execute(
        select(
            outbox.c.id,
            outbox.c.channel,
            outbox.c.chat,
            outbox.c.state,
            outbox.c.content,
            outbox.c.submission_id,
        )
        .where(
            outbox.c.submission_id.in_(cases),
            outbox.c.operation == "send",
            outbox.c.state.in_((*UNSENT, State.SENT)),
        )
        .order_by(outbox.c.id)
    ).all()
    found = []
    for row in rows:
        if row.chat in own_chats:
            continue
        message = unpack(row.content or {}, "")
        case = cases[row.submission_id]
        found.append(
            Card(
                row.id,
                row.channel,
                row.chat,
                row.state == State.SENT,
                message.file is not None,
                message.choices,
                case.code,
                case.closed_at is None,
            )
        )
    return found


def _in_chats(table: Table, person_id: int) -> ColumnElement[bool]:
    """The condition that a row is of one of the person's private chats."""
    chats = select(account.c.channel, account.c.chat).where(account.c.person_id == person_id)
    return tuple_(table.c.channel, table.c.chat).in_(chats)


def _forget_messages(tx: Transaction, person_id: int) -> None:
    """Erase messages to the person or about them, and failed updates from them."""
    theirs = rows_of(outbox, person_id)
    own_chats = select(account.c.channel, account.c.chat).where(rows_of(account, person_id))
    outbox_states.forget(tx, theirs)
    outbox_states.erase_files(tx, theirs)
    outbox_states.erase_address(tx, theirs, tuple_(outbox.c.channel, outbox.c.chat).in_(own_chats))
    for failed in (rows_of(failed_update, person_id), _in_chats(failed_update, person_id)):
        tx.core.execute(update(failed_update).where(failed).values(chat=""))
    tx.core.execute(delete(held_update).where(_in_chats(held_update, person_id)))


def _forget_files(tx: Transaction, which: ColumnElement[bool]) -> list[str]:
    """Delete these rows of files; returns the paths of our copies."""
    paths = [row.path for row in tx.core.execute(select(file.c.path).where(which)) if row.path]
    tx.core.execute(delete(file).where(which))
    return paths


def _exports(tx: Transaction, person_id: int) -> list[str]:
    """The paths of files that were made for the person: their copies."""
    sent = tx.core.execute(
        select(outbox.c.content).where(
            outbox.c.person_id == person_id, outbox.c.content.is_not(None)
        )
    )
    made = [row.content["file"][3] for row in sent if "file" in row.content]
    return [path for path in made if path]


def _merged(tx: Transaction, person_id: int) -> list[int]:
    """Earlier ids of the person, from before their accounts were joined."""
    details = tx.core.execute(
        select(audit_detail.c.after)
        .join(audit, audit.c.id == audit_detail.c.audit_id)
        .where(audit.c.subject == f"person:{person_id}", audit.c.act == LINKED)
    )
    return [row.after["was"] for row in details]


def _forget_audit(tx: Transaction, names: list[str]) -> None:
    """Delete the values of acts from the audit log; the acts stay in the chain."""
    rows = select(audit.c.id).where(or_(audit.c.subject.in_(names), audit.c.actor.in_(names)))
    tx.core.execute(delete(audit_detail).where(audit_detail.c.audit_id.in_(rows)))
