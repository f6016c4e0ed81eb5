"""Erase expired data in small batches; `actions.messages.drafts` erases drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.messages.quota import month_of
from storage.messages import quota
from storage.people import retention

if TYPE_CHECKING:
    from actions.notifier import Notifier

USE = timedelta(days=400)
"""How long the monthly counts of messages are stored."""


def forget(notifier: Notifier) -> None:
    """Job: erase one batch of each kind of expired data."""
    periods = notifier.organisation.retention
    retention.forget_chat(notifier.tx, notifier.now - timedelta(days=periods.transcript_days))
    retention.forget_keys(notifier.tx, notifier.now)
    quota.forget(notifier.tx, month_of(notifier.now - USE))
    years = timedelta(days=366 * periods.case_years)
    retention.forget_cases(notifier.tx, notifier.now - years, notifier.now)
