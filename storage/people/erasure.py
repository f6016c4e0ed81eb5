"""Everything that is kept of one person: told to them, and erased when they ask.

A case under handling keeps its text without the identity (Luật Bảo vệ dữ liệu cá nhân 91/2025:
consent can be withdrawn; the handling of a petition has its own legal ground). Everything else of
the person goes. Their row stays, empty, so that what is counted stays countable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from storage import tasks
from storage.messages import outbox_states, quota
from storage.messages.content import unpack
from storage.messages.outbox_states import UNSENT, State
from storage.tables.case import (
    call_back,
    file,
    sealed_words,
    submission,
    submission_event,
    wrong_code,
)
from storage.tables.consultation import opinion
from storage.tables.message import conversation, outbox, personal_text, transcript
from storage.tables.person import account, consent, link_pin, person
from storage.tables.work import audit, audit_detail

if TYPE_CHECKING:
    from datetime import datetime

    from domain.messages.message import Choice
    from storage.engine.transaction import Transaction


LINKED = "linked"
"""The act in the audit log when another account joins: `after["was"]` is the person it had."""


@dataclass(frozen=True, slots=True)
class Card:
    """A message about the person's case that somebody else got."""

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
    """What is left to do after the database forgot: files on the disk, messages at others'."""

    paths: list[str]
    cards: list[Card]
    kept: list[str]
    """Codes of the cases under handling, that keep their text."""


def erase(tx: Transaction, person_id: int, now: datetime) -> Erased:
    """Forget a person."""
    chats = [
        (row.channel, row.chat, row.sender)
        for row in tx.core.execute(
            select(account.c.channel, account.c.chat, account.c.sender).where(
                account.c.person_id == person_id
            )
        )
    ]
    cases = tx.core.execute(
        select(submission.c.id, submission.c.code, submission.c.closed_at).where(
            submission.c.person_id == person_id
        )
    ).all()
    cards = _cards(tx, {case.id: case for case in cases}, {chat for _channel, chat, _ in chats})
    paths = _forget_files(tx, person_id)
    for case in cases:
        forget_case(tx, case.id, keep_text=case.closed_at is None, now=now)
    _withdraw_cards(tx, cards)
    own = [
        update(opinion).where(opinion.c.person_id == person_id).values(
            person_id=None, author_name="", author_consent="", channel="", chat="", text_id=None
        ),
        delete(sealed_words).where(sealed_words.c.person_id == person_id),
        delete(call_back).where(
            call_back.c.person_id == person_id, call_back.c.done_at.is_(None)
        ),
        update(call_back).where(call_back.c.person_id == person_id).values(
            person_id=None, phone=""
        ),
        delete(transcript).where(transcript.c.person_id == person_id),
        delete(personal_text).where(personal_text.c.person_id == person_id),
        delete(conversation).where(conversation.c.person_id == person_id),
        update(consent).where(
            consent.c.person_id == person_id, consent.c.withdrawn_at.is_(None)
        ).values(withdrawn_at=now),
        delete(account).where(account.c.person_id == person_id),
        delete(link_pin).where(link_pin.c.person_id == person_id),
        update(person).where(person.c.id == person_id).values(
            name="", phone="", discreet=False, announcements=False, erased_at=now
        ),
    ]  # fmt: skip
    outbox_states.withdraw(tx, outbox.c.person_id == person_id)
    for statement in own:
        tx.core.execute(statement)
    for channel, chat, sender in chats:
        quota.forget_chat(tx, channel, chat)
        tx.core.execute(
            delete(wrong_code).where(
                wrong_code.c.channel == channel, wrong_code.c.sender == sender
            )
        )
    tasks.add(tx, tasks.SCRUB, {}, now)
    persons = [f"person:{one}" for one in (person_id, *_merged(tx, person_id))]
    _forget_audit(tx, [*persons, *(f"submission:{case.id}" for case in cases)])
    return Erased(paths, cards, [case.code for case in cases if case.closed_at is None])


def forget_case(tx: Transaction, submission_id: int, *, keep_text: bool, now: datetime) -> None:
    """Take the identity out of a case; its words too, unless it is under handling."""
    of_events = select(submission_event.c.text_id).where(
        submission_event.c.submission_id == submission_id
    )
    of_case = select(submission.c.words_id).where(submission.c.id == submission_id)
    # One after the other, not "or": PostgreSQL would look at every text there is.
    texts = personal_text.c.id.in_(of_events.union(of_case))
    if keep_text:
        tx.core.execute(update(personal_text).where(texts).values(person_id=None))
    else:
        tx.core.execute(delete(personal_text).where(texts))
    of_messages = select(outbox.c.text_id).where(outbox.c.submission_id == submission_id)
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(of_messages)))
    tx.core.execute(
        update(submission)
        .where(submission.c.id == submission_id)
        .values(person_id=None, author_name="", author_consent="", chat="", erased_at=now)
    )


def _cards(tx: Transaction, cases: dict[int, Any], own_chats: set[str]) -> list[Card]:
    rows = tx.core.execute(
        select(
            outbox.c.id, outbox.c.channel, outbox.c.chat, outbox.c.state, outbox.c.content,
            outbox.c.submission_id,
        ).where(
            outbox.c.submission_id.in_(cases), outbox.c.operation == "send",
            outbox.c.state.in_((*UNSENT, State.SENT)),
        ).order_by(outbox.c.id)
    ).all()  # fmt: skip
    found = []
    for row in rows:
        if row.chat in own_chats:
            continue
        message = unpack(row.content or {}, "")
        case = cases[row.submission_id]
        found.append(
            Card(
                row.id, row.channel, row.chat, row.state == State.SENT, message.file is not None,
                message.choices, case.code, case.closed_at is None,
            )
        )  # fmt: skip
    return found


def _withdraw_cards(tx: Transaction, cards: list[Card]) -> None:
    waiting = [card.row_id for card in cards if not card.sent]
    outbox_states.withdraw(tx, outbox.c.id.in_(waiting))


def _forget_files(tx: Transaction, person_id: int) -> list[str]:
    """Their files' rows go; the paths of our copies are returned, exports included."""
    own = select(file.c.id).where(file.c.person_id == person_id)
    of_cases = (
        select(file.c.id)
        .join(submission, file.c.submission_id == submission.c.id)
        .where(submission.c.person_id == person_id)
    )
    theirs = file.c.id.in_(own.union(of_cases))
    paths = [row.path for row in tx.core.execute(select(file.c.path).where(theirs)) if row.path]
    tx.core.execute(delete(file).where(theirs))
    sent = tx.core.execute(
        select(outbox.c.content).where(
            outbox.c.person_id == person_id, outbox.c.content.is_not(None)
        )
    )
    made = [row.content["file"][3] for row in sent if "file" in row.content]
    return [*paths, *(path for path in made if path)]


def _merged(tx: Transaction, person_id: int) -> list[int]:
    """Whom the person was before their accounts were joined."""
    details = tx.core.execute(
        select(audit_detail.c.after)
        .join(audit, audit.c.id == audit_detail.c.audit_id)
        .where(audit.c.subject == f"person:{person_id}", audit.c.act == LINKED)
    )
    return [row.after["was"] for row in details]


def _forget_audit(tx: Transaction, names: list[str]) -> None:
    """The acts stay in the chain, their values go."""
    rows = select(audit.c.id).where(or_(audit.c.subject.in_(names), audit.c.actor.in_(names)))
    tx.core.execute(delete(audit_detail).where(audit_detail.c.audit_id.in_(rows)))


def everything_of(tx: Transaction, person_id: int) -> dict[str, Any]:
    """All that is kept of a person, as plain data for a file. Words that are held apart are left
    out: they lie in one place only."""

    def rows(statement: Any) -> list[dict[str, Any]]:
        return [
            {str(name): value for name, value in row._mapping.items()}
            for row in tx.core.execute(statement)
        ]

    words = personal_text.c.body.label("words")
    return {
        "person": rows(
            select(
                person.c.name, person.c.language, person.c.phone, person.c.discreet,
                person.c.announcements, person.c.created_at,
            ).where(person.c.id == person_id)
        ),
        "accounts": rows(
            select(
                account.c.channel, account.c.sender, account.c.preferred, account.c.linked_at
            ).where(account.c.person_id == person_id)
        ),
        "consents": rows(
            select(
                consent.c.purpose, consent.c.version, consent.c.given_at, consent.c.withdrawn_at
            ).where(consent.c.person_id == person_id)
        ),
        "cases": rows(
            select(
                submission.c.code, submission.c.kind, submission.c.state,
                submission.c.received_at, submission.c.hamlet_id, submission.c.place,
                submission.c.latitude, submission.c.longitude, submission.c.author_name, words,
            )
            .outerjoin(personal_text, submission.c.words_id == personal_text.c.id)
            .where(submission.c.person_id == person_id)
        ),
        "history": rows(
            select(submission.c.code, submission_event.c.at, submission_event.c.act, words)
            .join(submission, submission_event.c.submission_id == submission.c.id)
            .outerjoin(personal_text, submission_event.c.text_id == personal_text.c.id)
            .where(submission.c.person_id == person_id, submission_event.c.public)
            .order_by(submission_event.c.id)
        ),
        "opinions": rows(
            select(
                opinion.c.code, opinion.c.stance, opinion.c.at, opinion.c.current,
                opinion.c.late, opinion.c.author_name, words,
            )
            .outerjoin(personal_text, opinion.c.text_id == personal_text.c.id)
            .where(opinion.c.person_id == person_id)
        ),
        "files": rows(
            select(file.c.kind, file.c.name, file.c.size, file.c.at).where(
                file.c.person_id == person_id
            )
        ),
        "messages": rows(
            select(transcript.c.at, transcript.c.kind, words)
            .outerjoin(personal_text, transcript.c.text_id == personal_text.c.id)
            .where(transcript.c.person_id == person_id)
            .order_by(transcript.c.id)
        ),
        "answers": rows(
            select(outbox.c.created_at, words)
            .outerjoin(personal_text, outbox.c.text_id == personal_text.c.id)
            .where(outbox.c.person_id == person_id)
            .where(outbox.c.chat.in_(
                select(account.c.chat).where(account.c.person_id == person_id)
            ))
            .order_by(outbox.c.id)
        ),
        "drafts": rows(
            select(conversation.c.form, conversation.c.draft).where(
                conversation.c.person_id == person_id
            )
        ),
    }  # fmt: skip
