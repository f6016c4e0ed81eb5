"""Who handles a case: taking it on, giving it to a colleague, passing it to another unit; notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards, notices
from domain.cases.kinds import DISCREET
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.people.roles import HANDLES_CASES, Role
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, Choice, Form, Option, Text
from handlers.office.cases import casework, history, receipts
from locales import _
from storage.cases import submissions
from storage.people import officials, people

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission
    from storage.people.officials import Official


def take(turn: Turn, argument: str) -> None:
    """Who presses first has it; the others' cards say so."""
    case = casework.find(turn, argument)
    if case is None or turn.official is None:
        return
    code = format_code(case.code)
    if case.state in cards.SETTLED:
        turn.say(
            _("{code} is settled already."), code=code, choices=[[casework.open_button(case)]]
        )
    elif case.assignee_id not in (None, turn.official.id):
        turn.say(
            _("{name} took on {code} before you."), name=history.name_of(turn, case.assignee_id),
            code=code, choices=[[casework.open_button(case)]],
        )  # fmt: skip
    elif case.assignee_id == turn.official.id and case.state != CaseState.RECEIVED:
        turn.say(_("{code} is yours already."), code=code, choices=_rest(turn, case))
    else:
        _take(turn, case, turn.official)


def _take(turn: Turn, case: Submission, official: Official) -> None:
    begins = case.state == CaseState.RECEIVED and case.kind not in DISCREET
    state = CaseState.IN_PROGRESS if begins else CaseState(case.state)
    after = submissions.change(turn.tx, case, assignee_id=official.id, state=state)
    event_id = submissions.add_event(
        turn.tx, case.id, act="assigned", at=turn.now, official_id=official.id,
        from_state=case.state, to_state=state, detail={"to": official.id},
    )  # fmt: skip
    if begins:
        notices.tell(
            turn, after, event_id, _("{code}: an official of {unit} is working on it now."),
            unit=unit_name(turn, after.unit_id),
        )  # fmt: skip
    turn.record("took on", f"submission:{case.id}", before=_as_it_stands(case),
                after=_as_it_stands(after))  # fmt: skip
    cards.refresh(turn, after)
    turn.say(
        _("{code} is yours."), code=format_code(case.code), choices=_rest(turn, after),
        submission_id=case.id,
    )  # fmt: skip


def _rest(turn: Turn, case: Submission) -> list[list[Button]]:
    return cards.buttons(case, turn.official.id if turn.official else None)


def _as_it_stands(case: Submission) -> dict[str, object]:
    return {"state": case.state, "assignee": case.assignee_id, "unit": case.unit_id}


def unit_name(turn: Turn, unit_id: str) -> str:
    """The unit's name; empty for one that the configuration no longer has."""
    unit = turn.organisation.unit(unit_id)
    return unit.name if unit else ""


def more(turn: Turn, argument: str) -> None:
    """Everything else one may do with a case."""
    case = casework.find(turn, argument)
    if case is None:
        return
    turn.say(
        _("{code}: what else?"),
        code=format_code(case.code),
        choices=[
            [casework.open_button(case), Button(_("Note for officials"), f"note:{case.code}")],
            [Button(_("Give it to somebody"), f"assign:{case.code}"),
             Button(_("Change the state"), f"state:{case.code}")],
        ],
        submission_id=case.id,
    )  # fmt: skip


def assign(turn: Turn, argument: str) -> None:
    """`/phancong CODE`: to whom? Then `give:CODE:official`."""
    case, _rest_of_it = casework.named(
        turn, argument, turn.text(_("Write /phancong with the code of the case."))
    )
    if case is None:
        return
    choices = [
        [Button(_label(turn, one), f"give:{case.code}:{one.id}:{case.version}")]
        for one in _may_handle(turn, case)
        if one.id != case.assignee_id
    ]
    if not choices:
        turn.say(_("Nobody else of the unit is enrolled. /moicanbo invites."))
        return
    turn.say(
        _("Who is to handle {code}?"), code=format_code(case.code), choices=choices,
        submission_id=case.id,
    )  # fmt: skip


def _may_handle(turn: Turn, case: Submission) -> list[Official]:
    if case.head_only:
        return [one for one, _person in cards.handlers_of(turn, case)]
    return [
        one
        for one in officials.active(turn.tx)
        if one.role == Role.HEAD or (one.role == Role.OFFICER and one.unit_id == case.unit_id)
    ]


def _label(turn: Turn, official: Official) -> str:
    if official.speaks_khmer:
        return turn.text(_("{name} (speaks Khmer)"), name=official.name)
    return official.name


def give(turn: Turn, argument: str) -> None:
    """The case is somebody's: they get its card."""
    code, number, version = (*argument.split(":"), "", "")[:3]
    case = casework.find(turn, code)
    if case is None or turn.official is None or casework.is_stale(turn, case, version):
        return
    found = [one for one in _may_handle(turn, case) if str(one.id) == number]
    if not found or case.state in cards.SETTLED:
        turn.say(_("That is not possible any more."), choices=[[casework.open_button(case)]])
        return
    to = found[0]
    after = submissions.change(turn.tx, case, assignee_id=to.id)
    submissions.add_event(
        turn.tx, case.id, act="assigned", at=turn.now, official_id=turn.official.id,
        detail={"to": to.id}, public=False,
    )  # fmt: skip
    turn.record("assigned", f"submission:{case.id}", before=_as_it_stands(case),
                after=_as_it_stands(after))  # fmt: skip
    cards.refresh(turn, after)
    person = people.by_id(turn.tx, to.person_id)
    if person is not None and to.id != turn.official.id:
        cards.hand(turn, after, to, person)
    turn.say(
        _("{name} handles {code} now."), name=to.name, code=format_code(case.code),
        submission_id=case.id,
    )  # fmt: skip


def transfer(turn: Turn, argument: str) -> None:
    """`/chuyen CODE`: to which unit, and why."""
    case, reason = casework.named(
        turn, argument, turn.text(_("Write /chuyen with the code of the case."))
    )
    if case is None:
        return
    if case.state in cards.SETTLED or case.head_only:
        turn.say(_("{code} cannot be passed on now."), code=format_code(case.code))
        return
    casework.begin(turn, passing_on, case, {"reason": reason} if reason else {})


def _other_units(turn: Turn, answers: Answers) -> list[Option]:
    case = submissions.by_code(turn.tx, answers.get(casework.CODE, ""))
    own = case.unit_id if case else ""
    return [Option(unit.id, unit.name) for unit in turn.organisation.units if unit.id != own]


def _passed_on(turn: Turn, answers: Answers) -> None:
    case = casework.settle(turn, passing_on, answers)
    if case is None:
        return
    after = submissions.change(turn.tx, case, unit_id=answers["unit"], assignee_id=None)
    event_id = submissions.add_event(
        turn.tx, case.id, act="transferred", at=turn.now,
        official_id=turn.official.id if turn.official else None, person_id=case.person_id,
        unit_id=after.unit_id, body=answers.get("reason") or "",
    )  # fmt: skip
    unit = unit_name(turn, after.unit_id)
    at = notices.tell(
        turn, after, event_id, _("{code} was passed on to {unit}, who are in charge. {body}"),
        unit=unit, body=answers.get("reason") or "",
    )  # fmt: skip
    turn.record("passed on", f"submission:{case.id}", before=_as_it_stands(case),
                after=_as_it_stands(after))  # fmt: skip
    cards.refresh(turn, after)
    cards.announce(turn, after)
    receipts.give(turn, after, event_id, at, act="transferred")


passing_on = Form(
    "passing_on",
    steps=(
        Choice("unit", _("To which unit?"), options=_other_units, label=_("Unit")),
        Text("reason", _("Why? The resident reads it. It may be left out."), optional=True,
             limit=1000),
    ),
    done=_passed_on,
    words="reason",
    official_only=True,
)  # fmt: skip


def note(turn: Turn, argument: str) -> None:
    """`/ghichu CODE words`: for officials, never shown to residents."""
    case, words = casework.named(
        turn, argument, turn.text(_("Write /ghichu with the code, then the note."))
    )
    if case is not None and words:
        keep_note(turn, case, words)
    elif case is not None:
        casework.begin(turn, noting, case)


def _noted(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers[casework.CODE])
    if case is None or not casework.sees(turn, case):
        turn.say(_("That case is not yours to handle any more. Nothing was kept."))
        return
    keep_note(turn, case, answers["note"])


def keep_note(turn: Turn, case: Submission, words: str) -> None:
    """Keep it in the case's history, out of the resident's sight."""
    submissions.add_event(
        turn.tx, case.id, act="note", at=turn.now, person_id=case.person_id,
        official_id=turn.official.id if turn.official else None, body=words, public=False,
    )  # fmt: skip
    turn.record("noted", f"submission:{case.id}")
    turn.say(
        _("Noted in {code}. Residents never see it."), code=format_code(case.code),
        submission_id=case.id,
    )  # fmt: skip


noting = Form(
    "note",
    steps=(Text("note", _("The note, please: only officials see it.")),),
    done=_noted,
    official_only=True,
)

subject = Subject(
    "handling",
    commands=(
        Command(("phancong", "assign"), assign, _("Give a case to a colleague"),
                roles=HANDLES_CASES),
        Command(("chuyen", "transfer"), transfer, _("Pass a case on to another unit"),
                roles=HANDLES_CASES),
        Command(("ghichu", "note"), note, _("Note for officials on a case"), roles=HANDLES_CASES),
    ),
    actions={
        "take": (take, HANDLES_CASES),
        "more": (more, HANDLES_CASES),
        "assign": (assign, HANDLES_CASES),
        "give": (give, HANDLES_CASES),
        "transfer": (transfer, HANDLES_CASES),
        "note": (note, HANDLES_CASES),
    },
    forms=(passing_on, noting),
)  # fmt: skip
