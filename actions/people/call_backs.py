"""Call-backs: a resident asks to be called; only the one person who calls sees the number.

That person is an official, named in the organisation's configuration. Their notice says only that
there is news; each look at a number is in the audit log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import people_taps
from actions.people.people_refusals import CalledAlready, NobodyCallsBack
from actions.permit import permit
from actions.refusals import NotYourRole
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.reading.phone import read_phone
from locales import _, translate
from storage.cases import sealed
from storage.messages import sent_messages
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.desk import Desk
    from actions.notifier import Notifier
    from actions.seat import Seat
    from storage.cases.sealed import CallBack
    from storage.people.officials import Official
    from storage.people.people import Person


def contact(notifier: Notifier) -> Person | None:
    """The one person who calls back; None if there is none, or if two may be meant."""
    found = _contact(notifier)
    return people.by_id(notifier.tx, found.person_id) if found else None


def _contact(notifier: Notifier) -> Official | None:
    return officials.named(notifier.tx, notifier.organisation.denunciation_contact)


def ask(seat: Seat, phone: str) -> CallBack:
    """Store a request to be called, and notify the one person who calls, without its content.

    The request is not logged: nobody else may learn of it. Raises `NobodyCallsBack`, also for
    anything but a number: it holds no words.
    """
    permit(seat, Act.ASK_CALL_BACK)
    caller = contact(seat)
    if caller is None or read_phone(phone) is None:
        raise NobodyCallsBack
    wish = sealed.ask_call(seat.tx, person_id=seat.person.id, phone=phone, now=seat.now)
    seat.notify(
        caller,
        _("File {code} has news."),
        code=format_code(wish.code),
        choices=[[Button(_("Open"), people_taps.OpenCallBack(wish.id))]],
        not_before=seat.organisation.polite(seat.now),
    )
    return wish


def waiting(desk: Desk) -> list[CallBack]:
    """The call-backs that are not done, oldest first. Raises `NotYourRole`."""
    _permit(desk, Act.OPEN_CALL_BACK)
    return sealed.open_calls(desk.tx)


def look(desk: Desk, call_back_id: int) -> CallBack:
    """One call-back with its number; the look is logged. Raises `NotYourRole`, `CalledAlready`."""
    wish = _waiting(desk, Act.OPEN_CALL_BACK, call_back_id)
    desk.log(Act.OPEN_CALL_BACK, f"call_back:{wish.id}")
    return wish


def called(desk: Desk, call_back_id: int) -> CallBack:
    """Mark a call-back as done: its number is deleted, also from the messages that show it.

    Raises `NotYourRole`, `CalledAlready`.
    """
    wish = _waiting(desk, Act.CALL_BACK, call_back_id)
    sealed.called(desk.tx, wish.id, official_id=desk.official.id, now=desk.now)
    desk.log(Act.CALL_BACK, f"call_back:{wish.id}")
    caller = people.by_id(desk.tx, desk.official.person_id)
    if caller is not None:
        words = translate(_("{code}: called."), caller.language, code=format_code(wish.code))
        for shown in sent_messages.of_topic(desk.tx, caller.id, topic(wish)):
            sent_messages.overwrite(desk.tx, shown, words, now=desk.now)
    return wish


def topic(wish: CallBack) -> str:
    """The topic by which the outbox finds the messages that show the number."""
    return f"callback:{wish.id}"


def _waiting(desk: Desk, act: Act, call_back_id: int) -> CallBack:
    _permit(desk, act)
    wish = sealed.call(desk.tx, call_back_id)
    if wish is None or wish.done_at is not None:
        raise CalledAlready
    return wish


def _permit(desk: Desk, act: Act) -> None:
    permit(desk, act)
    one = _contact(desk)
    if one is None or one.id != desk.official.id:
        desk.log("refused", "call_back", after={"act": act})
        raise NotYourRole
