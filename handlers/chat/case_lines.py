"""A case in lines of a chat, as its resident reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.messages import texts
from actions.cases.reading.timeline import Standing
from actions.cases.reading.views import Duty
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from locales import Markup, Text, _

if TYPE_CHECKING:
    from actions.cases.reading.timeline import Entry, Timeline
    from actions.cases.reading.views import Due, LegalBasis, OpenView
    from handlers.chat.turn import Turn

DUTIES: dict[Duty, Text] = {Duty.FIRST_NOTICE: _("First notice"), Duty.ANSWER: _("Answer")}
ACTS: dict[str, Text] = {
    Act.FILE: _("received"),
    Act.ADD: _("added: {body}"),
    Act.EDIT: _("changed your words: {body}"),
    Act.ASK: _("the official asks: {body}"),
    Act.ANSWER: _("answered: {body}"),
    Act.CORRECT: _("answered: {body}"),
    Act.TAKE: _("an official took it on"),
    Act.TRANSFER: _("passed on to {unit}. {body}"),
    Act.DONE: _("you said it is done"),
    Act.NOT_DONE: _("you said it is not done: {body}"),
}


def heading(turn: Turn, view: OpenView) -> str:
    """Code, kind and state in one line."""
    return turn.text(
        _("<b>{code}</b> · {kind} · {state}"),
        code=format_code(view.code),
        kind=texts.KINDS[view.kind],
        state=texts.STATES[view.state],
    )


def due(turn: Turn, owed: Due | None) -> str:
    """By when an answer is due; empty when none is."""
    if owed is None or owed.duty is not Duty.ANSWER:
        return ""
    if owed.is_overdue:
        return turn.text(_("Was due on {day}: overdue"), day=owed.day)
    return turn.text(_("Answer due by {day}"), day=owed.day)


def legal_bases(turn: Turn, bases: tuple[LegalBasis, ...]) -> str:
    """The rules that the periods come from; a rule that is not confirmed is marked."""
    return "\n" + "\n".join(
        turn.text(
            _("<i>{period}: {basis}{mark}</i>"),
            period=DUTIES[one.duty],
            basis=one.basis,
            mark="" if one.is_confirmed else _(" [not confirmed]"),
        )
        for one in bases
    )


def timeline(turn: Turn, entries: Timeline) -> str:
    """The history as text: one line for each event, oldest first."""
    happened = ((entry, _what(turn, entry)) for entry in entries)
    return "\n".join(
        turn.text(_("{time}: {what}"), time=entry.at, what=Markup(what))
        for entry, what in happened
        if what
    )


def _what(turn: Turn, entry: Entry) -> str:
    if entry.standing is Standing.TAKEN_BACK:
        return turn.text(_("a message was taken back"))
    if entry.act == Act.CHANGE_STATE and entry.state in texts.STATES:
        state = turn.text(texts.STATES[entry.state])
        return f"{state}. {turn.text(entry.words)}" if entry.words else state
    what = ACTS.get(entry.act)
    return turn.text(what, body=entry.words, unit=entry.unit) if what else ""
