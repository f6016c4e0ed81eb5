"""Messages to residents who cannot be reached, for officials to bring another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.reading.undelivered import newest, read_out, tell_otherwise
from actions.taps import Tap
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.messages.quota import ParkReason
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from locales import Markup, Text, _
from storage.messages.outbox_states import State
from storage.messages.reachability import BLOCKED

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

MOST = 8
WHY: dict[str, Text] = {
    BLOCKED: _("the resident stopped the bot"),
    ParkReason.WINDOW: _("the resident has not written for long, the service allows no message"),
    ParkReason.COSTS: _("the resident has not written for two days, a message would cost money"),
    ParkReason.QUOTA: _("the service's allowance of messages is used up"),
    ParkReason.SHARE: _("enough was paid this month for messages to this resident"),
}
NOT_TAKEN: dict[str, Text] = {
    State.WAITING: _("the messenger takes nothing from us now; it goes out when it does again"),
    State.DEAD: _("the messenger did not take it; it does not go out any more"),
}


class ReadOut(Tap, name="unreached"):
    """Show the words of an undelivered message."""

    row_id: int


class ToldOtherwise(Tap, name="told"):
    """Mark a message as brought another way."""

    row_id: int


def waiting(turn: Turn, _argument: str) -> None:
    """`/chuaden`: list the undelivered messages with their cases and reasons."""
    found = newest(turn.desk, MOST)
    if not found:
        turn.say(_("Nobody waits for a message that cannot be brought."))
        return
    lines = [turn.text(_("<b>Not brought yet</b>: it goes out by itself when they write."))]
    rows = []
    for one in found:
        code = format_code(one.code)
        why = NOT_TAKEN.get(one.state) or WHY.get(one.why, WHY[ParkReason.WINDOW])
        lines.append(
            turn.text(_("{code} · {time} · {why}"), code=code, time=one.written_at, why=why)
        )
        if one.asked_at is not None:
            lines.append(turn.text(_("↳ asked to write: {time}"), time=one.asked_at))
        label = turn.text(_("Words for {code}"), code=code)
        rows.append([Button(label, ReadOut(one.row_id))])
    turn.say_plainly("\n".join(lines), choices=rows)


def read(turn: Turn, tap: ReadOut) -> None:
    """Show the words of a message, to be read to the resident."""
    message = read_out(turn.desk, tap.row_id)
    turn.say(
        _("To the resident of {code} ({phone}), by telephone or in person:\n\n{words}"),
        code=format_code(message.case.code),
        phone=message.phone or turn.text(_("no number")),
        words=Markup(message.html),
        submission_id=message.case.id,
        choices=[[Button(_("I have told them"), ToldOtherwise(tap.row_id))]],
    )


def told(turn: Turn, tap: ToldOtherwise) -> None:
    """Mark a message as brought another way: it is not sent any more."""
    case = tell_otherwise(turn.desk, tap.row_id)
    turn.say(_("Noted: {code} was told another way."), code=format_code(case.code))


subject = Subject(
    "undelivered",
    commands=(
        Command(
            ("chuaden", "unreached"),
            waiting,
            _("Messages that could not be brought"),
            roles=roles_for(Act.SEE_LISTS),
        ),
    ),
    taps=(
        on(ReadOut, read, roles_for(Act.READ_OUT)),
        on(ToldOtherwise, told, roles_for(Act.TELL_OTHERWISE)),
    ),
)
