"""Erases, in small batches, what was kept long enough. Drafts have a file of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.messages.quota import month_of
from storage.messages import quota
from storage.people import retention

if TYPE_CHECKING:
    from actions.notifier import Voice

USE = timedelta(days=400)
"""How long it is kept how many messages a service was asked to send."""


def forget(voice: Voice) -> None:
    """One batch of everything that was kept long enough."""
    keeping = voice.organisation.keeping
    retention.forget_chat(voice.tx, voice.now - timedelta(days=keeping.transcript_days))
    retention.forget_keys(voice.tx, voice.now)
    quota.forget(voice.tx, month_of(voice.now - USE))
    years = timedelta(days=366 * keeping.case_years)
    retention.forget_cases(voice.tx, voice.now - years, voice.now)
