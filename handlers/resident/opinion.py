"""A resident's opinion on a consultation: a stance, and words if they like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from actions.buttons import Button
from actions.consultations import consultation_taps
from actions.consultations.consultation_texts import DISPOSITIONS, STANCES
from actions.consultations.consultation_views import view
from actions.consultations.opinions import PURPOSE, Contribution, opine
from actions.people import consent
from actions.refusals import NotOpenYet
from domain.cases import tracking_code
from domain.consultations.consultation_states import ConsultationState
from domain.consultations.stances import Stance
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import AskChoice, AskFiles, AskText, Form, Option, Review, open_form
from handlers.forms.answers import Unclear
from handlers.forms.attachments import attached
from handlers.resident import on_behalf
from handlers.resident.consent_text import consent_details
from locales import Markup, _
from storage.consultations import consultations, opinions

if TYPE_CHECKING:
    from actions.consultations.consultation_views import ConsultationView
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from handlers.forms.answers import Taking
    from locales import Text
    from storage.consultations.consultations import Consultation

DOCUMENT, BEHALF = "~document", "~behalf"


def overview(turn: Turn, argument: str) -> None:
    """List the open consultations; a code opens that one."""
    if argument:
        open_one(turn, argument)
    else:
        show_open(turn)


def pressed(turn: Turn, tap: consultation_taps.Opine) -> None:
    """A button of the first screen, or of a consultation."""
    if tap.code:
        open_one(turn, tap.code, on_behalf=tap.on_behalf)
    else:
        show_open(turn)


def show_open(turn: Turn) -> None:
    """Those that are open; with none, those that were answered last."""
    found = consultations.in_state(turn.tx, ConsultationState.OPEN)
    if len(found) == 1:
        begin(turn, found[0])
    elif found:
        open_form.begin(turn, form)
    else:
        answered = consultations.in_state(turn.tx, ConsultationState.PUBLISHED, limit=5)
        turn.say(
            _("No plan is open for opinions now. Just write whatever you want to say."),
            choices=[[Button(one.title, consultation_taps.Opine(one.code))] for one in answered],
        )


def open_one(turn: Turn, text: str, *, on_behalf: bool = False) -> None:
    """Open a consultation by its code as typed: the form for an opinion, or the answers."""
    code = tracking_code.parse(text)
    found = consultations.by_code(turn.tx, code) if code else None
    if found is None:
        turn.say(_("I do not find that plan. The open ones: /gopy"))
        return
    shown = view(turn.seat, found)
    if shown.state is ConsultationState.SCHEDULED:
        turn.say(NotOpenYet.words, title=shown.title, day=shown.first)
    elif shown.state is ConsultationState.PUBLISHED:
        _say_answers(turn, shown)
    else:
        begin(turn, found, for_another=on_behalf)


def _say_answers(turn: Turn, shown: ConsultationView) -> None:
    parts = [turn.text(_("<b>{title}</b>\nClosed and answered."), title=shown.title)]
    parts += [
        turn.text(
            _("<b>{stance}</b> – {disposition}: {answer}"),
            stance=STANCES[answer.stance],
            disposition=DISPOSITIONS[answer.disposition],
            answer=answer.body,
        )
        for answer in shown.answers
    ]
    turn.say(Markup("\n\n".join(parts)))


def begin(turn: Turn, consultation: Consultation, *, for_another: bool = False) -> None:
    """Open the form of an opinion on this consultation."""
    lead = ""
    if consultation.state == ConsultationState.CLOSED:
        lead = turn.text(
            _("This plan closed on {day}. You can still write: it is kept and marked as late."),
            day=turn.organisation.local(consultation.closes_at).date(),
        )
    answers: Answers = {"consultation": consultation.code}
    if for_another:
        answers["on_behalf"] = True
    open_form.begin(turn, form, answers, lead=lead)


def _options(turn: Turn, _answers: Answers) -> list[Option]:
    return [
        Option(one.code, one.title)
        for one in consultations.in_state(turn.tx, ConsultationState.OPEN)
    ]


def _is_to_be_chosen(turn: Turn, answers: Answers) -> bool:
    return "consultation" not in answers or len(_options(turn, answers)) > 1


def _consultation(turn: Turn, answers: Answers) -> Consultation:
    found = consultations.by_code(turn.tx, answers["consultation"])
    if found is None:
        raise LookupError(f"no consultation {answers['consultation']}")
    return found


def _ask_stance(turn: Turn, answers: Answers) -> str:
    consultation = _consultation(turn, answers)
    shown = view(turn.seat, consultation)
    parts = [
        turn.text(
            _("<b>{title}</b>\n{summary}\n\nOpinions are taken until {day}."),
            title=shown.title,
            summary=shown.summary,
            day=shown.last,
        )
    ]
    if consultation.hamlets:
        hamlets = ", ".join(shown.hamlets) or _("The whole commune")
        parts.append(turn.text(_("About: {hamlets}"), hamlets=hamlets))
    if answers.get("on_behalf"):
        parts.append(turn.text(_("What do they think of it?")))
        return "\n".join(parts)
    before = opinions.own(turn.tx, consultation.id, turn.person.id)
    if before:
        parts.append(
            turn.text(
                _("You said: {stance}. A new opinion takes its place."),
                stance=STANCES[before.stance],
            )
        )
    parts.append(turn.text(_("What do you think of it?")))
    return "\n".join(parts)


@dataclass(frozen=True)
class AskStance(AskChoice):
    """Asks for the stance; more buttons send the document or switch to another's behalf."""

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The stances, two in a row, then the other buttons."""
        rows = super().buttons(turn, answers)
        document = view(turn.seat, _consultation(turn, answers)).document
        if document:
            size = size_of(document.size, turn.language)
            label = turn.text(_("Read the document ({size})"), size=size)
            rows.append([(label, DOCUMENT)])
        if not answers.get("on_behalf"):
            rows.append([(_("Speak for somebody else"), BEHALF)])
        return rows

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """Accept a stance; after another button, ask again."""
        if value == DOCUMENT:
            return _read_document(turn, answers)
        if value == BEHALF:
            on_behalf.begin(turn, answers)
            return Unclear(_("Your own opinion stays as it is."))
        return super().tapped(turn, answers, value)


def _read_document(turn: Turn, answers: Answers) -> Unclear:
    document = view(turn.seat, _consultation(turn, answers)).document
    if document:
        given = document.outgoing(turn.incoming.channel)
        turn.send_file(given)
        if not turn.carries(turn.incoming.channel, given):
            return Unclear(_("Where to read the document stands above."))
    return Unclear(_("The document is above."))


def size_of(count: int, language: str) -> str:
    """A number of bytes as text: "340 KB", "1,2 MB"."""
    if count < 1024 * 1024:
        return f"{max(count // 1024, 1)} KB"
    return format_decimal(round(count / 1024 / 1024, 1), locale=language) + " MB"


def _title(turn: Turn, answers: Answers) -> str:
    return turn.text(
        _("Your opinion on “{title}”. Write more if you like, or choose Done."),
        title=_consultation(turn, answers).title,
    )


def _notice(turn: Turn, _answers: Answers) -> str:
    return turn.text(
        _(
            "<i>Kept with your account until the plan's file is closed; officials read it without "
            "your name. With Done you agree. More: /riengtu</i>"
        )
    )


def _is_asked_first(turn: Turn, _answers: Answers) -> bool:
    return consent.is_asked_first(turn.seat, PURPOSE)


def _needs_words(_turn: Turn, answers: Answers) -> bool:
    return answers.get("stance") == Stance.OWN_WORDS


def _file(turn: Turn, answers: Answers) -> None:
    consultation = _consultation(turn, answers)
    contribution = Contribution(
        stance=Stance(answers["stance"]),
        words=answers.get("words") or "",
        on_behalf=bool(answers.get("on_behalf")),
        author_name=answers.get("author_name") or "",
        author_consent=answers.get("author_consent") or "",
    )
    files = attached(turn, answers.get("files"))
    opined = opine(turn.seat, consultation, contribution, files)
    words = _(
        "Thank you. Your opinion has the code {code}. You can change it until {day}. After that "
        "the unit answers, and I will tell you here."
    )
    if opined.late:
        words = _(
            "Thank you. Your opinion has the code {code}. It came after the closing day: it is "
            "kept and marked as late."
        )
    tap = consultation_taps.Opine(consultation.code)
    more = [
        Button(_("Change it"), tap),
        Button(_("Speak for somebody else"), replace(tap, on_behalf=True)),
    ]
    turn.say(
        words,
        code=tracking_code.format_code(opined.code),
        day=turn.organisation.local(consultation.closes_at).date(),
        choices=[more],
    )


_consent = AskChoice(
    "consent",
    lambda turn, _answers: consent_details(turn) + "\n\n" + turn.text(_("Do you agree?")),
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
_stance = AskStance(
    "stance",
    _ask_stance,
    label=_("Opinion"),
    options=tuple(Option(value, label) for value, label in STANCES.items()),
    columns=2,
)

form = Form(
    "opinion",
    steps=(
        AskChoice(
            "consultation",
            _("Which plan would you like to speak about?"),
            when=_is_to_be_chosen,
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
    version=2,
    words="words",
    files="files",
)

subject = Subject(
    "opinion",
    commands=(Command(("gopy", "opinion"), overview, _("Give an opinion on a plan")),),
    taps=(on(consultation_taps.Opine, pressed),),
    links={consultation_taps.LINK: open_one},
    forms=(form,),
)
