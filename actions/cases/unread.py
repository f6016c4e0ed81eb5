"""Reports on officials' conduct that lost their last reader, or get one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.messages import cards, notices
from actions.permit import readers_of_conduct, words_of_resident
from domain.cases.tracking_code import format_code
from domain.people.roles import Role
from locales import _
from storage import tasks
from storage.cases import worklist
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.officials import Official

MARK = "unread"
"""The kind of the marks of cases whose residents were told that nobody may read them."""


def tell_of_unread(who: Notifier) -> None:
    """Tell the residents of open cases that nobody may read any more, once; and administrators.

    Administrators read a number only: neither which cases, nor whom they are about.
    """
    lost = [case for case in _without_reader(who) if _once(who, case)]
    for case in lost:
        _tell_resident(who, case)
    if not lost:
        return
    for one in officials.active(who.tx):
        person = people.by_id(who.tx, one.person_id) if one.role == Role.ADMIN else None
        if person is not None:
            who.notify(
                person,
                _(
                    "⚠ Reports for heads alone that nobody may read now: {count}. Let a head in, or "
                    "name a conduct_reader in organisation.toml. Their residents are told."
                ),
                count=len(lost),
                origin="unread",
            )


def count_unread(who: Notifier) -> int:
    """How many open cases for heads alone nobody may read."""
    return len(_without_reader(who))


def hand_to(who: Notifier, official: Official) -> None:
    """Send a new reader the cards of the open cases that nobody but they may read."""
    person = people.by_id(who.tx, official.person_id)
    for case in worklist.head_only(who.tx):
        readers = readers_of_conduct(who, words_of_resident(who, case), case.person_id)
        if person is not None and [one.id for one in readers] == [official.id]:
            cards.send_to(who, case, official, person)


def _without_reader(who: Notifier) -> list[Submission]:
    return [
        case
        for case in worklist.head_only(who.tx)
        if not readers_of_conduct(who, words_of_resident(who, case), case.person_id)
    ]


def _once(who: Notifier, case: Submission) -> bool:
    return tasks.once(who.tx, MARK, f"{case.id}", who.now)


def _tell_resident(who: Notifier, case: Submission) -> None:
    resident = notices.resident_of(who, case)
    if resident is None:
        return
    if notices.is_discreet(case, resident):
        words = _("There is news on case {code}. If it is urgent to you, ask at {desk}: {phone}.")
    else:
        words = _(
            "{code}: nobody at the office may read this now, because it may be about whoever could. "
            "Please turn to {desk}, {address}; {hours}; {phone}."
        )
    who.notify(
        resident,
        words,
        code=format_code(case.code),
        not_before=who.when_for(resident),
        submission_id=case.id,
        **who.organisation.province_desk.placeholders(),
    )
