"""Invite, accept and dismiss officials in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions import taps
from actions.buttons import Button
from actions.people import dismissal, invitations as inviting
from actions.people.invitations import ROLES, NewInvitation
from domain.people import invitations
from domain.people.roles import LETS_PEOPLE_IN, Role
from handlers.chat.router import Command, Subject
from handlers.chat.tap_number import tap_number
from handlers.forms import Answers, AskChoice, AskText, Form, Option, open_form
from locales import Markup, _
from storage.people import officials

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


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


def let_in(turn: Turn, argument: str) -> None:
    """The inviter accepts the account."""
    found = inviting.let_in(turn.desk, tap_number(argument))
    turn.say(_("{name} can begin."), name=found.name)


def keep_out(turn: Turn, argument: str) -> None:
    """It is somebody else: no powers, the link is dead."""
    inviting.keep_out(turn.desk, tap_number(argument))
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
        if inviting.may_give(turn.desk, Role(role))
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
    official_only=True,
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
        [Button(turn.text(_("Remove {name}"), name=one.name), f"{taps.DISMISS}:{one.id}")]
        for one in active
        if dismissal.may_dismiss(turn.desk, one)
    ]
    turn.say_plainly("\n".join(lines), choices=rows)


def _unit_name(turn: Turn, unit_id: str) -> str:
    unit = turn.organisation.unit(unit_id)
    return f"({unit.name})" if unit else ""


def ask_to_dismiss(turn: Turn, argument: str) -> None:
    """Ask once. Confirmations of an earlier version (`dismiss:7:yes`) come here, too."""
    number, _colon, _rest = argument.partition(":")
    found = dismissal.dismissable(turn.desk, tap_number(number))
    turn.say(
        _("Remove {name}? Their cases stay with the unit."),
        name=found.name,
        choices=[[Button(_("Yes, remove"), f"{taps.DISMISS_NOW}:{found.id}")]],
    )


def dismiss(turn: Turn, argument: str) -> None:
    """End somebody's powers."""
    found = dismissal.dismiss(turn.desk, tap_number(argument))
    turn.say(_("{name} has no powers any more."), name=found.name)


subject = Subject(
    "enrolment",
    commands=(
        Command(("moicanbo", "invite"), invite, _("Invite an official"), roles=LETS_PEOPLE_IN),
        Command(("canbo", "people"), list_officials, _("Who has powers"), roles=LETS_PEOPLE_IN),
    ),
    actions={
        taps.LET_IN: (let_in, LETS_PEOPLE_IN),
        taps.KEEP_OUT: (keep_out, LETS_PEOPLE_IN),
        taps.DISMISS: (ask_to_dismiss, LETS_PEOPLE_IN),
        taps.DISMISS_NOW: (dismiss, LETS_PEOPLE_IN),
    },
    links={invitations.PREFIX: use_link},
    forms=(form,),
)
