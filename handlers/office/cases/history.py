"""A case's story as officials read it: both sides, notes, and how each message fared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases import texts
from domain.cases.acts import Act
from locales import Markup, Text, _
from storage.people import officials

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.events import Event

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
DELIVERY: dict[str, Text] = {
    "sent": _("✓ delivered {time}"),
    "waiting": _("… waits to be sent"),
    "told": _("✓ told another way"),
    "parked": _("✗ the resident cannot be reached; it goes out when they write (/chuaden)"),
    "dead": _("✗ could not be delivered; an administrator sees why (/thuloi)"),
}


def lines(turn: Turn, events: list[Event]) -> str:
    """One line an event, oldest first, as finished text."""
    replaced = {event.replaces for event in events if event.replaces is not None}
    told = [_line(turn, event, corrected=event.id in replaced) for event in events]
    return "\n".join(line for line in told if line)


def _line(turn: Turn, event: Event, *, corrected: bool) -> str:
    what = ACTS.get(event.act)
    if what is None:
        return ""
    to = event.changed.get("assignee_id")
    if event.act == Act.ASSIGN and to == event.official_id:
        what = ACTS[Act.TAKE]
    unit = turn.organisation.unit(event.unit_id)
    line = turn.text(
        _("<b>{time}</b> {who} {what}"),
        time=event.at,
        who=_who(turn, event),
        what=Markup(
            turn.text(
                what,
                body=event.words,
                unit=unit.name if unit else "",
                state=texts.STATES.get(event.to_state, _("unknown")),
                to=name_of(turn, to),
            ).strip()
        ),
    )
    if event.withdrawn_at is not None:
        mark = _("(corrected later)") if corrected else _("(taken back)")
        return f"{line} {turn.text(mark)}"
    if event.delivery in DELIVERY:
        line += "\n   " + turn.text(DELIVERY[event.delivery], time=event.sent_at or event.at)
        if event.read_at is not None:
            line += " · " + turn.text(_("opened {time}"), time=event.read_at)
    return line


def _who(turn: Turn, event: Event) -> Text | str:
    if event.official_id is not None:
        return name_of(turn, event.official_id)
    return _("the service") if event.act == Act.CHANGE_STATE else _("the resident")


def name_of(turn: Turn, official_id: int | None) -> str:
    """An official's name, also of one who left; empty for nobody."""
    found = officials.by_id(turn.tx, official_id) if official_id else None
    return found.name if found else ""
