"""Send the parked notices of one person as one message when they can be messaged again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from domain.messages.message import Outgoing
from domain.messages.message_parts import length
from domain.messages.quota import (
    GATHER_TIME,
    WINDOW_MARGIN,
    Cost,
    ParkReason,
    cost_of,
    cost_when_paid,
    month_of,
)
from locales import _, translate
from storage import tasks
from storage.cases import submissions
from storage.messages import broadcasts, catch_up, outbox, outbox_states, quota, reachability
from storage.messages.content import unpack
from storage.people import people
from storage.updates import conversations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from actions.notifier import Notifier
    from domain.messages.message import Choice
    from storage.people.people import Person

STALE = timedelta(days=7)
"""An announcement that waited for longer is withdrawn."""
LONGEST = 1400
"""UTF-16 units of all texts in a bundle; above it, only the newest text of each case."""
LONGEST_PART = 700
"""A message with more UTF-16 units is sent separately."""
PRICED = (ParkReason.COSTS, ParkReason.QUOTA, ParkReason.SHARE)
"""Reasons to park a message that costs money."""
CHATS = 50
"""Chats in one round of the job."""


def bundle(notifier: Notifier, person: Person) -> None:
    """Merge the waiting notices of a resident into one message; they are stored as bundled."""
    rows = catch_up.waiting_notices(notifier.tx, person.channel, person.chat, notifier.now)
    announced = f"{broadcasts.ANNOUNCEMENT}:"
    stale = [
        row.id
        for row in rows
        if row.origin.startswith(announced) and notifier.now - row.created_at > STALE
    ]
    outbox_states.withdraw_rows(notifier.tx, stale)
    # Not an official's cards: other people may erase their words in them. Not the part of a long
    # text, nor a file: they belong to the message beside them.
    fits = [
        row
        for row in rows
        if row.id not in stale
        and row.person_id == person.id
        and length(row.body) <= LONGEST_PART
        and row.topic.count(":") < 2
        and "file" not in (row.content or {})
    ]
    rules = notifier.commune.quotas.get(person.channel)
    # Where a month's messages can be used up, none are merged: if one is parked again, the list of
    # undelivered messages names its own case.
    if rules is not None and Cost.FREE in rules.monthly_limits:
        return
    if person.official_id is None and len(fits) > 1:
        _send(notifier, person, fits)


def _send(notifier: Notifier, person: Person, rows: Sequence[Any]) -> None:
    included = list(rows)
    if sum(length(row.body) for row in included) > LONGEST:
        # The older notices can be read in the case; a notice without a case stays.
        included = list({row.submission_id or -row.id: row for row in rows}.values())
        while sum(length(row.body) for row in included) > LONGEST:
            included.pop()
        cases = {row.submission_id for row in included if row.submission_id}
        rows = [row for row in rows if row in included or row.submission_id in cases]
    codes = list(dict.fromkeys(row.submission_id for row in rows if row.submission_id))
    head = translate(_("While you were away:"), person.language)
    text = "\n\n".join([head, *(row.body for row in included)])
    carrier = outbox.put(
        notifier.tx,
        channel=person.channel,
        chat=person.chat,
        now=notifier.now,
        rank=outbox.NOTICE,
        message=Outgoing(text, _choices(notifier, person, rows, codes)),
        person_id=person.id,
        origin=outbox.BUNDLE,
        submission_id=codes[0] if len(codes) == 1 else None,
    )
    outbox_states.bundle(notifier.tx, [row.id for row in rows], carrier)


def _choices(
    notifier: Notifier, person: Person, rows: Sequence[Any], cases: Sequence[int]
) -> tuple[tuple[Choice, ...], ...]:
    """The buttons of the newest notice if all are about one case, else one button a case."""
    if len(cases) <= 1:
        return unpack(rows[-1].content or {}, "").choices
    found = [submissions.by_id(notifier.tx, case) for case in cases]
    return notifier.translated(
        [
            [Button(f"📄 {case.code}", case_taps.See(case.code))]
            for case in found
            if case is not None
        ],
        person.language,
    )


def release(notifier: Notifier) -> None:
    """Job: release parked notices.

    Of everybody, when a new month resets the quota. Of people who wrote in the meantime. Of people
    whose window for paid messages closed, so that a template message can ask them to write. And of
    people whose notices were gathered into one paid message.
    """
    for channel, rules in notifier.commune.quotas.items():
        month = month_of(notifier.now)
        if rules.monthly_limits and tasks.once(
            notifier.tx, "new quota", f"{channel}:{month}", notifier.now
        ):
            reachability.clear_awaited(notifier.tx, channel)
            for chat in catch_up.chats_with_parked(
                notifier.tx, channel, (ParkReason.QUOTA, ParkReason.SHARE)
            ):
                reachability.release_parked(
                    notifier.tx, channel, chat, (ParkReason.QUOTA, ParkReason.SHARE)
                )
        if rules.free_for is not None:
            _release_open(notifier, channel, notifier.now - rules.free_for + WINDOW_MARGIN)
        if rules.open_for is not None:
            gone = notifier.now - rules.open_for + WINDOW_MARGIN
            for chat in catch_up.chats_with_parked(
                notifier.tx, channel, PRICED, heard_before=gone, limit=CHATS
            ):
                reachability.release_parked(notifier.tx, channel, chat, PRICED)
        if notifier.organisation.polite(notifier.now) == notifier.now:
            _release_gathered(notifier, channel)


def _release_open(notifier: Notifier, channel: str, since: datetime) -> None:
    for chat in catch_up.chats_with_parked(
        notifier.tx, channel, (ParkReason.WINDOW, *PRICED), heard_after=since, limit=CHATS
    ):
        person = people.by_chat(notifier.tx, channel, chat)
        reachability.mark_reachable(notifier.tx, channel, chat)
        if person is not None:
            bundle(notifier, person)


def _release_gathered(notifier: Notifier, channel: str) -> None:
    due_before = notifier.now - GATHER_TIME
    for chat in catch_up.chats_with_parked(
        notifier.tx, channel, (ParkReason.GATHERS,), due_before=due_before, limit=CHATS
    ):
        person = people.by_chat(notifier.tx, channel, chat)
        reachability.release_parked(
            notifier.tx, channel, chat, (ParkReason.GATHERS,), origin=outbox.BUNDLE
        )
        if person is not None and _goes_out(notifier, channel, chat):
            bundle(notifier, person)


def _goes_out(notifier: Notifier, channel: str, chat: str) -> bool:
    """Whether one message would be sent to this chat now, and not parked again.

    Notices that stay parked are not merged: the list of undelivered messages shows each with its case.
    """
    rules, month = notifier.commune.quotas[channel], month_of(notifier.now)
    found = cost_of(
        rules,
        rank=outbox.NOTICE,
        messages=1,
        now=notifier.now,
        last_active_at=conversations.last_heard(notifier.tx, channel, chat),
        used=quota.used(notifier.tx, channel, month),
    )
    if found is Cost.PAID:
        paid_to_person = quota.used(notifier.tx, channel, month, chat).get(Cost.PAID, 0)
        found = cost_when_paid(rules, messages=1, paid_to_person=paid_to_person, gathered=True)
    return isinstance(found, Cost)
