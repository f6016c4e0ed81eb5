"""A case in lines of a chat: its heading, its due day, its rules, and what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases import texts
from domain.cases.acts import Act
from domain.cases.kinds import SubmissionKind
from domain.cases.tracking_code import format_code
from locales import Markup, _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from locales import Text
    from storage.cases.events import Event
    from storage.cases.submissions import Submission


def heading(turn: Turn, case: Submission) -> str:
    """Code, kind and state in one line."""
    return turn.text(
        _("<b>{code}</b> · {kind} · {state}"),
        code=format_code(case.code), kind=texts.KINDS[case.kind], state=texts.STATES[case.state],
    )  # fmt: skip


def due(turn: Turn, case: Submission) -> str:
    """By when an answer is due, or that it is settled."""
    if case.closed_at is not None or case.due_at is None:
        return ""
    day = turn.organisation.local(case.due_at).date()
    if case.due_at < turn.now and case.answered_at is None:
        return turn.text(_("Was due on {day}: overdue"), day=day)
    return turn.text(_("Answer due by {day}"), day=day)


def basis(turn: Turn, case: Submission) -> str:
    """Which rules the days come from; one that is not confirmed says so."""
    rules = turn.organisation.rules[SubmissionKind(case.kind)]
    lines = [
        turn.text(
            _("<i>{period}: {basis}{mark}</i>"),
            period=_("First notice") if rule is rules.first_notice else _("Answer"),
            basis=rule.basis,
            mark=_(" [not confirmed]") if rule.mark == "U" else "",
        )
        for rule in (rules.first_notice, rules.resolve)
    ]
    return "\n" + "\n".join(lines)


def timeline(turn: Turn, events: list[Event]) -> str:
    """What happened, one line an event, oldest first; of a corrected answer the newest words."""
    replaced = {event.replaces for event in events if event.replaces is not None}
    lines = (_line(turn, event) for event in events if event.id not in replaced)
    return "\n".join(line for line in lines if line)


def _line(turn: Turn, event: Event) -> str:
    what = _what(turn, event)
    if not what:
        return ""
    return turn.text(_("{time}: {what}"), time=event.at, what=Markup(what))


def _what(turn: Turn, event: Event) -> str:
    if event.withdrawn_at is not None:
        return turn.text(_("a message was taken back"))
    body = Markup(turn.text(event.words)) if event.words else Markup("")
    words: dict[str, Text] = {
        Act.FILE: _("received"),
        Act.ADD: _("added: {body}"),
        Act.EDIT: _("changed your words: {body}"),
        Act.ASK: _("the official asks: {body}"),
        Act.ANSWER: _("answered: {body}"),
        Act.CORRECT: _("answered: {body}"),
        Act.TAKE: _("an official took it on"),
        Act.DONE: _("you said it is done"),
        Act.NOT_DONE: _("you said it is not done: {body}"),
    }
    if event.act == Act.CHANGE_STATE and event.to_state in texts.STATES:
        state = turn.text(texts.STATES[event.to_state])
        return f"{state}. {body}" if body else state
    if event.act == Act.TRANSFER:
        unit = turn.organisation.unit(event.unit_id)
        return turn.text(
            _("passed on to {unit}. {body}"), unit=unit.name if unit else "", body=body
        )
    return turn.text(words[event.act], body=body) if event.act in words else ""
