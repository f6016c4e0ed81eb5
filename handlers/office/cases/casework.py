"""What every act of an official on a case shares in the chat: finding it, asking again, refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions import permit
from actions.buttons import Button
from actions.cases.messages import cards
from actions.cases.messages.card_texts import card
from actions.cases.reading import opening, timeline
from actions.refusals import NoSuchCase, NotYours, Stale
from domain.cases import tracking_code
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from handlers.chat.refusal import refuse
from handlers.forms import Review, open_form
from handlers.office.cases import history
from locales import Markup, _
from storage.cases import events, submissions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.refusals import Refusal
    from handlers.chat.turn import Turn
    from handlers.forms import Answers, Form
    from storage.cases.submissions import Submission

CODE, SEEN = "code", "seen"
"""Among a form's answers: whose case it is about, and the version of it that its writer saw."""


def find(turn: Turn, argument: str) -> Submission | None:
    """The case this official names and may see; says so when there is none."""
    code = tracking_code.parse(argument) or tracking_code.find_in(argument)
    try:
        return opening.find(turn.desk, code or "")
    except NoSuchCase:
        refuse(turn, NoSuchCase(code=argument[:20]))
        return None


def sees(turn: Turn, case: Submission) -> bool:
    """Whether who is here may open the case."""
    return turn.official is not None and permit.is_permitted(turn.desk, Act.OPEN, case)


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
    open_form.begin(
        turn, form, {CODE: case.code, SEEN: case.version, **(answers or {})}, lead=lead
    )


def of_form(turn: Turn, answers: Answers) -> Submission | None:
    """The case of a finished form; says so when it is gone."""
    case = submissions.by_code(turn.tx, answers[CODE])
    if case is None:
        refuse(turn, NotYours())
    return case


def reviewed(turn: Turn, answers: Answers) -> Submission:
    """The case of a form that is reviewed; raises LookupError when it is gone."""
    case = submissions.by_code(turn.tx, answers[CODE])
    if case is None:
        raise LookupError("the case of a form is gone")
    return case


def refused(
    turn: Turn,
    refusal: Refusal,
    form: Form,
    answers: Answers,
    *,
    choices: Sequence[Sequence[Button]] = (),
) -> None:
    """A finished form was refused: say why. When the case changed meanwhile, show what changed and
    ask again, with the words kept."""
    if not isinstance(refusal, Stale):
        refuse(turn, refusal, choices=choices)
        return
    reviews = [step.name for step in form.steps if isinstance(step, Review)]
    asked_again = {SEEN, *(reviews or [form.steps[0].name])}
    kept = {name: value for name, value in answers.items() if name not in asked_again}
    begin(turn, form, refusal.case, kept, lead=changed(turn, refusal.case, refusal.seen))


def refused_button(
    turn: Turn,
    refusal: Refusal,
    *,
    choices: Sequence[Sequence[Button]] = (),
) -> None:
    """A button was refused: say why. When it was made for an earlier version of the case, show how
    the case stands now."""
    if not isinstance(refusal, Stale):
        refuse(turn, refusal, choices=choices)
        return
    case = refusal.case
    turn.say_plainly(
        turn.text(refusal.words) + "\n\n" + card(turn, case, turn.language),
        choices=cards.buttons(case, turn.official.id if turn.official else None),
        submission_id=case.id,
    )


def changed(turn: Turn, case: Submission, seen: int) -> str:
    """What happened since the version `seen`, as finished text."""
    new = timeline.for_officials(turn, events.of_case(turn.tx, case.id, since=seen))
    return turn.text(
        _("⚠ {code} changed meanwhile; nothing was sent yet:\n{news}"),
        code=format_code(case.code),
        news=Markup(history.lines(turn, new)),
    )


def open_button(case: Submission) -> Button:
    """Leads to the case, for officials."""
    return Button(_("Open the case"), f"open:{case.code}")
