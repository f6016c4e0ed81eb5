"""Consultations for officials: list, show, read opinions, close early, answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.consultations import consultation_taps, consultation_texts
from actions.consultations.consultation_links import deep_link
from actions.consultations.consultation_views import view
from actions.consultations.consultations import close_early, ensure_closable
from actions.consultations.opinions import PAGE, hear_opinion, read_opinions
from actions.messages import lists
from actions.permit import is_permitted
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code, parse
from domain.consultations.consultation_states import ConsultationState
from domain.people.permissions import roles_for
from domain.people.roles import STAFF
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.office.consultations import consultation_answers, consultation_new
from handlers.resident import opinion
from locales import Markup, _
from storage.consultations import consultations

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.consultations.consultation_taps import ConsultationTap
    from actions.consultations.consultation_views import ConsultationView
    from actions.consultations.opinions import OpinionView
    from domain.people.roles import Role
    from handlers.chat.taps import Bound
    from handlers.chat.turn import Turn
    from locales import Text
    from storage.consultations.consultations import Consultation


def overview(turn: Turn, argument: str) -> None:
    """List the newest consultations; a code opens one."""
    if argument:
        consultation = find(turn, parse(argument))
        if consultation is not None:
            show(turn, consultation)
        return
    found = consultations.newest(turn.tx)
    rows = [
        [
            Button(
                f"{one.title} – {turn.text(consultation_texts.STATES[one.state])}",
                consultation_taps.View(one.code),
            )
        ]
        for one in found
    ]
    if is_permitted(turn.desk, Act.CREATE_CONSULTATION):
        rows.append([Button(_("New plan"), consultation_taps.New())])
    turn.say(
        _("Plans laid before the residents:") if found else _("There is no plan yet."),
        choices=rows,
    )


def find(turn: Turn, code: str | None) -> Consultation | None:
    """The consultation with this code; if there is none, say so."""
    found = consultations.by_code(turn.tx, code) if code else None
    if found is None:
        turn.say(_("I do not find that plan. All of them: /layykien"))
    return found


def on_consultation(
    tap: type[ConsultationTap],
    does: Callable[[Turn, Consultation], None],
    roles: frozenset[Role],
) -> Bound:
    """Make a handler of a consultation's button from `does`, which gets the consultation."""

    def pressed(turn: Turn, tap: ConsultationTap) -> None:
        consultation = find(turn, tap.code)
        if consultation is not None:
            does(turn, consultation)

    return on(tap, pressed, roles)


def show(turn: Turn, consultation: Consultation) -> None:
    """Show a consultation with its counts and buttons."""
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
                _("{stance}: {number} (through others: {helped})")
                if shown.counts.helped[stance]
                else _("{stance}: {number}"),
                stance=consultation_texts.STANCES[stance],
                number=number,
                helped=shown.counts.helped[stance],
            )
            for stance, number in shown.counts.stances.items()
        ]
        lines.append(
            turn.text(
                _("Together {total}; spoken for others {helped}; late {late}"),
                total=shown.counts.total,
                helped=sum(shown.counts.helped.values()),
                late=shown.counts.late,
            )
        )
    return lines


def _buttons(turn: Turn, consultation: Consultation) -> list[list[Button]]:
    desk = turn.desk
    is_open = consultation.state == ConsultationState.OPEN
    is_closed = consultation.state == ConsultationState.CLOSED
    offered: tuple[tuple[Act, bool, Text, type[ConsultationTap]], ...] = (
        (Act.READ_OPINIONS, True, _("Read the opinions"), consultation_taps.Opinions),
        (
            Act.ANNOUNCE,
            is_open,
            _("Tell those who want announcements"),
            consultation_taps.Announce,
        ),
        (Act.CLOSE_CONSULTATION, is_open, _("Close it now"), consultation_taps.Close),
        (Act.PUBLISH, is_closed, _("Answer and publish"), consultation_taps.Answer),
    )
    return [
        [Button(label, tap(consultation.code))]
        for act, fits, label, tap in offered
        if fits and is_permitted(desk, act, None if act is Act.ANNOUNCE else consultation)
    ]


def read(turn: Turn, tap: consultation_taps.Opinions) -> None:
    """Show a page of the opinions in people's own words."""
    consultation = find(turn, tap.code)
    if consultation is None:
        return
    page = read_opinions(turn.desk, consultation, offset=tap.offset)
    if not page.opinions:
        turn.say(_("Nobody wrote words of their own yet."))
        return
    rows = [[_files_button(turn, one)] for one in page.opinions if one.file_count]
    if page.more:
        rows.append([Button(_("More"), replace(tap, offset=tap.offset + PAGE))])
    rows.append([_back(consultation)])
    texts = [_opinion(turn, one) for one in page.opinions]
    topic = lists.topic(turn, turn.person)
    turn.say(Markup("\n\n".join(texts)), choices=rows, topic=topic)


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
    return Button(label, consultation_taps.Files(one.id))


def _back(consultation: Consultation) -> Button:
    return Button(_("Back to the plan"), consultation_taps.View(consultation.code))


def hear(turn: Turn, tap: consultation_taps.Files) -> None:
    """Send the files of an opinion."""
    found = hear_opinion(turn.desk, tap.opinion_id)
    for file in found:
        turn.send_file(file.outgoing(turn.incoming.channel))


def ask_to_close(turn: Turn, consultation: Consultation) -> None:
    """Ask whether to close it before its last day, or say that it is too early."""
    ensure_closable(turn.desk, consultation)
    close_now = Button(_("Close it now"), consultation_taps.CloseNow(consultation.code))
    turn.say(
        _("Close “{title}” now? Later opinions are kept and marked as late."),
        title=consultation.title,
        choices=[[close_now], [_back(consultation)]],
    )


def close(turn: Turn, consultation: Consultation) -> None:
    """Close it before its last day."""
    show(turn, close_early(turn.desk, consultation))


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
    taps=(
        on_consultation(consultation_taps.View, show, STAFF),
        on(consultation_taps.Opinions, read, roles_for(Act.READ_OPINIONS)),
        on(consultation_taps.Files, hear, roles_for(Act.HEAR_OPINION)),
        on(consultation_taps.New, consultation_new.begin, roles_for(Act.CREATE_CONSULTATION)),
        on_consultation(consultation_taps.Close, ask_to_close, roles_for(Act.CLOSE_CONSULTATION)),
        on_consultation(consultation_taps.CloseNow, close, roles_for(Act.CLOSE_CONSULTATION)),
        on_consultation(
            consultation_taps.Answer, consultation_answers.begin, roles_for(Act.PUBLISH)
        ),
    ),
    forms=(consultation_new.form, consultation_answers.form),
)
