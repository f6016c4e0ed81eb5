"""Erases what its time has come for; people are told when it was theirs and unsent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.turn import Button
from locales import _
from storage import conversations, people, retention

if TYPE_CHECKING:
    from handlers.voice import Voice

BATCH = 50


def erase_drafts(voice: Voice) -> None:
    """Drafts that were not sent in time are erased, and their authors told."""
    for state in conversations.expired(voice.tx, now=voice.now, limit=BATCH):
        began = state.touched_at
        state.leave_form()
        state.offered = []
        conversations.save(voice.tx, state)
        person = people.by_id(voice.tx, state.person_id)
        if person is not None:
            voice.notify(
                person,
                _("What you began on {day} and did not send is erased now, as announced; nobody "
                  "read it. Write again whenever you like."),
                day=voice.organisation.local(began).date(),
                choices=[[Button(_("Write again"), "report:")]],
                not_before=voice.organisation.polite(voice.now), origin="retention",
            )  # fmt: skip


def forget(voice: Voice) -> None:
    """One batch of everything that was kept long enough."""
    keeping = voice.organisation.keeping
    retention.forget_chat(voice.tx, voice.now - timedelta(days=keeping.transcript_days))
    retention.forget_keys(voice.tx, voice.now)
    years = timedelta(days=366 * keeping.case_years)
    retention.forget_cases(voice.tx, voice.now - years, voice.now)
