"""Officials and their powers, the invitations that enrol them, and the groups of units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from domain.people.roles import Role
from storage.engine.statements import Statement
from storage.tables.person import invitation, official, staff_group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody with powers. `role` is one of `domain.people.roles.Role`.

    An empty unit means the whole organisation.
    """

    id: int
    person_id: int
    role: str
    unit_id: str
    name: str
    speaks_khmer: bool
    removed_at: datetime | None = None
    """When their powers ended (UTC)."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that works once. Powers begin when the inviter accepts the account that used it."""

    id: int
    name: str
    role: str
    unit_id: str
    speaks_khmer: bool
    created_by: int | None
    """The inviter's id; None for the command line, where nobody needs to accept."""
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None
    decided_at: datetime | None


OFFICIAL_COLUMNS = (
    official.c.id,
    official.c.person_id,
    official.c.role,
    official.c.unit_id,
    official.c.name,
    official.c.speaks_khmer,
    official.c.removed_at,
)
_BY_ID = Statement(select(*OFFICIAL_COLUMNS).where(official.c.id == bindparam("row")))
_ACTIVE = Statement(
    select(*OFFICIAL_COLUMNS).where(official.c.removed_at.is_(None)).order_by(official.c.id)
)
_GROUPS = Statement(
    select(staff_group.c.channel, staff_group.c.chat).where(
        staff_group.c.unit_id == bindparam("unit"), staff_group.c.left_at.is_(None)
    )
)
_INVITATION = (
    invitation.c.id,
    invitation.c.name,
    invitation.c.role,
    invitation.c.unit_id,
    invitation.c.speaks_khmer,
    invitation.c.created_by,
    invitation.c.expires_at,
    invitation.c.used_at,
    invitation.c.used_by,
    invitation.c.decided_at,
)


def by_id(tx: Transaction, official_id: int) -> Official | None:
    """The official, also a removed one, whose name stays in the history."""
    row = tx.one(_BY_ID, row=official_id)
    return Official(*row) if row else None


def active(tx: Transaction) -> list[Official]:
    """Everybody with powers now, in the order of their enrolment."""
    return [Official(*row) for row in tx.all(_ACTIVE)]


def named(tx: Transaction, name: str) -> Official | None:
    """The official whom the configuration names; None if there is none, or if two may be meant.

    Only if an administrator or the command line let them in: a name alone proves nothing, else a head
    could let somebody in under it.
    """
    found = [one for one in active(tx) if one.name == name]
    return found[0] if len(found) == 1 and _is_vouched_for(tx, found[0].id) else None


def _is_vouched_for(tx: Transaction, official_id: int) -> bool:
    inviter = official.alias("inviter")
    found = tx.core.execute(
        select(official.c.id)
        .select_from(official.outerjoin(inviter, inviter.c.id == official.c.enrolled_by))
        .where(
            official.c.id == official_id,
            or_(official.c.enrolled_by.is_(None), inviter.c.role == Role.ADMIN),
        )
    ).first()
    return found is not None


def enrol(
    tx: Transaction,
    *,
    person_id: int,
    role: str,
    unit_id: str,
    name: str,
    speaks_khmer: bool,
    enrolled_by: int | None,
    now: datetime,
) -> Official:
    """Give powers to a person. Who has some keeps their id, and so their cases: the role changes."""
    changed = tx.core.execute(
        update(official)
        .where(official.c.person_id == person_id, official.c.removed_at.is_(None))
        .values(role=role, unit_id=unit_id, name=name, speaks_khmer=speaks_khmer)
        .returning(official.c.id)
    ).scalar()
    if changed is not None:
        return Official(changed, person_id, role, unit_id, name, speaks_khmer)
    row_id = tx.core.execute(
        insert(official)
        .values(
            person_id=person_id,
            role=role,
            unit_id=unit_id,
            name=name,
            speaks_khmer=speaks_khmer,
            enrolled_at=now,
            enrolled_by=enrolled_by,
            removed_at=None,
        )
        .returning(official.c.id)
    ).scalar_one()
    return Official(row_id, person_id, role, unit_id, name, speaks_khmer)


def remove(tx: Transaction, official_id: int, now: datetime) -> None:
    """End an official's powers."""
    tx.core.execute(update(official).where(official.c.id == official_id).values(removed_at=now))


def invite(
    tx: Transaction,
    *,
    token_hash: str,
    name: str,
    role: str,
    unit_id: str,
    speaks_khmer: bool,
    created_by: int | None,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Store an invitation with the hash of its token; returns its id."""
    row_id: int = tx.core.execute(
        insert(invitation)
        .values(
            token_hash=token_hash,
            name=name,
            role=role,
            unit_id=unit_id,
            speaks_khmer=speaks_khmer,
            created_by=created_by,
            created_at=now,
            expires_at=expires_at,
            used_at=None,
            used_by=None,
            decided_at=None,
            accepted=False,
        )
        .returning(invitation.c.id)
    ).scalar_one()
    return row_id


def invitation_by_hash(tx: Transaction, token_hash: str) -> Invitation | None:
    """The invitation of a token, used or not. It is locked until the commit."""
    row: Any = tx.core.execute(
        select(*_INVITATION)
        .where(invitation.c.token_hash == token_hash)
        .with_for_update(key_share=True)
    ).first()
    return Invitation(*row) if row else None


def invitation_by_id(tx: Transaction, invitation_id: int) -> Invitation | None:
    """The invitation, used or not. It is locked until the commit."""
    row: Any = tx.core.execute(
        select(*_INVITATION)
        .where(invitation.c.id == invitation_id)
        .with_for_update(key_share=True)
    ).first()
    return Invitation(*row) if row else None


def use_invitation(tx: Transaction, invitation_id: int, person_id: int, now: datetime) -> None:
    """Store who used the link; it does not work again."""
    tx.core.execute(
        update(invitation)
        .where(invitation.c.id == invitation_id)
        .values(used_at=now, used_by=person_id)
    )


def decide_invitation(
    tx: Transaction, invitation_id: int, *, accepted: bool, now: datetime
) -> None:
    """Store whether the inviter accepted the account that used the link."""
    tx.core.execute(
        update(invitation)
        .where(invitation.c.id == invitation_id)
        .values(decided_at=now, accepted=accepted)
    )


def end_invitations(
    tx: Transaction, created_by: int, roles: Sequence[str], now: datetime
) -> list[int]:
    """End an official's undecided invitations for these roles.

    Returns the ids of the persons who opened one and wait to be let in.
    """
    ended = tx.core.execute(
        update(invitation)
        .where(
            invitation.c.created_by == created_by,
            invitation.c.decided_at.is_(None),
            invitation.c.role.in_(roles),
        )
        .values(decided_at=now, accepted=False, expires_at=now)
        .returning(invitation.c.used_by)
    )
    return [row.used_by for row in ended if row.used_by is not None]


def bind_group(
    tx: Transaction, *, channel: str, chat: str, unit_id: str, bound_by: int, now: datetime
) -> None:
    """Bind a group to a unit: it gets the unit's cases from now on."""
    tx.core.execute(
        update(staff_group)
        .where(staff_group.c.channel == channel, staff_group.c.chat == chat)
        .values(unit_id=unit_id, bound_by=bound_by, bound_at=now, left_at=None)
    )
    if group(tx, channel, chat) is None:
        tx.core.execute(
            insert(staff_group).values(
                channel=channel,
                chat=chat,
                unit_id=unit_id,
                bound_by=bound_by,
                bound_at=now,
                left_at=None,
                settings={},
            )
        )


def group(tx: Transaction, channel: str, chat: str) -> Any:
    """(unit_id, left_at) of a bound group, or None."""
    return tx.core.execute(
        select(staff_group.c.unit_id, staff_group.c.left_at).where(
            staff_group.c.channel == channel, staff_group.c.chat == chat
        )
    ).first()


def groups_of(tx: Transaction, unit_id: str) -> list[tuple[str, str]]:
    """(channel, chat) of each group bound to the unit and still there."""
    return [(row.channel, row.chat) for row in tx.all(_GROUPS, unit=unit_id)]
