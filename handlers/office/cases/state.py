"""The state of a case: only lawful steps are offered, a reason where one is due, the resident told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import cards, notices, texts
from domain.calendar import deadlines
from domain.cases.kinds import SubmissionKind
from domain.cases.states import ENDED, NEEDS_REASON, CaseState, is_lawful, next_states
from domain.cases.tracking_code import format_code
from domain.organisation import ZONE
from domain.people.roles import HANDLES_CASES
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, Date, Form, Review, Text
from handlers.forms.steps import Taken, Unclear
from handlers.office.cases import answer, casework, question, receipts
from handlers.resident import own_cases
from locales import Text as Words, _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms.steps import Taking
    from storage.cases.submissions import Submission

S = CaseState

NEWS: dict[CaseState, Words] = {
    S.TRIAGE: _("{code}: it takes more time to decide whether it is taken up. {body}"),
    S.ACCEPTED: _("{code} is taken up. {due} {body}"),
    S.IN_PROGRESS: _("{code} is being worked on. {body}"),
    S.EXTENDED: _("{code} takes longer. {due}\nThe reason: {body}"),
    S.SUSPENDED: _("{code} is paused.\nThe reason: {body}"),
    S.TRANSFERRED: _("{code} was passed on to the authority in charge: {body}"),
    S.REJECTED: _(
        "{code} is not taken up.\nThe reason: {body}\nIf you disagree or want to ask: {phone}, or "
        "choose “Not done”."
    ),
    S.WITHDRAWN: _("{code} is withdrawn, as you wished. {body}"),
    S.CLOSED: _("{code} is ended. {body}"),
    S.REOPENED: _("{code} is open again. {body}"),
}
"""What the resident hears; states that are not here are said by their name."""


def state(turn: Turn, argument: str) -> None:
    """`/trangthai CODE`: the lawful next states as buttons."""
    case, _rest = casework.named(
        turn, argument, turn.text(_("Write /trangthai with the code of the case."))
    )
    if case is None:
        return
    rows = [
        [Button(texts.STATES[to], f"to:{case.code}:{to}:{case.version}")]
        for to in next_states(CaseState(case.state), accepted=case.is_accepted)
    ]
    turn.say(
        _("{code} is “{state}”. What is it now?"), code=format_code(case.code),
        state=texts.STATES[case.state], choices=rows, submission_id=case.id,
    )  # fmt: skip


def to_state(turn: Turn, argument: str) -> None:
    """A state was chosen: what needs words asks for them, an ending asks once more."""
    code, wanted, version, sure = (*argument.split(":"), "", "", "")[:4]
    case = casework.find(turn, code)
    if case is None or casework.is_stale(turn, case, version):
        return
    if wanted not in set(CaseState) or not _is_lawful(case, CaseState(wanted)):
        state(turn, case.code)
        return
    to = CaseState(wanted)
    if to is S.ANSWERED:
        answer.begin(turn, case, {})
    elif to is S.NEEDS_INFO:
        question.begin(turn, case, {})
    elif to in NEEDS_REASON:
        casework.begin(turn, form, case, {"to": to.value})
    elif to in ENDED and sure != "yes":
        turn.say(
            _("End {code} as “{state}”?"), code=format_code(case.code), state=texts.STATES[to],
            choices=[[Button(_("Yes"), f"to:{case.code}:{to}:{case.version}:yes")]],
        )  # fmt: skip
    else:
        change(turn, case, to)


def _is_lawful(case: Submission, to: CaseState) -> bool:
    return is_lawful(CaseState(case.state), to, accepted=case.is_accepted)


@dataclass(frozen=True)
class LaterDay(Date):
    """A day after today."""

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """Refuses a day that is over, or today."""
        taken = super().take(turn, answers)
        today = turn.organisation.local(turn.now).date()
        if isinstance(taken, Taken) and date.fromisoformat(taken.value) <= today:
            return Unclear(_("That day is not later than today. Please type a later one."))
        return taken


def _question(turn: Turn, answers: Answers) -> str:
    questions: dict[str, Words] = {
        S.TRANSFERRED: _("To which authority, and why? The resident reads it."),
        S.REJECTED: _("Why is it not taken up, and what can the resident do next? They read it."),
    }
    return turn.text(questions.get(answers.get("to", ""), _("Why? The resident reads it.")))


def _extends(_turn: Turn, answers: Answers) -> bool:
    return bool(answers.get("to") == S.EXTENDED)


def _review(turn: Turn, answers: Answers) -> str:
    case = submissions.by_code(turn.tx, answers[casework.CODE])
    if case is None:
        raise LookupError("the case of a change is gone")
    lines = [
        turn.text(
            _("<b>{code}</b> becomes “{state}”; the resident is told:"),
            code=format_code(case.code), state=texts.STATES[answers["to"]],
        ),
        notices.warning(turn, case, answers.get("reason") or "", turn.language),
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)


reason_step = Text("reason", _question, label=_("Reason"), limit=2000)
until_step = LaterDay("until", _("Until which day? Like 24/12/2026."), label=_("New day"),
                      when=_extends)  # fmt: skip


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.settle(turn, form, answers)
    if case is None:
        return
    to = CaseState(answers["to"])
    if not _is_lawful(case, to):
        state(turn, case.code)
        return
    until = date.fromisoformat(answers["until"]) if answers.get("until") else None
    change(turn, case, to, reason=answers["reason"], until=until)


def change(
    turn: Turn, case: Submission, to: CaseState, *, reason: str = "", until: date | None = None
) -> None:
    """Set the state with all that follows from it, and tell the resident."""
    after = submissions.change(turn.tx, case, state=to, **_consequences(turn, case, to, until))
    event_id = submissions.add_event(
        turn.tx, case.id, act="state", at=turn.now, person_id=case.person_id, body=reason,
        official_id=turn.official.id if turn.official else None, from_state=case.state,
        to_state=to,
    )  # fmt: skip
    at = notices.tell(
        turn,
        after,
        event_id,
        NEWS.get(to, _("{code}: {state}. {body}")),
        body=reason,
        state=texts.STATES[to],
        due=_due(turn, after),
        phone=turn.organisation.desk.phone,
        choices=_choices(after),
    )
    turn.record("state", f"submission:{case.id}", before=_as_it_stands(case),
                after={**_as_it_stands(after), "reason": reason})  # fmt: skip
    cards.refresh(turn, after)
    receipts.give(turn, after, event_id, at, act="state")


def _consequences(
    turn: Turn, case: Submission, to: CaseState, until: date | None
) -> dict[str, Any]:
    """Which clocks run on, stop or begin (Luật Khiếu nại 2011: from acceptance; the clock stands
    still while a case is suspended, Luật 136/2025/QH15)."""
    days, values = turn.organisation.working_days, dict[str, Any]()
    if to in ENDED:
        values["closed_at"] = turn.now
    if to is S.REOPENED:
        values |= {"closed_at": None, "answered_at": None, "reopened": case.reopened + 1}
    if to is S.SUSPENDED:
        values["suspended_at"] = turn.now
    elif case.suspended_at is not None:
        values["suspended_at"] = None
        if case.due_at is not None:
            stood = turn.now - case.suspended_at
            values["due_at"] = deadlines.shifted(case.due_at, stood, days, ZONE)
    if to is S.ACCEPTED and case.kind == SubmissionKind.COMPLAINT and case.due_at is None:
        period = turn.organisation.rules[SubmissionKind.COMPLAINT].resolve.read
        values["formal_received_at"] = turn.now
        values["due_at"] = deadlines.due(period, turn.now, days, ZONE)
    if until is not None:
        values["due_at"] = deadlines.end_of_day(until, ZONE)
    return values


def _due(turn: Turn, case: Submission) -> str:
    resident = notices.resident_of(turn, case)
    return notices.due(turn, case, resident) if resident else ""


def _choices(case: Submission) -> list[list[Button]]:
    see = [Button(_("See this case"), f"case:{case.code}")]
    if case.state in (S.REJECTED, S.TRANSFERRED):
        return [[Button(_("Not done"), f"undone:{case.code}")], see]
    if case.state == S.CLOSED:
        return [own_cases.scores(case), see]
    return [see]


def _as_it_stands(case: Submission) -> dict[str, Any]:
    due = case.due_at.isoformat() if case.due_at else None
    return {"state": case.state, "due_at": due}


form = Form(
    "state",
    steps=(
        reason_step,
        until_step,
        Review("send", _review, send=_("Do it and tell the resident"),
               shown=(reason_step, until_step)),
    ),
    done=_done,
    words="reason",
    official_only=True,
)  # fmt: skip

subject = Subject(
    "state",
    commands=(
        Command(("trangthai", "state"), state, _("Change a case's state"), roles=HANDLES_CASES,
                instead=own_cases.status),
    ),
    actions={"state": (state, HANDLES_CASES), "to": (to_state, HANDLES_CASES)},
    forms=(form,),
)  # fmt: skip
