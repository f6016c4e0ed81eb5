"""Ask to be called back; and where a denunciation is brought in person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import call_backs
from actions.people.people_taps import OpenCallBack
from actions.taps import Tap
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


class CalledBack(Tap, name="callback:done"):
    """Mark a call-back as done."""

    call_back_id: int


def ask_number(turn: Turn, *, known: Tap, back: Button) -> None:
    """Which number shall be called? `known` chooses "the one you know", `back` leads out."""
    rows = [[back]]
    if turn.person.phone:
        label = turn.text(_("Call me at {phone}"), phone=turn.person.phone)
        rows.insert(0, [Button(label, known)])
    turn.say(
        _(
            "Which number shall be called? Please send the number alone. Only {name} sees it, and "
            "calls you; nothing is written down here about what you want to say."
        ),
        name=turn.organisation.denunciation_contact,
        choices=rows,
    )


def ask(turn: Turn, phone: str) -> None:
    """Store the request to be called."""
    wish = call_backs.ask(turn.seat, phone)
    turn.say(
        _("You will be called. Your call-back has the code {code}."), code=format_code(wish.code)
    )


def waiting(turn: Turn, _argument: str) -> None:
    """List the open call-backs, for the person who calls."""
    found = call_backs.waiting(turn.desk)
    turn.say(
        _("Call-backs that wait:") if found else _("Nobody waits for a call."),
        choices=[[Button(format_code(wish.code), OpenCallBack(wish.id))] for wish in found],
    )


def look(turn: Turn, tap: OpenCallBack) -> None:
    """Show the number of a call-back."""
    wish = call_backs.look(turn.desk, tap.call_back_id)
    turn.say(
        _(
            "{code}: somebody asks to be called at {phone} (since {time}). Please call yourself "
            "and write nothing down here."
        ),
        code=format_code(wish.code),
        phone=wish.phone,
        time=wish.at,
        choices=[[Button(_("I have called"), CalledBack(wish.id))]],
        topic=call_backs.topic(wish),
    )


def called(turn: Turn, tap: CalledBack) -> None:
    """Mark a call-back as done."""
    call_backs.called(turn.desk, tap.call_back_id)
    turn.say(_("Done. The number is deleted."))


subject = Subject(
    "call_back",
    commands=(
        Command(
            ("goilai", "callbacks"),
            waiting,
            _("Call-backs that wait"),
            roles=roles_for(Act.OPEN_CALL_BACK),
            in_menu=False,
        ),
    ),
    taps=(
        on(OpenCallBack, look, roles_for(Act.OPEN_CALL_BACK)),
        on(CalledBack, called, roles_for(Act.CALL_BACK)),
    ),
)


def ways(turn: Turn) -> str:
    """The desks of the commune and the province, as finished text."""
    desk, province = turn.organisation.desk, turn.organisation.province_desk
    return turn.text(
        _(
            "In person or by post, sealed, with your signature:\n"
            "• {name}, {address}. {hours}. {phone}\n"
            "• {province}, {province_address}. {province_hours}. {province_phone}\n"
            "The law keeps your name and address secret."
        ),
        name=desk.name,
        address=desk.address,
        hours=desk.hours,
        phone=desk.phone,
        province=province.name,
        province_address=province.address,
        province_hours=province.hours,
        province_phone=province.phone,
    )
