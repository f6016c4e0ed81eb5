"""Invite, accept and dismiss officials in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import invitations as inviting, people_taps, powers
from actions.people.invitations import ROLES, NewInvitation
from actions.taps import Tap
from domain.cases.acts import Act
from domain.people import invitations
from domain.people.permissions import roles_for
from domain.people.roles import Role
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import Answers, AskChoice, AskText, Form, Option, open_form
from locales import Markup, _
from storage.people import officials

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


class Dismiss(Tap, name="dismiss"):
    """Dismiss an official, after one question."""

    official_id: int
    sure: bool = False


def use_link(turn: Turn, token: str) -> None:
    """`/start moi-TOKEN`: use an invitation; the inviter must accept the person.

    For a link of the command line the powers begin at once.
    """
    inviter = inviting.use(turn.seat, token)
    if inviter is not None:
        turn.say(
            _("Thank you. {name} is asked whether this is you; then you can begin."),
            name=inviter.name,
        )


def let_in(turn: Turn, tap: people_taps.LetIn) -> None:
    """Accept the account that used the inviter's link."""
    found = inviting.let_in(turn.desk, tap.invitation_id)
    turn.say(_("{name} can begin."), name=found.name)


def keep_out(turn: Turn, tap: people_taps.KeepOut) -> None:
    """Reject the account that used the inviter's link."""
    inviting.keep_out(turn.desk, tap.invitation_id)
    turn.say(_("Refused: that account has no powers. /moicanbo makes a new link."))


def invite(turn: Turn, _argument: str) -> None:
    """Open the form of an invitation: name, role and unit."""
    open_form.begin(turn, form)


def _needs_unit(_turn: Turn, answers: Answers) -> bool:
    return bool(answers.get("role") == Role.OFFICER)


def _units(turn: Turn, _answers: Answers) -> list[Option]:
    return [Option(unit.id, unit.name) for unit in turn.organisation.units]


def _roles(turn: Turn, _answers: Answers) -> list[Option]:
    return [
        Option(role, name)
        for role, name in ROLES.items()
        if powers.may_give(turn.desk.official, Role(role))
    ]


def _made(turn: Turn, answers: Answers) -> None:
    new = NewInvitation(
        answers["name"],
        Role(answers["role"]),
        unit_id=answers.get("unit") or "",
        speaks_khmer=answers.get("khmer") == "yes",
    )
    made = inviting.invite(turn.desk, new)
    ways = [
        turn.commune.channels[channel].deep_link.format(bot=bot, payload=made.payload)
        or turn.text(_("On Zalo they write: {word}"), word=made.payload)
        for channel, bot in turn.commune.bot_names.items()
    ]
    turn.say(
        _("Send this link to {name}; it works once, until {time}:\n{link}"),
        name=new.name,
        time=made.expires_at,
        link=Markup("\n".join(dict.fromkeys(ways))),
    )


form = Form(
    "invitation",
    steps=(
        AskText("name", _("Whom do you invite? Their name, as residents know it."), limit=80),
        AskChoice("role", _("As what?"), options=_roles),
        AskChoice("unit", _("Of which unit?"), options=_units, when=_needs_unit),
        AskChoice(
            "khmer",
            _("Do they speak Khmer?"),
            options=(Option("yes", _("Yes")), Option("no", _("No"))),
        ),
    ),
    done=_made,
    act=Act.INVITE,
)


def list_officials(turn: Turn, _argument: str) -> None:
    """List the officials, each with a button that dismisses them."""
    active = officials.active(turn.tx)
    lines = [
        turn.text(
            _("{name}: {role} {unit} {khmer}"),
            name=one.name,
            role=ROLES[one.role],
            unit=_unit_name(turn, one.unit_id),
            khmer=_("· Khmer") if one.speaks_khmer else "",
        ).strip()
        for one in active
    ]
    rows = [
        [Button(turn.text(_("Remove {name}"), name=one.name), Dismiss(one.id))]
        for one in active
        if powers.may_dismiss(turn.desk, one)
    ]
    turn.say_plainly("\n".join(lines), choices=rows)


def _unit_name(turn: Turn, unit_id: str) -> str:
    unit = turn.organisation.unit(unit_id)
    return f"({unit.name})" if unit else ""


def dismiss(turn: Turn, tap: Dismiss) -> None:
    """Dismiss an official, after one question."""
    if tap.sure:
        found = powers.dismiss(turn.desk, tap.official_id)
        turn.say(_("{name} has no powers any more."), name=found.name)
        return
    found = powers.dismissable(turn.desk, tap.official_id)
    turn.say(
        _("Remove {name}? Their cases stay with the unit."),
        name=found.name,
        choices=[[Button(_("Yes, remove"), Dismiss(found.id, sure=True))]],
    )


subject = Subject(
    "enrolment",
    commands=(
        Command(
            ("moicanbo", "invite"), invite, _("Invite an official"), roles=roles_for(Act.INVITE)
        ),
        Command(
            ("canbo", "people"), list_officials, _("Who has powers"), roles=roles_for(Act.DISMISS)
        ),
    ),
    taps=(
        on(people_taps.LetIn, let_in, roles_for(Act.LET_IN)),
        on(people_taps.KeepOut, keep_out, roles_for(Act.KEEP_OUT)),
        on(Dismiss, dismiss, roles_for(Act.DISMISS)),
    ),
    links={invitations.PREFIX: use_link},
    forms=(form,),
)
