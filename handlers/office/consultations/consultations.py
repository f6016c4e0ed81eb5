"""Officials' side of the plans: the list, how each stands, what was said, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.calendar.deadlines import Period
from domain.cases.tracking_code import format_code, parse
from domain.people.roles import HANDLES_CASES, READS_CASES, STAFF
from handlers.chat.dispatch import role
from handlers.chat.router import Command, Subject
from handlers.forms import engine
from handlers.office.consultations import (
    consultation_answers,
    consultation_new,
    consultation_texts,
)
from handlers.resident import opinion
from locales import Markup, _
from storage.cases import files
from storage.consultations import consultations, opinions
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from locales import Text
    from storage.consultations.consultations import Consultation

PAGE = 5
STATES = {
    consultations.SCHEDULED: _("not open yet"),
    consultations.OPEN: _("open"),
    consultations.CLOSED: _("closed, to be answered"),
    consultations.PUBLISHED: _("answered"),
}


def plans(turn: Turn, argument: str) -> None:
    """The newest plans; a code opens one."""
    if argument:
        _view(turn, argument)
        return
    found = consultations.newest(turn.tx)
    rows = [
        [Button(f"{plan.title} – {turn.text(STATES[plan.state])}", f"plan:view:{plan.code}")]
        for plan in found
    ]
    if role(turn) in HANDLES_CASES:
        rows.append([Button(_("New plan"), "plan:new")])
    turn.say(
        _("Plans laid before the residents:") if found else _("There is no plan yet."),
        choices=rows,
    )


def act(turn: Turn, argument: str) -> None:
    """A button of these screens: `what`, or `what:code`, or `what:code:from`."""
    what, _colon, rest = argument.partition(":")
    code, _colon, offset = rest.partition(":")
    handles = role(turn) in HANDLES_CASES
    if what == "view":
        _view(turn, code)
    elif what == "opinions" and role(turn) in READS_CASES:
        _opinions(turn, code, int(offset) if offset.isdigit() else 0)
    elif what == "files" and role(turn) in READS_CASES:
        _files(turn, int(offset) if offset.isdigit() else 0)
    elif what == "new" and handles:
        engine.begin(turn, consultation_new.form)
    elif what in ("close", "close-now") and handles:
        _close(turn, code, sure=what == "close-now")
    elif what == "answer" and handles:
        consultation_answers.begin(turn, code)
    else:
        turn.log("refused", f"action:plan:{what}")
        turn.say(_("Your role does not do this."))


def _find(turn: Turn, text: str) -> Consultation | None:
    code = parse(text)
    plan = consultations.by_code(turn.tx, code) if code else None
    if plan is None:
        turn.say(_("I do not find that plan. All of them: /layykien"))
    return plan


def _view(turn: Turn, text: str) -> None:
    plan = _find(turn, text)
    if plan is None:
        return
    counts = opinions.counts(turn.tx, plan.id)
    local = turn.organisation.local
    lines = [
        turn.text(
            _("<b>{title}</b> ({code})\n{state}: {first} – {last}"),
            title=plan.title, code=format_code(plan.code), state=STATES[plan.state],
            first=local(plan.opens_at).date(), last=local(plan.closes_at).date(),
        )
    ]  # fmt: skip
    lines.append(turn.text(_("About: {hamlets}"), hamlets=consultation_texts.hamlets(turn, plan)))
    if plan.legal_basis:
        lines.append(turn.text(_("Shortened on the basis of: {basis}"), basis=plan.legal_basis))
    lines += [
        turn.text(_("{stance}: {number}"), stance=consultation_texts.LABELS[stance], number=number)
        for stance, number in counts.stances.items()
    ]
    lines.append(
        turn.text(
            _("Together {total}; spoken for others {helped}; late {late}"),
            total=counts.total, helped=counts.on_behalf, late=counts.late,
        )
    )  # fmt: skip
    link = deep_link(turn, turn.incoming.channel, plan)
    if link:
        lines.append(turn.text(_("Link for residents: {link}"), link=link))
    turn.say(Markup("\n".join(lines)), choices=_buttons(turn, plan))


def _buttons(turn: Turn, plan: Consultation) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if role(turn) in READS_CASES:
        rows.append([Button(_("Read the opinions"), f"plan:opinions:{plan.code}")])
    if role(turn) in HANDLES_CASES and plan.state == consultations.OPEN:
        rows.append([Button(_("Tell those who want announcements"), f"announce:plan:{plan.code}")])
        rows.append([Button(_("Close it now"), f"plan:close:{plan.code}")])
    if role(turn) in HANDLES_CASES and plan.state == consultations.CLOSED:
        rows.append([Button(_("Answer and publish"), f"plan:answer:{plan.code}")])
    return rows


def _opinions(turn: Turn, text: str, offset: int) -> None:
    plan = _find(turn, text)
    if plan is None:
        return
    found = opinions.page(turn.tx, plan.id, offset=offset, limit=PAGE + 1)
    if not found:
        turn.say(_("Nobody wrote words of their own yet."))
        return
    turn.log("read opinions", f"consultation:{plan.id}")
    parts: list[str] = []
    rows: list[list[Button]] = []
    for one in found[:PAGE]:
        marks = [consultation_texts.LABELS[one.stance]]
        marks += [_("late")] if one.late else []
        marks += [_("spoken for somebody else")] if one.on_behalf else []
        head = ", ".join(turn.text(mark) for mark in marks)
        line = turn.text(_("“{words}”"), words=one.body) if one.body else ""
        parts.append(f"<b>{head}</b>\n{line}".strip())
        count = len(opinions.files_of(turn.tx, one.id))
        if count:
            label = turn.text(
                _("Files of {code}: {count}"), code=format_code(one.code), count=count
            )
            rows.append([Button(label, f"plan:files:{plan.code}:{one.id}")])
    if len(found) > PAGE:
        rows.append([Button(_("More"), f"plan:opinions:{plan.code}:{offset + PAGE}")])
    rows.append([Button(_("Back to the plan"), f"plan:view:{plan.code}")])
    turn.say(Markup("\n\n".join(parts)), choices=rows)


def _files(turn: Turn, opinion_id: int) -> None:
    """The voice note or photos of an opinion; a voice is somebody's, so the look is recorded."""
    turn.log("heard an opinion", f"opinion:{opinion_id}")
    for file_id in opinions.files_of(turn.tx, opinion_id):
        kept = files.by_id(turn.tx, file_id)
        if kept is not None:
            turn.send_file(kept.outgoing(turn.incoming.channel))


def _close(turn: Turn, text: str, *, sure: bool) -> None:
    plan = _find(turn, text)
    if plan is None:
        return
    minimum = turn.organisation.consultation_minimum
    open_for = turn.now - plan.opens_at
    if open_for.days < Period.read(minimum.period).days and not plan.legal_basis:
        turn.say(
            _("It is open for {count} days only; {basis} asks for more, and no ground for a "
              "shorter time is recorded. It closes by itself on {day}."),
            count=open_for.days, basis=minimum.basis,
            day=turn.organisation.local(plan.closes_at).date(),
        )  # fmt: skip
    elif not sure:
        turn.say(
            _("Close “{title}” now? Later opinions are kept and marked as late."),
            title=plan.title,
            choices=[
                [Button(_("Close it now"), f"plan:close-now:{plan.code}")],
                [Button(_("Back to the plan"), f"plan:view:{plan.code}")],
            ],
        )
    elif consultations.close(turn.tx, plan.id, turn.now) is None:
        turn.say(_("It is not open any more."))
    else:
        turn.log("closed", f"consultation:{plan.id}")
        _view(turn, plan.code)


def deep_link(notifier: Notifier, channel: str, plan: Consultation) -> str:
    """The link that opens a plan in the chat, empty where the service has none."""
    pattern = notifier.commune.channels[channel].deep_link
    return pattern.format(
        bot=notifier.commune.bot_names.get(channel, ""), payload=f"plan-{plan.code}"
    )


def open_and_close(notifier: Notifier) -> None:
    """Open and close what is due; tell who made the plan, the head and the observers. Running it
    again does nothing new."""
    for plan in consultations.open_due(notifier.tx, notifier.now):
        _tell(notifier, plan, {"observer"}, _("“{title}” is open for opinions until {day}."))
    for plan in consultations.close_due(notifier.tx, notifier.now):
        _tell(
            notifier, plan, {"observer", "head"},
            _("“{title}” closed on {day}. Each stance that was taken needs an answer."),
        )  # fmt: skip


def _tell(notifier: Notifier, plan: Consultation, roles: set[str], words: Text) -> None:
    for one in officials.active(notifier.tx):
        if one.role not in roles and one.id != plan.created_by:
            continue
        person = people.by_id(notifier.tx, one.person_id)
        if person is not None:
            notifier.notify(
                person, words, title=plan.title,
                day=notifier.organisation.local(plan.closes_at).date(),
                choices=[[Button(_("Open the plan"), f"plan:view:{plan.code}")]],
                not_before=notifier.organisation.polite(notifier.now), origin="consultations",
            )  # fmt: skip


subject = Subject(
    "consultations",
    commands=(
        Command(
            ("layykien", "plan", "kehoach"), plans, _("Plans laid before the residents"),
            roles=STAFF, instead=opinion.plans,
        ),
    ),
    actions={"plan": (act, STAFF)},
    forms=(consultation_new.form, consultation_answers.form),
)  # fmt: skip
