"""How cases are shown: their names, their timeline, to residents and to officials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.cases.kinds import SubmissionKind
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from locales import Markup, Text, _, translate

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Event, Submission

KINDS: dict[str, Text] = {
    SubmissionKind.PETITION: _("Petition"),
    SubmissionKind.REFLECTION: _("Report"),
    SubmissionKind.COMPLAINT: _("Complaint"),
    SubmissionKind.DENUNCIATION: _("Denunciation"),
    SubmissionKind.INFORMATION_REQUEST: _("Information request"),
}
STATES: dict[str, Text] = {
    CaseState.RECEIVED: _("Received"),
    CaseState.NEEDS_INFO: _("Waiting for more from you"),
    CaseState.TRIAGE: _("Being looked at"),
    CaseState.ACCEPTED: _("Taken up"),
    CaseState.IN_PROGRESS: _("Being worked on"),
    CaseState.EXTENDED: _("More time needed"),
    CaseState.SUSPENDED: _("Paused"),
    CaseState.TRANSFERRED: _("Passed on to the authority in charge"),
    CaseState.REJECTED: _("Not taken up"),
    CaseState.ANSWERED: _("Answered"),
    CaseState.CLOSED: _("Ended"),
    CaseState.WITHDRAWN: _("Withdrawn"),
    CaseState.REOPENED: _("Opened again"),
}

LANGUAGES: dict[str, Text] = {
    "vi": _("Vietnamese"),
    "en": _("English"),
    "km": _("Khmer"),
}


def place(notifier: Notifier, case: Submission, reader: str) -> str:
    """Where, as far as it is known, in the language `reader` (raw text); empty when it is not."""
    hamlet = notifier.organisation.hamlet(case.hamlet_id)
    parts = [hamlet.name if hamlet else "", case.place]
    if case.latitude is not None:
        parts.append(translate(_("a pin on the map"), reader))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def heading(turn: Turn, case: Submission) -> str:
    """Code, kind and state in one line."""
    return turn.text(
        _("<b>{code}</b> · {kind} · {state}"),
        code=format_code(case.code), kind=KINDS[case.kind], state=STATES[case.state],
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
    body = Markup(turn.text(event.body)) if event.body else Markup("")
    words: dict[str, Text] = {
        "filed": _("received"),
        "added": _("added: {body}"),
        "edited": _("changed your words: {body}"),
        "question": _("the official asks: {body}"),
        "reply": _("answered: {body}"),
        "note": _("note: {body}"),
        "assigned": _("an official took it on"),
        "done": _("you said it is done"),
        "reopened": _("you said it is not done: {body}"),
    }
    if event.act == "state" and event.to_state in STATES:
        state = turn.text(STATES[event.to_state])
        return f"{state}. {body}" if body else state
    if event.act == "transferred":
        unit = turn.organisation.unit(event.unit_id)
        return turn.text(
            _("passed on to {unit}. {body}"), unit=unit.name if unit else "", body=body
        )
    return turn.text(words[event.act], body=body) if event.act in words else ""
