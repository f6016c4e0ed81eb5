"""The form of a new consultation: title, summary, document, days and hamlets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.consultations import consultation_taps
from actions.consultations.consultations import Proposal, create, is_short, needs_ground
from actions.permit import permit
from actions.refusals import ClosesTooSoon, DayIsOver, Refusal, SummaryTooLong
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.consultations.open_days import earliest_last_day
from domain.consultations.summary import GROUND_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, is_brief
from handlers.chat.refusal import refuse
from handlers.forms import AskDate, AskFiles, AskText, Form, Review, Step, open_form
from handlers.forms.answers import Taken, Unclear
from handlers.forms.attachments import attached
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from handlers.forms.answers import Taking
    from locales import Text

WHOLE, ENOUGH = "~whole", "~enough"
STEP_OF: dict[type[Refusal], str] = {
    SummaryTooLong: "summary",
    DayIsOver: "opens",
    ClosesTooSoon: "closes",
}
"""The question that is asked again when its answer is refused."""


def begin(turn: Turn, _tap: consultation_taps.New) -> None:
    """Open the form of a new consultation."""
    permit(turn.desk, Act.CREATE_CONSULTATION)
    open_form.begin(turn, form)


@dataclass(frozen=True)
class Summary(AskText):
    """Asks for three sentences at most, because people read them on a telephone."""

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """Accept a text of no more than three sentences."""
        taken = super().take(turn, answers)
        if isinstance(taken, Taken) and not is_brief(str(taken.value)):
            return Unclear(SummaryTooLong.words)
        return taken


@dataclass(frozen=True)
class Opens(AskDate):
    """Asks for the first day, with a button for today."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:  # noqa: ARG002
        """Today."""
        return [[(_("Today"), _today(turn).isoformat())]]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """The day of the button."""
        return _read(value)

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """Accept a day that is not over."""
        taken = super().take(turn, answers)
        if isinstance(taken, Taken) and date.fromisoformat(str(taken.value)) < _today(turn):
            return Unclear(DayIsOver.words)
        return taken


@dataclass(frozen=True)
class Closes(AskDate):
    """Asks for the last day, with a button for the earliest day that the law allows."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The button with the earliest lawful day."""
        day = _earliest(turn, answers)
        label = turn.text(_("{day} (the earliest)"), day=day)
        return [[(label, day.isoformat())]]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """The day of the button."""
        return _read(value)

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """Accept a day after the first."""
        taken = super().take(turn, answers)
        if isinstance(taken, Taken) and taken.value <= answers["opens"]:
            return Unclear(ClosesTooSoon.words)
        return taken


@dataclass(frozen=True)
class Hamlets(Step):
    """Asks for the hamlets, any number of them, or the whole commune."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The buttons: the whole commune, each hamlet, and one to finish."""
        hamlets = [(hamlet.name, hamlet.id) for hamlet in turn.organisation.hamlets]
        rows: list[list[tuple[str | Text, str]]] = [[(_("The whole commune"), WHOLE)]]
        rows += [list(hamlets[at : at + 2]) for at in range(0, len(hamlets), 2)]
        return [*rows, [(_("That is all"), ENOUGH)]] if answers.get(self.name) else rows

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """Add or remove the pressed hamlet, and ask again."""
        if value == WHOLE:
            return Taken([])
        chosen: list[str] = list(answers.get(self.name) or [])
        if value == ENOUGH:
            return Taken(chosen)
        if turn.organisation.hamlet(value) is None:
            return None
        if value in chosen:
            chosen.remove(value)
        else:
            chosen.append(value)
        answers[self.name] = chosen
        return Unclear(_("Noted. One more, or that is all?"))

    def show(self, turn: Turn, value: Any) -> str:
        """The names of the chosen hamlets."""
        names = [turn.organisation.hamlet(one) for one in value or []]
        listed = ", ".join(hamlet.name for hamlet in names if hamlet)
        return listed or turn.text(_("The whole commune"))


def _today(turn: Turn) -> date:
    return turn.organisation.local(turn.now).date()


def _earliest(turn: Turn, answers: Answers) -> date:
    opens = date.fromisoformat(answers["opens"])
    minimum = turn.organisation.consultation_minimum.read
    return earliest_last_day(opens, minimum, turn.organisation.working_days)


def _needs_ground(turn: Turn, answers: Answers) -> bool:
    if not answers.get("opens") or not answers.get("closes"):
        return False
    opens, closes = (date.fromisoformat(answers[name]) for name in ("opens", "closes"))
    return is_short(turn.organisation, opens, closes)


def _read(value: str) -> Taking:
    try:
        return Taken(date.fromisoformat(value).isoformat())
    except ValueError:
        return None


def _ask_ground(turn: Turn, _answers: Answers) -> str:
    refusal = needs_ground(turn.organisation)
    return turn.text(refusal.words, **refusal.values)


def _create(turn: Turn, answers: Answers) -> None:
    document = attached(turn, answers.get("document"))
    proposal = Proposal(
        title=answers["title"],
        summary=answers["summary"],
        opens=date.fromisoformat(answers["opens"]),
        closes=date.fromisoformat(answers["closes"]),
        legal_basis=answers.get("legal_basis") or "",
        hamlets=answers.get("hamlets") or [],
        document=document[0] if document else None,
    )
    try:
        created = create(turn.desk, proposal)
    except Refusal as refusal:
        _ask_again(turn, answers, refusal)
        return
    turn.say(
        _("The plan has the code {code}. It opens on {first} and closes after {last}."),
        code=format_code(created.code),
        first=proposal.opens,
        last=proposal.closes,
        choices=[[Button(_("Open the plan"), consultation_taps.View(created.code))]],
    )


def _ask_again(turn: Turn, answers: Answers, refusal: Refusal) -> None:
    """Ask again the question whose answer was refused; other refusals are only shown."""
    step = STEP_OF.get(type(refusal))
    if step is None:
        refuse(turn, refusal)
        return
    answers.pop(step)
    lead = turn.text(refusal.words, **refusal.values)
    open_form.begin(turn, form, answers, lead=lead)


_STEPS: tuple[Step, ...] = (
    AskText("title", _("What is the plan called?"), label=_("Title"), limit=TITLE_LIMIT),
    Summary(
        "summary",
        _("What is it about, in three sentences at most?"),
        label=_("Summary"),
        limit=SUMMARY_LIMIT,
    ),
    AskFiles(
        "document",
        _("Send the plan's document, if there is one."),
        label=_("Document"),
        optional=True,
        most=1,
    ),
    Opens("opens", _("From which day are opinions taken?"), label=_("Opens")),
    Closes("closes", _("Until which day, that day included?"), label=_("Closes")),
    AskText(
        "legal_basis",
        _ask_ground,
        label=_("Legal ground"),
        when=_needs_ground,
        limit=GROUND_LIMIT,
    ),
    Hamlets("hamlets", _("Which hamlets is it about?"), label=_("Hamlets")),
)

form = Form(
    "consultation",
    steps=(
        *_STEPS,
        Review(
            "review",
            _("Shall it be laid before the residents like this?"),
            send=_("Lay it before the residents"),
            shown=_STEPS,
        ),
    ),
    done=_create,
    files="document",
    act=Act.CREATE_CONSULTATION,
)
