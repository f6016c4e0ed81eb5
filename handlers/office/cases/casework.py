"""What every act of an official on a case begins with: may they, and is it still as they saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards
from domain.cases import tracking_code
from domain.cases.tracking_code import format_code
from handlers.forms import Review, engine
from handlers.office.cases import history
from locales import Markup, _
from storage.cases import submissions, worklist

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers, Form
    from storage.cases.submissions import Submission

CODE, SEEN = "code", "seen"
"""Among a form's answers: whose case it is about, and the newest event its writer has seen."""


def find(turn: Turn, argument: str) -> Submission | None:
    """The case this official names and may see; says so when there is none."""
    code = tracking_code.parse(argument) or tracking_code.find_in(argument)
    case = submissions.by_code(turn.tx, code) if code else None
    if case is not None and sees(turn, case):
        return case
    if case is not None:
        turn.record("refused", f"submission:{case.id}")
    turn.say(
        _("I find no case {code} that is yours to handle. /viec lists them."), code=argument[:20]
    )
    return None


def sees(turn: Turn, case: Submission) -> bool:
    """Whether who is here may open the case."""
    return turn.official is not None and cards.may_open(turn, case, turn.official)


def named(turn: Turn, argument: str, usage: str) -> tuple[Submission | None, str]:
    """The case that a command's argument begins with, and the words after it. Without any, says
    `usage`."""
    if not argument.strip():
        turn.say(usage)
        return None, ""
    parts = argument.split()
    for count in range(1, 4):
        code = tracking_code.parse("".join(parts[:count]))
        if code:
            rest = argument.strip().split(None, count)[count:]
            return find(turn, code), rest[0] if rest else ""
    return find(turn, parts[0]), ""


def begin(
    turn: Turn, form: Form, case: Submission, answers: Answers | None = None, *, lead: str = ""
) -> None:
    """Open a form about a case, remembering how the case stood."""
    seen = worklist.last_event(turn.tx, case.id)
    engine.begin(turn, form, {CODE: case.code, SEEN: seen, **(answers or {})}, lead=lead)


def settle(turn: Turn, form: Form, answers: Answers) -> Submission | None:
    """The case of a finished form, when it is still as its writer saw it.

    Else nothing is done: they are told what changed, and asked again with their words kept.
    """
    case = submissions.by_code(turn.tx, answers[CODE])
    if case is None or not sees(turn, case):
        turn.say(_("That case is not yours to handle any more. Nothing was sent."))
        return None
    if not is_newer(turn, case, answers[SEEN]):
        return case
    lead = changed(turn, case, answers[SEEN])
    kept = {name: value for name, value in answers.items() if form.step(name)}
    reviews = [step.name for step in form.steps if isinstance(step, Review)]
    for name in reviews or [form.steps[0].name]:
        kept.pop(name, None)
    begin(turn, form, case, kept, lead=lead)
    return None


def is_newer(turn: Turn, case: Submission, seen: int) -> bool:
    """Whether something happened to the case since `seen`."""
    return worklist.last_event(turn.tx, case.id) > seen


def is_stale(turn: Turn, case: Submission, version: str) -> bool:
    """Whether a button was made for an earlier version of the case; then says how it stands."""
    if version == str(case.version):
        return False
    turn.say_plainly(
        turn.text(_("Somebody changed it meanwhile; nothing was done. It stands so now:"))
        + "\n\n"
        + cards.card(turn, case, turn.language),
        choices=cards.buttons(case, turn.official.id if turn.official else None),
        submission_id=case.id,
    )
    return True


def changed(turn: Turn, case: Submission, seen: int) -> str:
    """What happened since `seen`, as finished text."""
    events = [one for one in submissions.events(turn.tx, case.id) if one.id > seen]
    return turn.text(
        _("⚠ {code} changed meanwhile; nothing was sent yet:\n{news}"),
        code=format_code(case.code), news=Markup(history.lines(turn, events)),
    )  # fmt: skip


def open_button(case: Submission) -> Button:
    """Leads to the case, for officials."""
    return Button(_("Open the case"), f"open:{case.code}")
