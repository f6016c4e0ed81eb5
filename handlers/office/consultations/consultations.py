"""Consultations for officials: list, show, read opinions, close early, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.consultations import consultation_taps, consultation_texts
from actions.consultations.consultation_links import deep_link
from actions.consultations.consultation_views import view
from actions.consultations.consultations import close_early, ensure_closable
from actions.consultations.opinions import PAGE, hear_opinion, read_opinions
from actions.permit import is_permitted
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code, parse
from domain.consultations.consultation_states import ConsultationState
from domain.people.roles import STAFF
from handlers.chat.router import Command, Subject
from handlers.chat.tap_number import NONE, tap_number
from handlers.office.consultations import consultation_answers, consultation_new
from handlers.resident import opinion
from locales import Markup, _
from storage.consultations import consultations

if TYPE_CHECKING:
    from actions.consultations.consultation_views import ConsultationView
    from actions.consultations.opinions import OpinionView
    from handlers.chat.turn import Turn
    from storage.consultations.consultations import Consultation


def overview(turn: Turn, argument: str) -> None:
    """List the newest consultations; a code opens one."""
    if argument:
        show(turn, argument)
        return
    found = consultations.newest(turn.tx)
    rows = [
        [
            Button(
                f"{one.title} – {turn.text(consultation_texts.STATES[one.state])}",
                f"{consultation_taps.VIEW}:{one.code}",
            )
        ]
        for one in found
    ]
    if is_permitted(turn.desk, Act.CREATE_CONSULTATION):
        rows.append([Button(_("New plan"), consultation_taps.NEW)])
    turn.say(
        _("Plans laid before the residents:") if found else _("There is no plan yet."),
        choices=rows,
    )


def find(turn: Turn, text: str) -> Consultation | None:
    """The consultation that an official names; says so when there is none."""
    code = parse(text)
    found = consultations.by_code(turn.tx, code) if code else None
    if found is None:
        turn.say(_("I do not find that plan. All of them: /layykien"))
    return found


def show(turn: Turn, text: str) -> None:
    """How one stands, and what can be done about it."""
    consultation = find(turn, text)
    if consultation is None:
        return
    lines = _lines(turn, view(turn.desk, consultation))
    link = deep_link(turn, turn.incoming.channel, consultation)
    if link:
        lines.append(turn.text(_("Link for residents: {link}"), link=link))
    turn.say(Markup("\n".join(lines)), choices=_buttons(turn, consultation))


def _lines(turn: Turn, shown: ConsultationView) -> list[str]:
    lines = [
        turn.text(
            _("<b>{title}</b> ({code})\n{state}: {first} – {last}"),
            title=shown.title,
            code=format_code(shown.code),
            state=consultation_texts.STATES[shown.state],
            first=shown.first,
            last=shown.last,
        ),
        turn.text(
            _("About: {hamlets}"), hamlets=", ".join(shown.hamlets) or _("The whole commune")
        ),
    ]
    if shown.legal_basis:
        lines.append(turn.text(_("Shortened on the basis of: {basis}"), basis=shown.legal_basis))
    if shown.counts is not None:
        lines += [
            turn.text(
                _("{stance}: {number}"),
                stance=consultation_texts.STANCES[stance],
                number=number,
            )
            for stance, number in shown.counts.stances.items()
        ]
        lines.append(
            turn.text(
                _("Together {total}; spoken for others {helped}; late {late}"),
                total=shown.counts.total,
                helped=shown.counts.on_behalf,
                late=shown.counts.late,
            )
        )
    return lines


def _buttons(turn: Turn, consultation: Consultation) -> list[list[Button]]:
    desk, code = turn.desk, consultation.code
    is_open = consultation.state == ConsultationState.OPEN
    is_closed = consultation.state == ConsultationState.CLOSED
    offered = (
        (Act.READ_OPINIONS, True, _("Read the opinions"), consultation_taps.OPINIONS),
        (
            Act.ANNOUNCE,
            is_open,
            _("Tell those who want announcements"),
            consultation_taps.ANNOUNCE,
        ),
        (Act.CLOSE_CONSULTATION, is_open, _("Close it now"), consultation_taps.CLOSE),
        (Act.PUBLISH, is_closed, _("Answer and publish"), consultation_taps.ANSWER),
    )
    return [
        [Button(label, f"{tap}:{code}")]
        for act, fits, label, tap in offered
        if fits and is_permitted(desk, act)
    ]


def read(turn: Turn, argument: str) -> None:
    """What people said in their own words: `CODE`, or `CODE:offset` for those after."""
    code, _colon, offset_text = argument.partition(":")
    offset = tap_number(offset_text)
    consultation = find(turn, code)
    if consultation is None:
        return
    page = read_opinions(turn.desk, consultation, offset=offset)
    if not page.opinions:
        turn.say(_("Nobody wrote words of their own yet."))
        return
    rows = [[_files_button(turn, one)] for one in page.opinions if one.file_count]
    if page.more:
        following = f"{consultation_taps.OPINIONS}:{consultation.code}:{offset + PAGE}"
        rows.append([Button(_("More"), following)])
    rows.append([_back(consultation)])
    texts = [_opinion(turn, one) for one in page.opinions]
    turn.say(Markup("\n\n".join(texts)), choices=rows)


def _opinion(turn: Turn, one: OpinionView) -> str:
    marks = [consultation_texts.STANCES[one.stance]]
    if one.late:
        marks.append(_("late"))
    if one.on_behalf:
        marks.append(_("spoken for somebody else"))
    head = ", ".join(turn.text(mark) for mark in marks)
    words = turn.text(_("“{words}”"), words=one.words) if one.words else ""
    return f"<b>{head}</b>\n{words}".strip()


def _files_button(turn: Turn, one: OpinionView) -> Button:
    label = turn.text(
        _("Files of {code}: {count}"), code=format_code(one.code), count=one.file_count
    )
    return Button(label, f"{consultation_taps.FILES}:{one.id}")


def _back(consultation: Consultation) -> Button:
    return Button(_("Back to the plan"), f"{consultation_taps.VIEW}:{consultation.code}")


def hear(turn: Turn, argument: str) -> None:
    """The voice note or the photos of an opinion."""
    opinion_id = tap_number(argument)
    if opinion_id == NONE:
        return
    found = hear_opinion(turn.desk, opinion_id)
    for file in found:
        turn.send_file(file.outgoing(turn.incoming.channel))


def ask_to_close(turn: Turn, text: str) -> None:
    """Whether to close it before its day; says so when that is not allowed yet."""
    consultation = find(turn, text)
    if consultation is None:
        return
    ensure_closable(turn.desk, consultation)
    close_now = Button(_("Close it now"), f"{consultation_taps.CLOSE_NOW}:{consultation.code}")
    turn.say(
        _("Close “{title}” now? Later opinions are kept and marked as late."),
        title=consultation.title,
        choices=[[close_now], [_back(consultation)]],
    )


def close(turn: Turn, text: str) -> None:
    """Close it before its day, after the question above."""
    consultation = find(turn, text)
    if consultation is None:
        return
    close_early(turn.desk, consultation)
    show(turn, consultation.code)


def answer(turn: Turn, text: str) -> None:
    """Write the answers to the stances of a closed one."""
    consultation = find(turn, text)
    if consultation is None:
        return
    consultation_answers.begin(turn, consultation)


subject = Subject(
    "consultations",
    commands=(
        Command(
            ("layykien", "plan", "kehoach"),
            overview,
            _("Plans laid before the residents"),
            roles=STAFF,
            instead=opinion.overview,
        ),
    ),
    actions={
        consultation_taps.VIEW: (show, STAFF),
        consultation_taps.OPINIONS: (read, STAFF),
        consultation_taps.FILES: (hear, STAFF),
        consultation_taps.NEW: (consultation_new.begin, STAFF),
        consultation_taps.CLOSE: (ask_to_close, STAFF),
        consultation_taps.CLOSE_NOW: (close, STAFF),
        consultation_taps.ANSWER: (answer, STAFF),
    },
    forms=(consultation_new.form, consultation_answers.form),
)
