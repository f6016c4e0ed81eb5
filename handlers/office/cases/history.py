"""The history of a case as text for officials, with notes and the state of each message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.messages import texts
from actions.cases.reading.timeline import By, Standing
from domain.cases.acts import Act
from locales import Markup, Text, _

if TYPE_CHECKING:
    from actions.cases.reading.timeline import Delivery, Entry, Timeline
    from handlers.chat.turn import Turn

ACTS: dict[str, Text] = {
    Act.FILE: _("sent it"),
    Act.ADD: _("added: {body}"),
    Act.EDIT: _("changed their words: {body}"),
    Act.ANSWER: _("answered: {body}"),
    Act.CORRECT: _("answered: {body}"),
    Act.ASK: _("asked: {body}"),
    Act.NOTE: _("noted (officials only): {body}"),
    Act.TAKE: _("took it on"),
    Act.ASSIGN: _("{to} handles it"),
    Act.TRANSFER: _("passed it on to {unit}. {body}"),
    Act.CHANGE_STATE: _("set “{state}”. {body}"),
    Act.DONE: _("said it is done"),
    Act.NOT_DONE: _("said it is not done: {body}"),
}
NAMELESS: dict[By, Text] = {By.RESIDENT: _("the resident"), By.SERVICE: _("the service")}
STANDINGS: dict[Standing, Text] = {
    Standing.CORRECTED: _("(corrected later)"),
    Standing.TAKEN_BACK: _("(taken back)"),
}
DELIVERY: dict[str, Text] = {
    "sent": _("✓ delivered {time}"),
    "waiting": _("… waits to be sent"),
    "told": _("✓ told another way"),
    "parked": _("✗ the resident cannot be reached; it goes out when they write (/chuaden)"),
    "dead": _("✗ could not be delivered; an administrator sees why (/thuloi)"),
}


def lines(turn: Turn, entries: Timeline) -> str:
    """The history as finished text: one line for each event, oldest first."""
    return "\n".join(_line(turn, entry) for entry in entries if entry.act in ACTS)


def _line(turn: Turn, entry: Entry) -> str:
    what = turn.text(
        ACTS[entry.act],
        body=entry.words,
        unit=entry.unit,
        state=texts.STATES.get(entry.state, _("unknown")),
        to=entry.handler,
    )
    line = turn.text(
        _("<b>{time}</b> {who} {what}"),
        time=entry.at,
        who=NAMELESS.get(entry.by, entry.official),
        what=Markup(what.strip()),
    )
    if entry.standing is not Standing.STANDS:
        return f"{line} {turn.text(STANDINGS[entry.standing])}"
    return line + _fate(turn, entry.delivery) if entry.delivery else line


def _fate(turn: Turn, delivery: Delivery) -> str:
    fate = "\n   " + turn.text(DELIVERY[delivery.state], time=delivery.at)
    if delivery.read_at is not None:
        fate += " · " + turn.text(_("opened {time}"), time=delivery.read_at)
    return fate
