"""How officials come in and go out: links that work once, confirmed by whoever invited."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.assignment import release
from actions.people import command_menu
from domain.people import invitations
from domain.people.roles import LETS_PEOPLE_IN, Role
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, AskChoice, AskText, Form, Option, open_form
from locales import Markup, Text, _
from storage.people import officials, people

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.people.officials import Invitation, Official

ROLES: dict[str, Text] = {
    Role.OFFICER: _("Officer of a unit"),
    Role.HEAD: _("Head"),
    Role.OBSERVER: _("Observer: counts and deadlines only"),
    Role.ADMIN: _("Administrator"),
}


def use_link(turn: Turn, token: str) -> None:
    """`/start moi-TOKEN`: the link is used up; powers come at once only for a link made on the
    command line, else when the inviter accepts."""
    found = officials.invitation_by_hash(turn.tx, invitations.hashed(token))
    if found is None:
        turn.say(_("That link is not one of ours. Ask whoever sent it for a new one."))
    elif found.used_at is not None:
        turn.say(_("That link was used already; each works once. Ask for a new one."))
    elif found.expires_at < turn.now:
        turn.say(_("That link is too old: it works for 24 hours. Ask for a new one."))
    elif turn.official is not None and turn.official.id == found.created_by:
        turn.say(
            _("You made this link; it still works. Send it to {name}, who opens it themselves."),
            name=found.name,
        )
    else:
        _use(turn, found)


def _use(turn: Turn, found: Invitation) -> None:
    officials.use_invitation(turn.tx, found.id, turn.person.id, turn.now)
    inviter = officials.by_id(turn.tx, found.created_by) if found.created_by else None
    person = people.by_id(turn.tx, inviter.person_id) if inviter else None
    if person is None:
        officials.decide_invitation(turn.tx, found.id, accepted=True, now=turn.now)
        _enrol(turn, found, turn.person.id)
        return
    turn.say(_("Thank you. {name} is asked whether this is you; then you can begin."),
             name=inviter.name if inviter else "")  # fmt: skip
    turn.notify(
        person,
        _(
            "The link for <b>{name}</b> ({role}) was opened by the account “{account}”. Is it them?"
        ),
        name=found.name,
        role=ROLES[found.role],
        account=turn.person.name,
        choices=[
            [Button(_("Yes, let them in"), f"letin:{found.id}")],
            [Button(_("No"), f"keepout:{found.id}")],
        ],
    )


def let_in(turn: Turn, argument: str) -> None:
    """The inviter accepts the account."""
    found = _mine(turn, argument)
    if found is not None and found.used_by is not None:
        officials.decide_invitation(turn.tx, found.id, accepted=True, now=turn.now)
        _enrol(turn, found, found.used_by)
        turn.say(_("{name} can begin."), name=found.name)


def keep_out(turn: Turn, argument: str) -> None:
    """It is somebody else: no powers, the link is dead."""
    found = _mine(turn, argument)
    if found is not None:
        officials.decide_invitation(turn.tx, found.id, accepted=False, now=turn.now)
        turn.log("invitation refused", f"invitation:{found.id}")
        turn.say(_("Refused: that account has no powers. /moicanbo makes a new link."))


def _mine(turn: Turn, argument: str) -> Invitation | None:
    found = officials.invitation_by_id(turn.tx, int(argument)) if argument.isdigit() else None
    if found is None or turn.official is None or found.created_by != turn.official.id:
        turn.say(_("That invitation is not yours to decide."))
        return None
    if found.decided_at is not None:
        turn.say(_("That is decided already."))
        return None
    return found


def _enrol(turn: Turn, found: Invitation, person_id: int) -> None:
    official = officials.enrol(
        turn.tx, person_id=person_id, role=found.role, unit_id=found.unit_id,
        name=found.name or turn.person.name, speaks_khmer=found.speaks_khmer,
        enrolled_by=found.created_by, now=turn.now,
    )  # fmt: skip
    turn.log("enrolled", f"official:{official.id}",
                after={"role": found.role, "unit": found.unit_id})  # fmt: skip
    people.change(turn.tx, person_id, greeted_at=turn.now)
    person = people.by_id(turn.tx, person_id)
    if person is None:
        return
    command_menu.show(turn, person, Role(found.role))
    turn.notify(
        person,
        _(
            "Welcome, {name}. You are in as: {role}. /viec shows what is to be done, /help all commands."
        ),
        name=official.name,
        role=ROLES[found.role],
    )


def invite(turn: Turn, _argument: str) -> None:
    """Make a link that names the person and the role."""
    open_form.begin(turn, form)


def _needs_unit(_turn: Turn, answers: Answers) -> bool:
    return bool(answers.get("role") == Role.OFFICER)


def _units(turn: Turn, _answers: Answers) -> list[Option]:
    return [Option(unit.id, unit.name) for unit in turn.organisation.units]


def _roles(turn: Turn, _answers: Answers) -> list[Option]:
    """A head lets in all but administrators."""
    is_admin = turn.official is not None and turn.official.role == Role.ADMIN
    return [Option(role, name) for role, name in ROLES.items() if is_admin or role != Role.ADMIN]


def _made(turn: Turn, answers: Answers) -> None:
    if turn.official is None or Role(turn.official.role) not in LETS_PEOPLE_IN:
        turn.say(_("You may not invite any more. Nothing was made."))
        return
    token = secrets.token_urlsafe(invitations.TOKEN_BYTES)
    made = officials.invite(
        turn.tx, token_hash=invitations.hashed(token), name=answers["name"], role=answers["role"],
        unit_id=answers.get("unit") or "", speaks_khmer=answers.get("khmer") == "yes",
        created_by=turn.official.id, now=turn.now, expires_at=turn.now + invitations.VALID_FOR,
    )  # fmt: skip
    turn.log("invited", f"invitation:{made}", after={"role": answers["role"]})
    payload = invitations.payload(token)
    ways = [
        turn.commune.channels[channel].deep_link.format(bot=bot, payload=payload)
        or turn.text(_("On Zalo they write: {word}"), word=payload)
        for channel, bot in turn.commune.bot_names.items()
    ]
    turn.say(
        _("Send this link to {name}; it works once, until {time}:\n{link}"),
        name=answers["name"], time=turn.now + invitations.VALID_FOR,
        link=Markup("\n".join(dict.fromkeys(ways))),
    )  # fmt: skip


form = Form(
    "invitation",
    steps=(
        AskText("name", _("Whom do you invite? Their name, as residents know it."), limit=80),
        AskChoice("role", _("As what?"), options=_roles),
        AskChoice("unit", _("Of which unit?"), options=_units, when=_needs_unit),
        AskChoice(
            "khmer", _("Do they speak Khmer?"),
            options=(Option("yes", _("Yes")), Option("no", _("No"))),
        ),
    ),
    done=_made,
    official_only=True,
)  # fmt: skip


def list_officials(turn: Turn, _argument: str) -> None:
    """Who has powers, each with a button that ends them."""
    active = officials.active(turn.tx)
    lines = [
        turn.text(
            _("{name}: {role} {unit} {khmer}"), name=one.name, role=ROLES[one.role],
            unit=_unit_name(turn, one.unit_id), khmer=_("· Khmer") if one.speaks_khmer else "",
        ).strip()
        for one in active
    ]  # fmt: skip
    rows = [
        [Button(turn.text(_("Remove {name}"), name=one.name), f"dismiss:{one.id}")]
        for one in active
        if _may_dismiss(turn, one)
    ]
    turn.say_plainly("\n".join(lines), choices=rows)


def _unit_name(turn: Turn, unit_id: str) -> str:
    unit = turn.organisation.unit(unit_id)
    return f"({unit.name})" if unit else ""


def dismiss(turn: Turn, argument: str) -> None:
    """End somebody's powers, after asking once."""
    number, _colon, sure = argument.partition(":")
    found = officials.by_id(turn.tx, int(number)) if number.isdigit() else None
    if found is None or all(one.id != found.id for one in officials.active(turn.tx)):
        turn.say(_("They have no powers any more."))
    elif not _may_dismiss(turn, found):
        turn.say(_("Only an administrator can do that."))
    elif sure != "yes":
        turn.say(
            _("Remove {name}? Their cases stay with the unit."), name=found.name,
            choices=[[Button(_("Yes, remove"), f"dismiss:{found.id}:yes")]],
        )  # fmt: skip
    else:
        _dismiss(turn, found)


def _may_dismiss(turn: Turn, found: Official) -> bool:
    """An administrator anybody but themselves; a head all but administrators."""
    if turn.official is None or found.id == turn.official.id:
        return False
    return turn.official.role == Role.ADMIN or found.role != Role.ADMIN


def _dismiss(turn: Turn, found: Official) -> None:
    officials.remove(turn.tx, found.id, turn.now)
    codes = release(turn.desk, found.id)
    turn.log("removed", f"official:{found.id}",
                before={"role": found.role, "cases": codes})  # fmt: skip
    person = people.by_id(turn.tx, found.person_id)
    if person is not None:
        command_menu.show(turn, person, Role.RESIDENT)
    turn.say(_("{name} has no powers any more."), name=found.name)


subject = Subject(
    "enrolment",
    commands=(
        Command(("moicanbo", "invite"), invite, _("Invite an official"), roles=LETS_PEOPLE_IN),
        Command(("canbo", "people"), list_officials, _("Who has powers"), roles=LETS_PEOPLE_IN),
    ),
    actions={
        "letin": (let_in, LETS_PEOPLE_IN),
        "keepout": (keep_out, LETS_PEOPLE_IN),
        "dismiss": (dismiss, LETS_PEOPLE_IN),
    },
    links={invitations.PREFIX: use_link},
    forms=(form,),
)
