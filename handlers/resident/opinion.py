"""A resident's opinion on a plan: stance, words if they like, `Xong`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases import tracking_code
from handlers.chat.router import EVERYBODY, Command, Subject
from handlers.forms import AskChoice, AskFiles, AskText, Form, Option, Review, engine
from handlers.forms.steps import Unclear
from handlers.office.consultations import consultation_texts
from handlers.resident import on_behalf, report
from locales import _
from storage import tasks
from storage.cases import files
from storage.consultations import consultations, opinions
from storage.people import people

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from handlers.forms.steps import Taking
    from locales import Text
    from storage.consultations.consultations import Consultation

PURPOSE = "opinion"
DOCUMENT, BEHALF = "~document", "~behalf"


def plans(turn: Turn, argument: str) -> None:
    """The open plans; a code opens that one."""
    if argument:
        open_plan(turn, argument)
        return
    found = consultations.in_state(turn.tx, consultations.OPEN)
    if len(found) == 1:
        begin(turn, found[0])
    elif found:
        engine.begin(turn, form)
    else:
        answered = consultations.in_state(turn.tx, consultations.PUBLISHED, limit=5)
        turn.say(
            _("No plan is open for opinions now. Just write whatever you want to say."),
            choices=[[Button(plan.title, f"opinion:{plan.code}")] for plan in answered],
        )


def open_plan(turn: Turn, text: str) -> None:
    """One plan, by its code as people type it: to speak about, or its answers."""
    code_text, _plus, mark = text.partition("+")
    code = tracking_code.parse(code_text)
    plan = consultations.by_code(turn.tx, code) if code else None
    if plan is None:
        turn.say(_("I do not find that plan. The open ones: /gopy"))
    elif plan.state == consultations.SCHEDULED:
        turn.say(
            _("“{title}” opens for opinions on {day}."),
            title=plan.title, day=turn.organisation.local(plan.opens_at).date(),
        )  # fmt: skip
    elif plan.state == consultations.PUBLISHED:
        consultation_texts.say_answers(turn, plan)
    else:
        begin(turn, plan, for_another=mark == "behalf")


def begin(turn: Turn, plan: Consultation, *, for_another: bool = False) -> None:
    """Ask what the person thinks of this plan."""
    lead = ""
    if plan.state == consultations.CLOSED:
        lead = turn.text(
            _("This plan closed on {day}. You can still write: it is kept and marked as late."),
            day=turn.organisation.local(plan.closes_at).date(),
        )
    answers: Answers = {"plan": plan.code}
    if for_another:
        answers["on_behalf"] = True
    engine.begin(turn, form, answers, lead=lead)


def _options(turn: Turn, _answers: Answers) -> list[Option]:
    return [
        Option(plan.code, plan.title)
        for plan in consultations.in_state(turn.tx, consultations.OPEN)
    ]


def _are_several(turn: Turn, answers: Answers) -> bool:
    return len(_options(turn, answers)) > 1


def _plan(turn: Turn, answers: Answers) -> Consultation:
    plan = consultations.by_code(turn.tx, answers["plan"])
    if plan is None:
        raise LookupError(f"no plan {answers['plan']}")
    return plan


def _ask_stance(turn: Turn, answers: Answers) -> str:
    plan = _plan(turn, answers)
    parts = [
        turn.text(
            _("<b>{title}</b>\n{summary}\n\nOpinions are taken until {day}."),
            title=plan.title, summary=plan.summary,
            day=turn.organisation.local(plan.closes_at).date(),
        )
    ]  # fmt: skip
    if plan.hamlets:
        parts.append(
            turn.text(_("About: {hamlets}"), hamlets=consultation_texts.hamlets(turn, plan))
        )
    if answers.get("on_behalf"):
        parts.append(turn.text(_("What do they think of it?")))
        return "\n".join(parts)
    before = opinions.own(turn.tx, plan.id, turn.person.id)
    if before:
        parts.append(
            turn.text(
                _("You said: {stance}. A new opinion takes its place."),
                stance=consultation_texts.LABELS[before.stance],
            )
        )
    parts.append(turn.text(_("What do you think of it?")))
    return "\n".join(parts)


@dataclass(frozen=True)
class Stance(AskChoice):
    """The four stances; below them the plan's document and speaking for somebody else."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The stances two to a row, then what else can be done here."""
        rows = super().buttons(turn, answers)
        document = files.by_id(turn.tx, _plan(turn, answers).document_id or 0)
        if document:
            size = consultation_texts.size_of(document.size, turn.language)
            label = turn.text(_("Read the document ({size})"), size=size)
            rows.append([(label, DOCUMENT)])
        if not answers.get("on_behalf"):
            rows.append([(_("Speak for somebody else"), BEHALF)])
        return rows

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """A stance; or the document, and the question again."""
        if value == DOCUMENT:
            document = files.by_id(turn.tx, _plan(turn, answers).document_id or 0)
            if document:
                given = document.outgoing(turn.incoming.channel)
                turn.send_file(given)
                if not turn.carries(turn.incoming.channel, given):
                    return Unclear(_("Where to read the document stands above."))
            return Unclear(_("The document is above."))
        if value == BEHALF:
            on_behalf.begin(turn, answers)
            return Unclear(_("Your own opinion stays as it is."))
        return super().tapped(turn, answers, value)


def _title(turn: Turn, answers: Answers) -> str:
    return turn.text(
        _("Your opinion on “{title}”. Write more if you like, or choose Done."),
        title=_plan(turn, answers).title,
    )


def _notice(turn: Turn, _answers: Answers) -> str:
    return turn.text(
        _(
            "<i>Kept with your account until the plan's file is closed; officials read it without "
            "your name. With Done you agree. More: /riengtu</i>"
        )
    )


def _has_agreed(turn: Turn) -> bool:
    version = turn.organisation.consent.version
    return people.has_consent(turn.tx, turn.person.id, purpose=PURPOSE, version=version)


def _is_asked_first(turn: Turn, _answers: Answers) -> bool:
    return turn.organisation.consent.asked == "before" and not _has_agreed(turn)


def _needs_words(_turn: Turn, answers: Answers) -> bool:
    return answers.get("stance") == "own_words"


def _file(turn: Turn, answers: Answers) -> None:
    plan = _plan(turn, answers)
    late = plan.state != consultations.OPEN or turn.now > plan.closes_at
    if not _has_agreed(turn):
        people.give_consent(
            turn.tx, turn.person.id, purpose=PURPOSE,
            version=turn.organisation.consent.version, language=turn.language, now=turn.now,
        )  # fmt: skip
    code = opinions.record(
        turn.tx, plan.id, person_id=turn.person.id, stance=answers["stance"],
        body=answers.get("words") or "", language=turn.language, channel=turn.incoming.channel,
        chat=turn.incoming.chat, late=late, now=turn.now,
        on_behalf=bool(answers.get("on_behalf")), author_name=answers.get("author_name") or "",
        author_consent=answers.get("author_consent") or "",
        files=[_keep_file(turn, file) for file in answers.get("files") or []],
    )  # fmt: skip
    shown = tracking_code.format_code(code)
    more = [
        Button(_("Change it"), f"opinion:{plan.code}"),
        Button(_("Speak for somebody else"), f"opinion:{plan.code}+behalf"),
    ]
    if late:
        turn.say(
            _("Thank you. Your opinion has the code {code}. It came after the closing day: it is "
              "kept and marked as late."),
            code=shown, choices=[more],
        )  # fmt: skip
        return
    turn.say(
        _("Thank you. Your opinion has the code {code}. You can change it until {day}. After that "
          "the unit answers, and I will tell you here."),
        code=shown, day=turn.organisation.local(plan.closes_at).date(), choices=[more],
    )  # fmt: skip


def _keep_file(turn: Turn, packed: dict[str, str | int]) -> int:
    kept = files.add(
        turn.tx, kind=str(packed["kind"]), name=str(packed["name"]), mime=str(packed["mime"]),
        size=int(packed["size"]), channel=turn.incoming.channel, ref=str(packed["ref"]),
        at=turn.now, person_id=turn.person.id,
    )  # fmt: skip
    tasks.add(turn.tx, "fetch", {"file": kept.id}, turn.now, channel=kept.channel)
    return kept.id


_consent = AskChoice(
    "consent",
    lambda turn, _answers: report.consent_details(turn) + "\n\n" + turn.text(_("Do you agree?")),
    options=(Option("yes", _("I agree")),),
    when=_is_asked_first,
)
_words = AskText(
    "words",
    _("What would you like to say about it? Write it here, or send a voice message."),
    label=_("Words"),
    when=_needs_words,
)
_files = AskFiles(
    "files", _("A photo or a file?"), label=_("Files"), optional=True, on_request=True
)
_stance = Stance(
    "stance",
    _ask_stance,
    label=_("Opinion"),
    options=tuple(Option(value, label) for value, label in consultation_texts.LABELS.items()),
    columns=2,
)

form = Form(
    "opinion",
    steps=(
        AskChoice(
            "plan",
            _("Which plan would you like to speak about?"),
            when=_are_several,
            options=_options,
        ),
        _consent,
        *on_behalf.STEPS,
        _stance,
        _words,
        _files,
        Review(
            "review",
            _title,
            send=_("Done"),
            notice=_notice,
            shown=(*on_behalf.STEPS, _stance, _words, _files),
        ),
    ),
    done=_file,
    words="words",
    files="files",
)

subject = Subject(
    "opinion",
    commands=(Command(("gopy", "opinion"), plans, _("Give an opinion on a plan")),),
    actions={"opinion": (plans, EVERYBODY)},
    links={"plan": open_plan},
    forms=(form,),
)
