"""Invitations give powers: one person opens one, then the inviter accepts that person."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.unread import hand_to
from actions.people import command_menu, people_taps
from actions.people.people_refusals import (
    AccountGone,
    DecidedAlready,
    ExpiredLink,
    HasPowersAlready,
    MayNotInvite,
    NotYourInvitation,
    OwnLink,
    SeveralAccounts,
    UnknownLink,
    UsedLink,
    WorksHereAlready,
)
from actions.people.powers import may_give, settle
from actions.permit import permit
from domain.cases.acts import Act
from domain.people import invitations
from domain.people.roles import Role
from locales import Text, _
from storage.people import linking, officials, people

if TYPE_CHECKING:
    from datetime import datetime

    from actions.desk import Desk
    from actions.notifier import Notifier
    from actions.seat import Seat
    from storage.people.officials import Invitation, Official
    from storage.people.people import Person

ROLES: dict[str, Text] = {
    Role.OFFICER: _("Officer of a unit"),
    Role.HEAD: _("Head"),
    Role.OBSERVER: _("Observer: counts and deadlines only"),
    Role.ADMIN: _("Administrator"),
}
"""The roles that an invitation can give, as officials call them."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """The name, role and unit of the person to invite; an empty unit means all units."""

    name: str
    role: Role
    unit_id: str = ""
    speaks_khmer: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation for the inviter to send: `payload` has the token, which is not stored."""

    payload: str
    expires_at: datetime


def invite(desk: Desk, new: NewInvitation) -> Invited:
    """Create an invitation that works once. Raises `MayNotInvite`."""
    permit(desk, Act.INVITE, refusal=MayNotInvite)
    if not may_give(desk.official, new.role):
        raise MayNotInvite
    token = secrets.token_urlsafe(invitations.TOKEN_BYTES)
    expires_at = desk.now + invitations.VALID_FOR
    invitation_id = officials.invite(
        desk.tx,
        token_hash=invitations.hashed(token),
        name=new.name,
        role=new.role.value,
        unit_id=new.unit_id,
        speaks_khmer=new.speaks_khmer,
        created_by=desk.official.id,
        now=desk.now,
        expires_at=expires_at,
    )
    desk.log(Act.INVITE, f"invitation:{invitation_id}", after={"role": new.role.value})
    return Invited(invitations.payload(token), expires_at)


def use(seat: Seat, token: str) -> Official | None:
    """Open an invitation, which uses it up; returns the inviter, who must accept the person.

    None for a link of the command line: there is no inviter, the powers begin at once.

    Raises `UnknownLink`, `UsedLink`, `ExpiredLink`, `OwnLink`, `WorksHereAlready`,
    `SeveralAccounts`.
    """
    permit(seat, Act.USE_INVITATION)
    found = _usable(seat, token)
    inviter = _inviter(seat, found)
    officials.use_invitation(seat.tx, found.id, seat.person.id, seat.now)
    seat.log(Act.USE_INVITATION, f"invitation:{found.id}")
    if inviter is None:
        officials.decide_invitation(seat.tx, found.id, accepted=True, now=seat.now)
        _enrol(seat, found, seat.person.id)
        return None
    official, person = inviter
    seat.notify(
        person,
        _(
            "The link for <b>{name}</b> ({role}) was opened by the account “{account}”. Is it them?"
        ),
        name=found.name,
        role=ROLES[found.role],
        account=seat.person.name,
        choices=[
            [Button(_("Yes, let them in"), people_taps.LetIn(found.id))],
            [Button(_("No"), people_taps.KeepOut(found.id))],
        ],
    )
    return official


def let_in(desk: Desk, invitation_id: int) -> Invitation:
    """Accept the account that opened the invitation: its powers begin.

    Raises `NotYourInvitation` (also if nobody has opened it), `DecidedAlready`; `MayNotInvite` if
    the inviter may not give this role any more; `HasPowersAlready` if another link was faster;
    `AccountGone` if they erased their data since; `ExpiredLink` if they opened it long ago;
    `SeveralAccounts`.
    """
    permit(desk, Act.LET_IN, refusal=NotYourInvitation)
    found = _to_decide(desk, invitation_id)
    if found.used_by is None:
        raise NotYourInvitation
    if not may_give(desk.official, Role(found.role)):
        raise MayNotInvite
    if found.used_at is not None and desk.now - found.used_at > invitations.WAITS_FOR:
        raise ExpiredLink
    person = people.by_id(desk.tx, found.used_by)
    if person is None:
        raise AccountGone
    if person.official_id is not None:
        raise HasPowersAlready
    _refuse_several(desk, found.used_by)
    officials.decide_invitation(desk.tx, found.id, accepted=True, now=desk.now)
    _enrol(desk, found, found.used_by)
    return found


def keep_out(desk: Desk, invitation_id: int) -> Invitation:
    """Reject the account that opened the invitation: it gets no powers, the invitation ends.

    Raises `NotYourInvitation`, `DecidedAlready`.
    """
    permit(desk, Act.KEEP_OUT, refusal=NotYourInvitation)
    found = _to_decide(desk, invitation_id)
    officials.decide_invitation(desk.tx, found.id, accepted=False, now=desk.now)
    desk.log(Act.KEEP_OUT, f"invitation:{found.id}")
    return found


def _usable(seat: Seat, token: str) -> Invitation:
    found = officials.invitation_by_hash(seat.tx, invitations.hashed(token))
    if found is None:
        raise UnknownLink
    if found.used_at is not None:
        raise UsedLink
    if found.expires_at < seat.now:
        raise ExpiredLink
    if found.created_by is not None and found.created_by == seat.person.official_id:
        raise OwnLink(name=found.name)
    # The command line may change a role: otherwise nobody could, where there is no administrator.
    if found.created_by is not None and seat.person.official_id is not None:
        raise WorksHereAlready
    _refuse_several(seat, seat.person.id)
    return found


def _refuse_several(who: Notifier, person_id: int) -> None:
    """Raise `SeveralAccounts` if powers would begin on more than the one account."""
    if len(linking.accounts(who.tx, person_id)) > 1:
        raise SeveralAccounts


def _inviter(seat: Seat, found: Invitation) -> tuple[Official, Person] | None:
    """Who invited, and their account; None for the command line.

    Raises `ExpiredLink` if they may not give this role any more: an invitation ends with the powers
    of whoever made it.
    """
    if found.created_by is None:
        return None
    official = next((one for one in officials.active(seat.tx) if one.id == found.created_by), None)
    person = people.by_id(seat.tx, official.person_id) if official else None
    if official is None or person is None or not may_give(official, Role(found.role)):
        raise ExpiredLink
    return official, person


def _to_decide(desk: Desk, invitation_id: int) -> Invitation:
    found = officials.invitation_by_id(desk.tx, invitation_id)
    if found is None or found.created_by != desk.official.id:
        raise NotYourInvitation
    if found.decided_at is not None:
        raise DecidedAlready
    return found


def _enrol(who: Notifier, found: Invitation, person_id: int) -> None:
    person = people.by_id(who.tx, person_id)
    before = officials.by_id(who.tx, person.official_id) if person and person.official_id else None
    official = officials.enrol(
        who.tx,
        person_id=person_id,
        role=found.role,
        unit_id=found.unit_id,
        name=found.name or (person.name if person else ""),
        speaks_khmer=found.speaks_khmer,
        enrolled_by=found.created_by,
        now=who.now,
    )
    after = {"role": found.role, "unit": found.unit_id}
    who.log(Act.LET_IN, f"official:{official.id}", after=after)
    people.change(who.tx, person_id, greeted_at=who.now)
    hand_to(who, official)
    if person is None:
        return
    if before is None:
        command_menu.show(who, person, Role(found.role))
    else:
        settle(who, before)
    who.notify(
        person,
        _(
            "Welcome, {name}. You are in as: {role}. /viec shows what is to be done, /help all commands."
        ),
        name=official.name,
        role=ROLES[found.role],
    )
