"""A person's rights over their data: get a copy, get discreet notices, have it erased.

Erasing follows Luật Bảo vệ dữ liệu cá nhân 91/2025 (`storage.people.erasure` lists the exceptions).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.people.people_refusals import CopyNotCarried, WorksHere
from actions.people.trust import refuse_young
from actions.permit import permit
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.messages.message import FileKind, Outgoing, OutgoingFile
from locales import _, translate
from storage import tasks
from storage.messages import outbox
from storage.people import erasure, people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from actions.people.account_ref import AccountRef
    from actions.seat import Seat
    from storage.people.erasure import Card
    from storage.people.people import Person

COPY = OutgoingFile(FileKind.DOCUMENT, "nghe-dan.json")
"""The file with the copy, by the name that the person sees."""
EXPORT = "export"
"""The kind of task that makes the copy."""
UNLINK = "unlink"
"""The kind of task that removes files from the disk."""
FORGET_ADDRESS = "forget address"
"""The kind of task that erases whom a message went to. Its payload is the row's number."""
SENT_BY = timedelta(minutes=5)
"""How long after it was queued a reply is looked at, to see whether it was sent."""
STAFF_LANGUAGE = "vi"


def export(seat: Seat, here: AccountRef) -> None:
    """Order a copy of all stored data of the person; a task sends it to their private chat.

    `here` is the account that they ask from. Raises `TooYoung`, and `CopyNotCarried` if the channel
    cannot send the file.
    """
    permit(seat, Act.EXPORT)
    refuse_young(seat, here)
    person = seat.person
    if not seat.carries(person.channel, COPY):
        raise CopyNotCarried(**seat.organisation.desk.placeholders())
    payload = {
        "person": person.id,
        "channel": person.channel,
        "chat": person.chat,
        "name": COPY.name,
        "caption": translate(_("All that is kept of you."), person.language),
    }
    tasks.add(seat.tx, EXPORT, payload, seat.now)
    seat.log(Act.EXPORT, f"person:{person.id}")


def be_discreet(seat: Seat, here: AccountRef, *, discreet: bool) -> Person:
    """Switch discreet notices on or off; returns the updated person.

    A discreet notice says only that there is news. Raises `NotYourRole`, and `TooYoung` if an account
    that joined lately would make notices plain.
    """
    permit(seat, Act.BE_DISCREET)
    if not discreet:
        refuse_young(seat, here)
    people.change(seat.tx, seat.person.id, discreet=discreet)
    seat.person = seat.person._replace(discreet=discreet)
    seat.log(Act.BE_DISCREET, f"person:{seat.person.id}", after={"discreet": discreet})
    return seat.person


def erase(seat: Seat, here: AccountRef) -> list[str]:
    """Erase the person's data; `here` is the account that they ask from.

    Returns the codes of their open cases: these keep the text, but not the name. Raises `WorksHere`,
    `TooYoung`.
    """
    permit(seat, Act.ERASE, refusal=WorksHere)
    refuse_young(seat, here)
    erased = erasure.erase(seat.tx, seat.person.id, seat.now)
    for card in erased.cards:
        _replace(seat, card)
    if erased.paths:
        tasks.add(seat.tx, UNLINK, {"paths": erased.paths}, seat.now)
    seat.log(Act.ERASE, f"person:{seat.person.id}")
    return erased.kept


def forget_once_sent(seat: Seat, row_id: int) -> None:
    """Erase the address of the reply to an erasing, once it was sent."""
    tasks.add(seat.tx, FORGET_ADDRESS, {"row": row_id}, seat.now + SENT_BY)


def forget_address(notifier: Notifier, row_id: int) -> None:
    """Task: erase the address and the text of a message that was sent; else try again later."""
    if not erasure.forget_sent(notifier.tx, row_id):
        tasks.add(notifier.tx, FORGET_ADDRESS, {"row": row_id}, notifier.now + SENT_BY)


def _replace(notifier: Notifier, card: Card) -> None:
    """Edit an official's message so that the person is not in it, or delete it."""
    if card.is_file and card.sent:
        outbox.put(
            notifier.tx,
            channel=card.channel,
            chat=card.chat,
            now=notifier.now,
            operation="delete",
            target_row=card.row_id,
            rank=outbox.NOTICE,
            origin="erasure",
        )
    if card.is_file or not (card.sent or card.under_handling):
        return
    words = _("File {code}: erased at its sender's wish.")
    if card.under_handling:
        words = _("File {code}: its sender withdrew. The matter stays, without name or files.")
    text = translate(words, STAFF_LANGUAGE, code=format_code(card.code))
    choices = card.choices if card.under_handling else ()
    outbox.put(
        notifier.tx,
        channel=card.channel,
        chat=card.chat,
        now=notifier.now,
        message=Outgoing(text, choices, how=notifier.how(choices, STAFF_LANGUAGE)),
        operation="edit" if card.sent else "send",
        target_row=card.row_id if card.sent else None,
        rank=outbox.NOTICE,
        origin="erasure",
    )
