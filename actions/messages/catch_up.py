"""What was held for somebody goes out as one message when they can be written to again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
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
"""An announcement that waited so long is news no more."""
LONGEST = 1400
"""UTF-16 units of all the words of a bundle; of a case of which more waits, the newest are said."""
ONE = 700
"""A message longer than this goes out by itself."""
PRICED = (ParkReason.COSTS, ParkReason.QUOTA, ParkReason.SHARE)
"""Held for what it would cost, while it could be bought."""
CHATS = 50
"""How many are looked after in one round."""


def bundle(notifier: Notifier, person: Person) -> None:
    """Make what waits for a resident one message, each of its parts marked with it."""
    rows = catch_up.waiting_news(notifier.tx, person.channel, person.chat, notifier.now)
    announced = f"{broadcasts.ANNOUNCEMENT}:"
    stale = [
        row.id
        for row in rows
        if row.origin.startswith(announced) and notifier.now - row.created_at > STALE
    ]
    catch_up.withdraw(notifier.tx, stale)
    # An official's cards hold other people's words, which those people may erase; a part of a long
    # text and a file belong to what stands beside them.
    fits = [
        row
        for row in rows
        if row.id not in stale and row.person_id == person.id and length(row.body) <= ONE
        and row.topic.count(":") < 2 and "file" not in (row.content or {})
    ]  # fmt: skip
    rules = notifier.commune.quotas.get(person.channel)
    # Where a month's messages may be used up, each stays by itself: held again, it is listed with
    # its own case.
    if rules is not None and Cost.FREE in rules.monthly_limits:
        return
    if person.official_id is None and len(fits) > 1:
        _send(notifier, person, fits)


def _send(notifier: Notifier, person: Person, rows: Sequence[Any]) -> None:
    said = list(rows)
    if sum(length(row.body) for row in said) > LONGEST:
        # Older news of a case stand in the case; a matter without one has only its own words.
        said = list({row.submission_id or -row.id: row for row in rows}.values())
        while sum(length(row.body) for row in said) > LONGEST:
            said.pop()
        cases = {row.submission_id for row in said if row.submission_id}
        rows = [row for row in rows if row in said or row.submission_id in cases]
    codes = list(dict.fromkeys(row.submission_id for row in rows if row.submission_id))
    head = translate(_("While you were away:"), person.language)
    text = "\n\n".join([head, *(row.body for row in said)])
    carrier = outbox.put(
        notifier.tx, channel=person.channel, chat=person.chat, now=notifier.now, rank=outbox.NOTICE,
        message=Outgoing(text, _choices(notifier, person, rows, codes)), person_id=person.id,
        origin=outbox.BUNDLE, submission_id=codes[0] if len(codes) == 1 else None,
    )  # fmt: skip
    outbox_states.bundle(notifier.tx, [row.id for row in rows], carrier)


def _choices(
    notifier: Notifier, person: Person, rows: Sequence[Any], cases: Sequence[int]
) -> tuple[tuple[Choice, ...], ...]:
    """The newest message's own for a single case, else a way into each."""
    if len(cases) <= 1:
        return unpack(rows[-1].content or {}, "").choices
    found = [submissions.by_id(notifier.tx, case) for case in cases]
    return notifier.translated(
        [[Button(f"📄 {case.code}", f"case:{case.code}")] for case in found if case is not None],
        person.language,
    )


def release(notifier: Notifier) -> None:
    """What waits goes out: for who wrote while it was just being held, for everybody once a new month
    has new messages, and together what was to be paid for together. And what is held for its price
    is judged anew once even that does not buy it: they may be asked to write."""
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
    """Whether one message would be sent there now. What is held stays by itself, listed with its
    own case: its words are for those who handle that."""
    rules, month = notifier.commune.quotas[channel], month_of(notifier.now)
    found = cost_of(
        rules, rank=outbox.NOTICE, messages=1, now=notifier.now,
        last_active_at=conversations.last_heard(notifier.tx, channel, chat),
        used=quota.used(notifier.tx, channel, month),
    )  # fmt: skip
    if found is Cost.PAID:
        paid_to_person = quota.used(notifier.tx, channel, month, chat).get(Cost.PAID, 0)
        found = cost_when_paid(rules, messages=1, paid_to_person=paid_to_person, gathered=True)
    return isinstance(found, Cost)
