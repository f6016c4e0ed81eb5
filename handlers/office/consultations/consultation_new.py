"""A new plan, asked for piece by piece: title, summary, document, days, hamlets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from domain.calendar.deadlines import Period, end_of_day
from domain.cases.tracking_code import format_code
from domain.organisation import ZONE
from handlers.forms import AskDate, AskFiles, AskText, Form, Review, Step, engine
from handlers.forms.steps import Taken, Unclear
from locales import _, translate
from storage import tasks
from storage.cases import files
from storage.consultations import consultations

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from handlers.forms.steps import Taking
    from locales import Text

SENTENCE_END = re.compile(r"[.!?។](?:\s+|$)")
SENTENCES = 3
WHOLE, ENOUGH = "~whole", "~enough"


@dataclass(frozen=True)
class Summary(AskText):
    """Three sentences at most: people read it on a telephone."""

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """Words of no more than three sentences."""
        taken = super().take(turn, answers)
        if isinstance(taken, Taken):
            sentences = [one for one in SENTENCE_END.split(str(taken.value)) if one.strip()]
            if len(sentences) > SENTENCES:
                return Unclear(
                    _("That is more than three sentences. Please make it shorter; the rest "
                      "belongs into the document.")
                )  # fmt: skip
        return taken


@dataclass(frozen=True)
class Opens(AskDate):
    """The first day; today is one press away."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:  # noqa: ARG002
        """Today."""
        return [[(_("Today"), turn.organisation.local(turn.now).date().isoformat())]]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """The day of the button."""
        return _read(value)

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """A day that is not over."""
        taken = super().take(turn, answers)
        today = turn.organisation.local(turn.now).date()
        if isinstance(taken, Taken) and date.fromisoformat(str(taken.value)) < today:
            return Unclear(_("That day is over."))
        return taken


@dataclass(frozen=True)
class Closes(AskDate):
    """The last day; the earliest one that the law allows is one press away."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The earliest lawful day."""
        day = earliest(turn, answers)
        label = turn.text(_("{day} (the earliest)"), day=day)
        return [[(label, day.isoformat())]]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """The day of the button."""
        return _read(value)

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """A day after the first."""
        taken = super().take(turn, answers)
        if isinstance(taken, Taken) and not _fits({**answers, "closes": taken.value}):
            return Unclear(_("It must close after it opens."))
        return taken


@dataclass(frozen=True)
class Hamlets(Step):
    """Which hamlets a plan is about: as many as are pressed, or the whole commune."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The whole commune, each hamlet, and that is all."""
        hamlets = [(hamlet.name, hamlet.id) for hamlet in turn.organisation.hamlets]
        rows: list[list[tuple[str | Text, str]]] = [[(_("The whole commune"), WHOLE)]]
        rows += [list(hamlets[at : at + 2]) for at in range(0, len(hamlets), 2)]
        return [*rows, [(_("That is all"), ENOUGH)]] if answers.get(self.name) else rows

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """One more hamlet (or one fewer), and the question again."""
        if value == WHOLE:
            return Taken([])
        chosen: list[str] = list(answers.get(self.name) or [])
        if value == ENOUGH:
            return Taken(chosen)
        if turn.organisation.hamlet(value) is None:
            return None
        chosen.remove(value) if value in chosen else chosen.append(value)
        answers[self.name] = chosen
        return Unclear(_("Noted. One more, or that is all?"))

    def show(self, turn: Turn, value: Any) -> str:
        """Their names."""
        names = [turn.organisation.hamlet(one) for one in value or []]
        listed = ", ".join(hamlet.name for hamlet in names if hamlet)
        return listed or turn.text(_("The whole commune"))


def earliest(turn: Turn, answers: Answers) -> date:
    """The first lawful last day, for the day on which the plan opens."""
    opens = date.fromisoformat(answers["opens"])
    period = Period.read(turn.organisation.consultation_minimum.period)
    return period.last_day(opens, turn.organisation.working_days)


def is_short(turn: Turn, answers: Answers) -> bool:
    """Whether the plan is open for less than the law asks."""
    if not answers.get("opens") or not answers.get("closes"):
        return False
    period = Period.read(turn.organisation.consultation_minimum.period)
    opens = date.fromisoformat(answers["opens"])
    needed = earliest(turn, answers) if period.working else opens + timedelta(days=period.days)
    return date.fromisoformat(answers["closes"]) < needed


def _read(value: str) -> Taking:
    try:
        return Taken(date.fromisoformat(value).isoformat())
    except ValueError:
        return None


def _fits(answers: Answers) -> bool:
    return bool(answers["closes"] > answers["opens"])


def _ask_basis(turn: Turn, answers: Answers) -> str:  # noqa: ARG001
    minimum = turn.organisation.consultation_minimum
    period = Period.read(minimum.period)
    return turn.text(
        _("{basis} asks for {count} days at least. Which legal ground allows fewer here? It is "
          "recorded and shown. Without one, go back and choose a later day."),
        basis=minimum.basis, count=period.days,
    )  # fmt: skip


def _create(turn: Turn, answers: Answers) -> None:
    if not _fits(answers):
        answers.pop("closes")
        engine.begin(turn, form, answers, lead=turn.text(_("It must close after it opens.")))
        return
    opens = date.fromisoformat(answers["opens"])
    short = is_short(turn, answers)
    plan = consultations.create(
        turn.tx, title=answers["title"], summary=answers["summary"],
        document_id=_keep(turn, answers),
        opens_at=datetime.combine(opens, time(0), ZONE).astimezone(UTC),
        closes_at=end_of_day(date.fromisoformat(answers["closes"]), ZONE),
        legal_basis=answers.get("legal_basis") or "" if short else "",
        hamlets=answers.get("hamlets") or [],
        unit_id=turn.official.unit_id if turn.official else "",
        created_by=turn.official.id if turn.official else None, now=turn.now,
    )  # fmt: skip
    turn.log(
        "created", f"consultation:{plan.id}",
        after={"code": plan.code, "title": plan.title, "legal_basis": plan.legal_basis},
    )  # fmt: skip
    turn.say(
        _("The plan has the code {code}. It opens on {first} and closes after {last}."),
        code=format_code(plan.code), first=opens, last=date.fromisoformat(answers["closes"]),
        choices=[[Button(_("Open the plan"), f"plan:view:{plan.code}")]],
    )  # fmt: skip


def _keep(turn: Turn, answers: Answers) -> int | None:
    packed = (answers.get("document") or [None])[0]
    if packed is None:
        return None
    kept = files.add(
        turn.tx, kind=packed["kind"], name=packed["name"] or translate(_("Plan"), "vi"),
        mime=packed["mime"], size=packed["size"], channel=turn.incoming.channel,
        ref=packed["ref"], at=turn.now,
    )  # fmt: skip
    tasks.add(turn.tx, "fetch", {"file": kept.id}, turn.now, channel=kept.channel)
    return kept.id


_STEPS: tuple[Step, ...] = (
    AskText("title", _("What is the plan called?"), label=_("Title"), limit=120),
    Summary(
        "summary", _("What is it about, in three sentences at most?"), label=_("Summary"),
        limit=600,
    ),
    AskFiles("document", _("Send the plan's document, if there is one."), label=_("Document"),
          optional=True, most=1),
    Opens("opens", _("From which day are opinions taken?"), label=_("Opens")),
    Closes("closes", _("Until which day, that day included?"), label=_("Closes")),
    AskText("legal_basis", _ask_basis, label=_("Legal ground"), when=is_short, limit=300),
    Hamlets("hamlets", _("Which hamlets is it about?"), label=_("Hamlets")),
)  # fmt: skip

form = Form(
    "plan",
    steps=(*_STEPS, Review("review", _("Shall it be laid before the residents like this?"),
                           send=_("Lay it before the residents"), shown=_STEPS)),
    done=_create,
    files="document",
    official_only=True,
)  # fmt: skip
