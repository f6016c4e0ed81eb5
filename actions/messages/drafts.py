"""Drafts that were not sent: their authors are reminded once, then the drafts expire."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.messages import draft_taps
from locales import _
from storage.people import people
from storage.updates import conversations, draft_traces

if TYPE_CHECKING:
    from actions.notifier import Notifier

BATCH = 50
TOPIC = "draft"
ORIGIN = "drafts"


def remind(notifier: Notifier) -> None:
    """Job: remind the author of an unsent draft, once, some hours after the last input."""
    silent_for = timedelta(hours=notifier.organisation.reminders.draft_after_hours)
    for state in conversations.unfinished(
        notifier.tx, touched_before=notifier.now - silent_for, limit=BATCH
    ):
        state.reminded_at = notifier.now
        conversations.save(notifier.tx, state)
        person = people.by_id(notifier.tx, state.person_id)
        at = notifier.organisation.polite(notifier.now)
        if person is None or state.expires_at is None or at >= state.expires_at:
            continue
        notifier.notify(
            person,
            _(
                "You began something here and have not sent it; nobody has read it. It is kept "
                "until {day}."
            ),
            day=notifier.organisation.local(state.expires_at).date(),
            choices=[[Button(_("Go on"), draft_taps.Resume())]],
            not_before=at,
            topic=TOPIC,
            origin=ORIGIN,
        )


def erase(notifier: Notifier) -> None:
    """Job: erase expired drafts, and notify their authors."""
    for state in conversations.expired(notifier.tx, now=notifier.now, limit=BATCH):
        began = state.touched_at
        draft_traces.erase(notifier.tx, state, state.draft.messages, notifier.now)
        state.leave_form()
        state.close_choices()
        conversations.save(notifier.tx, state)
        person = people.by_id(notifier.tx, state.person_id)
        if person is not None:
            notifier.notify(
                person,
                _(
                    "What you began on {day} and did not send is erased now, as announced; nobody "
                    "read it. Write again whenever you like."
                ),
                day=notifier.organisation.local(began).date(),
                choices=[[Button(_("Write again"), draft_taps.Report())]],
                not_before=notifier.organisation.polite(notifier.now),
                topic=TOPIC,
                origin=ORIGIN,
            )
