"""Receipts: messages that show an official whether their words were delivered.

A receipt is edited when the resident's message is delivered, parked or given up. Its buttons correct
the answer or take it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from locales import Text, _, translate
from storage.cases import submissions
from storage.messages import receipts, sent_messages
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from actions.notifier import Notifier

STATE_TEXTS: dict[str, Text] = {
    "sent": _("{code}: delivered {time}."),
    "parked": _(
        "{code}: the resident cannot be reached now. It goes out when they write: /chuaden"
    ),
    "told": _("{code}: told another way, by telephone or in person."),
    "dead": _("{code}: it could not be delivered. An administrator sees why: /thuloi"),
}
CORRECTABLE = (Act.ANSWER, Act.CORRECT)
"""Acts whose words can be replaced."""
RETRACTABLE = (*CORRECTABLE, Act.ASK)
"""Acts whose words can be taken back."""


def buttons(event_id: int, act: str) -> list[list[Button]]:
    """The buttons that change words that were sent."""
    row = []
    if act in CORRECTABLE:
        row.append(Button(_("Correct it"), case_taps.Correct(event_id)))
    if act in RETRACTABLE:
        row.append(Button(_("Take it back"), case_taps.TakeBack(event_id)))
    return [row] if row else []


def follow(notifier: Notifier, sent: Recorded, row_id: int) -> None:
    """Make the official's message (an outbox row) the receipt of these words."""
    receipts.add(notifier.tx, sent.event_id, row_id)


def update(notifier: Notifier) -> None:
    """Job: edit the receipts of messages whose state has changed."""
    for receipt in receipts.due(notifier.tx):
        receipts.mark(notifier.tx, receipt.event_id, receipt.state)
        copy = sent_messages.by_row(notifier.tx, receipt.row_id)
        case = submissions.by_id(notifier.tx, receipt.submission_id)
        if copy is None or case is None or receipt.withdrawn:
            continue
        language = _language(notifier, receipt.official_id)
        html = translate(
            STATE_TEXTS[receipt.state],
            language,
            code=format_code(case.code),
            time=receipt.sent_at or notifier.now,
        )
        private = people.by_chat(notifier.tx, copy.channel, copy.chat) is not None
        rows = buttons(receipt.event_id, receipt.act) if private else []
        choices = notifier.translated(rows, language)
        can = notifier.commune.channels[copy.channel]
        if not can.edits and can.lists(choices):
            choices = ()  # the new line has no list: the numbers of the one above are still valid
        sent_messages.edit(
            notifier.tx,
            copy,
            html,
            choices,
            now=notifier.now,
            submission_id=case.id,
            how=notifier.how(choices, language),
        )


def _language(notifier: Notifier, official_id: int | None) -> str:
    official = officials.by_id(notifier.tx, official_id) if official_id else None
    person = people.by_id(notifier.tx, official.person_id) if official else None
    return person.language if person else "vi"
