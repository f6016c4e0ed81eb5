"""The one place where a case changes: row, history, files, audit log and messages together.

An action asks `permit`, decides what follows, and calls `record` once. A house rule forbids any
other way to change a case or to add to its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from actions import files
from actions.cases.messages import cards, notices
from actions.cases.rereading import everything_said, follows_from
from domain.cases.acts import Act
from storage.cases import events, submissions
from storage.cases.events import NewEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.messages.notices import Notice
    from actions.files import NewFile
    from actions.notifier import Notifier
    from domain.cases.states import CaseState
    from storage.cases.files import File
    from storage.cases.submissions import NewCase, Submission

IN_HISTORY = (
    "assignee_id",
    "unit_id",
    "due_at",
    "suspended_at",
    "asked_at",
    "answered_at",
    "closed_at",
    "formal_received_at",
    "reopened",
    "urgent",
    "head_only",
)
"""Columns whose changes an event carries, besides the state."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The result of one change of a case."""

    case: Submission
    """The case after the change."""
    act: Act
    event_id: int
    files: list[File]
    notice_at: datetime | None
    """When the resident's message may be sent at the earliest (UTC); None without a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The parts of an event besides its actor and the changes of the case."""

    words: str = ""
    files: Sequence[NewFile] = ()
    public: bool = True
    """The resident may see it."""
    notice: Notice | None = None
    """The message to the resident; None: no message."""
    replaces: int | None = None
    """The id of the event whose words these correct."""
    is_danger: bool = False
    """The resident says that it tells of a danger."""
    is_conduct: bool = False
    """The resident says that it is about an official's conduct."""
    outbox_id: int | None = None
    """The resident's message, if an existing one was edited."""
    detail: dict[str, Any] | None = None


NOTHING_MORE = Happening()


def record(
    who: Notifier,
    case: Submission,
    act: Act,
    happening: Happening = NOTHING_MORE,
    *,
    to: CaseState | None = None,
    **changes: Any,
) -> Recorded:
    """Change a case: store its new row, the event with its files, and queue the messages.

    `to` is the new state, `changes` are further columns of the case. New words of the resident are
    read as the first ones were: `rereading.follows_from`. Raises `Changed` if another transaction
    changed the case since it was read; the turn is then run again. Raises `NobodyReads`.
    """
    if who.official_id is None and (happening.words or happening.files):
        said = everything_said(happening.files, happening.words)
        changes |= follows_from(
            who, case, said, danger=happening.is_danger, conduct=happening.is_conduct
        )
    if to is not None:
        changes["state"] = to.value
    after = submissions.change(who.tx, case, **changes)
    sent = None
    if happening.notice is not None:
        words = happening.words or (notices.WITHOUT_WORDS if happening.files else "")
        sent = notices.send(who, after, happening.notice, words)
    event_id = events.add(
        who.tx,
        NewEvent(
            submission_id=case.id,
            version=after.version,
            at=who.now,
            act=act,
            official_id=who.official_id,
            person_id=case.person_id,
            from_state=case.state,
            to_state=after.state,
            unit_id=after.unit_id if "unit_id" in changes else "",
            words=happening.words,
            public=happening.public,
            outbox_id=sent.row_id if sent else happening.outbox_id,
            replaces=happening.replaces,
            changed=_differences(case, after)[1],
            detail=happening.detail or {},
        ),
    )
    stored = _store_files(who, after, happening, event_id)
    if sent is not None:
        notices.send_files(who, after, sent, stored)
    _log(who, case, after, act)
    if changes:
        cards.refresh(who, after, sent.resident if sent else None)
    return Recorded(after, act, event_id, stored, sent.at if sent else None)


def record_new(who: Notifier, new: NewCase, attached: Sequence[NewFile]) -> Recorded:
    """File a case, with the first event of its history."""
    case = submissions.file(who.tx, new)
    changed = {name: _plain(getattr(case, name)) for name in IN_HISTORY}
    event_id = events.add(
        who.tx,
        NewEvent(
            submission_id=case.id,
            version=case.version,
            at=who.now,
            act=Act.FILE,
            from_state="",
            to_state=case.state,
            unit_id=case.unit_id,
            changed={name: value for name, value in changed.items() if value is not None},
        ),
    )
    stored = files.store(who, attached, person_id=case.person_id, submission_id=case.id)
    after = {"kind": case.kind, "unit": case.unit_id}
    who.log(Act.FILE, f"submission:{case.id}", after=after)
    return Recorded(case, Act.FILE, event_id, stored, None)


def _store_files(
    who: Notifier, case: Submission, happening: Happening, event_id: int
) -> list[File]:
    return files.store(
        who,
        happening.files,
        person_id=case.person_id,
        submission_id=case.id,
        event_id=event_id,
    )


def _log(who: Notifier, case: Submission, after: Submission, act: Act) -> None:
    """Write the audit log: states, ids and days only, because words must stay erasable."""
    old, new = _differences(case, after)
    if case.state != after.state:
        old, new = {"state": case.state, **old}, {"state": after.state, **new}
    who.log(act, f"submission:{case.id}", before=old or None, after=new or None)


def _differences(case: Submission, after: Submission) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changed columns that the event stores besides the state: values before and after."""
    names = [name for name in IN_HISTORY if getattr(case, name) != getattr(after, name)]
    return (
        {name: _plain(getattr(case, name)) for name in names},
        {name: _plain(getattr(after, name)) for name in names},
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
