"""What an official hears after sending: it goes out, when it arrived, or why it did not.

One message, edited when the fate of the resident's message is known; under it the ways to correct
an answer or to take it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases.tracking_code import format_code
from locales import Text, _, translate
from storage.cases import submissions
from storage.messages import sent_messages
from storage.people import officials, people

if TYPE_CHECKING:
    from datetime import datetime

    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

FATES: dict[str, Text] = {
    "sent": _("{code}: delivered {time}."),
    "parked": _(
        "{code}: the resident cannot be reached now. It goes out when they write: /chuaden"
    ),
    "told": _("{code}: told another way, by telephone or in person."),
    "dead": _("{code}: it could not be delivered. An administrator sees why: /thuloi"),
}


def give(
    turn: Turn, case: Submission, event_id: int, at: datetime | None, act: str = "reply"
) -> None:
    """Say what becomes of the message of an event (an `act`) that goes out `at`."""
    code = format_code(case.code)
    rows = buttons(event_id, act) if turn.incoming.private else []
    if at is None:
        turn.say(
            _("Kept in {code}. The resident had their data erased: nobody is told."), code=code
        )
        return
    if at > turn.now:
        row = turn.say(
            _("Kept for {code}. It goes out {time}, after the quiet hours."), code=code, time=at,
            choices=rows, submission_id=case.id,
        )  # fmt: skip
    else:
        row = turn.say(
            _("Sent for {code}. Here I show when it has arrived."), code=code,
            choices=rows, submission_id=case.id,
        )  # fmt: skip
    submissions.set_event(turn.tx, event_id, receipt_id=row)


def buttons(event_id: int, act: str) -> list[list[Button]]:
    """What can still be done about words that were sent."""
    row = []
    if act == "reply":
        row.append(Button(_("Correct it"), f"correct:{event_id}"))
    if act in ("reply", "question"):
        row.append(Button(_("Take it back"), f"takeback:{event_id}"))
    return [row] if row else []


def tell(notifier: Notifier) -> None:
    """Write on each official's copy what became of the message. Run often: does only what is new."""
    for receipt in sent_messages.receipts(notifier.tx):
        submissions.set_event(notifier.tx, receipt.event_id, receipt_state=receipt.state)
        copy = sent_messages.by_row(notifier.tx, receipt.row_id)
        case = submissions.by_id(notifier.tx, receipt.submission_id)
        if copy is None or case is None or receipt.withdrawn:
            continue
        language = _language(notifier, receipt.official_id)
        html = translate(
            FATES[receipt.state], language, code=format_code(case.code),
            time=receipt.sent_at or notifier.now,
        )  # fmt: skip
        private = people.by_chat(notifier.tx, copy.channel, copy.chat) is not None
        rows = buttons(receipt.event_id, receipt.act) if private else []
        choices = notifier.translated(rows, language)
        can = notifier.commune.channels[copy.channel]
        if not can.edits and can.lists(choices):
            choices = ()  # said anew in one line: they stand above, and their numbers count
        sent_messages.edit(
            notifier.tx, copy, html, choices, now=notifier.now, submission_id=case.id,
            how=notifier.how(choices, language),
        )  # fmt: skip


def _language(notifier: Notifier, official_id: int | None) -> str:
    official = officials.by_id(notifier.tx, official_id) if official_id else None
    person = people.by_id(notifier.tx, official.person_id) if official else None
    return person.language if person else "vi"
