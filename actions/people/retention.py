"""Erase expired data in small batches; `actions.messages.drafts` erases drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.people.privacy import UNLINK
from domain.cases.acts import Act
from domain.messages.quota import month_of
from storage import tasks
from storage.messages import quota
from storage.people import erasure, retention

if TYPE_CHECKING:
    from actions.notifier import Notifier

USE = timedelta(days=400)
"""How long the monthly counts of messages are stored."""
CALL_BACKS = timedelta(days=90)
"""How long a number waits for a call that nobody makes."""


def forget(notifier: Notifier) -> None:
    """Job: erase one batch of each kind of expired data."""
    periods = notifier.organisation.retention
    retention.forget_chat(notifier.tx, notifier.now - timedelta(days=periods.transcript_days))
    retention.forget_keys(notifier.tx, notifier.now)
    quota.forget(notifier.tx, month_of(notifier.now - USE))
    years = timedelta(days=366 * periods.case_years)
    old = notifier.now - years
    paths = [
        *retention.forget_cases(notifier.tx, old, notifier.now),
        *retention.forget_opinions(notifier.tx, old),
    ]
    retention.forget_call_backs(notifier.tx, notifier.now - CALL_BACKS, notifier.now)
    part = (notifier.now.hour * 60 + notifier.now.minute) // 10
    for person_id in retention.silent_people(notifier.tx, old, part):
        paths += erasure.erase(notifier.tx, person_id, notifier.now).paths
        notifier.log(Act.ERASE, f"person:{person_id}")
    if paths:
        tasks.add(notifier.tx, UNLINK, {"paths": paths}, notifier.now)
