"""Shared by the handlers of officials' acts on a case: find it, ask again, show a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions import permit
from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.case_taps import CaseTap
from actions.cases.messages import cards
from actions.cases.messages.card_texts import card
from actions.cases.reading import opening, timeline
from actions.refusals import FiledItYourself, NoSuchCase, NotYours, Stale
from domain.cases import tracking_code
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.refusal import refuse
from handlers.chat.taps import on
from handlers.forms import Review, open_form
from handlers.office.cases import history
from locales import Markup, _
from storage.cases import events, submissions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actions.refusals import Refusal
    from handlers.chat.taps import Bound
    from handlers.chat.turn import Turn
    from handlers.forms import Answers, Form
    from storage.cases.submissions import Submission

CODE, SEEN = "code", "seen"
"""Answers of a form about a case: its code, and the version that the official saw."""


class AskState(CaseTap, name="state"):
    """Show the next lawful states of the case."""


class WriteNote(CaseTap, name="note"):
    """Open the form of a note on the case."""


class AskWho(CaseTap, name="assign"):
    """Ask which official shall have the case."""


def on_case(tap: type[CaseTap], does: Callable[[Turn, Submission], None], act: Act) -> Bound:
    """Make a handler of a case's button from `does`, which gets the case.

    It is for the roles of `act`. If there is no case that the official may open, it says so.
    """

    def pressed(turn: Turn, tap: CaseTap) -> None:
        case = find(turn, tap.code)
        if case is not None:
            does(turn, case)

    return on(tap, pressed, roles_for(act))


def find(turn: Turn, argument: str) -> Submission | None:
    """The case that an official names and may open; if there is none, say so."""
    code = tracking_code.parse(argument) or tracking_code.find_in(argument)
    try:
        return opening.find(turn.desk, code or "")
    except FiledItYourself as own:
        refuse(turn, own)
        return None
    except NoSuchCase:
        refuse(turn, NoSuchCase(code=argument[:20]))
        return None


def sees(turn: Turn, case: Submission) -> bool:
    """Whether the sender may open the case as an official."""
    return turn.official is not None and permit.is_permitted(turn.desk, Act.OPEN, case)


def named(turn: Turn, argument: str, usage: str) -> tuple[Submission | None, str]:
    """The case at the beginning of a command's argument, and the words after it.

    Without an argument, reply with `usage`.
    """
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
    """Open a form about a case; the form stores the version that the official saw."""
    open_form.begin(
        turn, form, {CODE: case.code, SEEN: case.version, **(answers or {})}, lead=lead
    )


def of_form(turn: Turn, answers: Answers) -> Submission | None:
    """The case of a finished form; if it does not exist any more, say so."""
    case = submissions.by_code(turn.tx, answers[CODE])
    if case is None:
        refuse(turn, NotYours())
    return case


def reviewed(turn: Turn, answers: Answers) -> Submission:
    """The case of a form in review. Raises LookupError if it does not exist any more."""
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
    """Show why a finished form was refused.

    If the case changed meanwhile, show the changes and ask again; the written words stay in the form.
    """
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
    """Show why a button was refused, and the current card if the case changed meanwhile."""
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
    """The events since the version `seen`, as finished text."""
    new = timeline.for_officials(turn, events.of_case(turn.tx, case.id, since=seen))
    return turn.text(
        _("⚠ {code} changed meanwhile; nothing was sent yet:\n{news}"),
        code=format_code(case.code),
        news=Markup(history.lines(turn, new)),
    )


def open_button(case: Submission) -> Button:
    """A button that opens the case for officials."""
    return Button(_("Open the case"), case_taps.Open(case.code))


def state_button(case: Submission) -> Button:
    """Leads to its next states."""
    return Button(_("Change the state"), AskState(case.code))
