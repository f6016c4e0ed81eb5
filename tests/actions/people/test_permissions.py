"""An act on people without permission is refused and changes only the audit log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from actions.messages import failures
from actions.people import accounts, call_backs, groups, invitations, powers, privacy
from actions.people.invitations import NewInvitation
from actions.people.people_refusals import (
    DoesNotFit,
    JoinsByInvitation,
    MayNotInvite,
    NoPowers,
    NotYourInvitation,
    OnlyAdministrators,
    TooYoung,
    WorksHere,
)
from actions.permit import is_permitted
from actions.refusals import NotYourRole, Refusal
from domain.cases.acts import Act
from domain.cases.tracking_code import parse
from domain.people.permissions import roles_for
from domain.people.roles import STAFF, Role
from tests.actions.people import deeds
from tests.actions.twice import as_official, as_resident, here
from tests.records import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.desk import Desk
    from tests.house import House

ACTS: dict[Act, Callable[[Desk], Any]] = {
    Act.INVITE: lambda desk: invitations.invite(desk, NewInvitation("Ba", Role.OBSERVER)),
    Act.LET_IN: lambda desk: invitations.let_in(desk, 1),
    Act.KEEP_OUT: lambda desk: invitations.keep_out(desk, 1),
    Act.DISMISS: lambda desk: powers.dismiss(desk, 1),
    Act.BIND_GROUP: lambda desk: groups.bind(desk, "telegram", "-100", "kinh-te"),
    Act.RESEND: lambda desk: failures.resend(desk, None),
    Act.RERUN: lambda desk: failures.rerun(desk, 1),
}
REFUSED = [(act, role) for act in ACTS for role in sorted(STAFF - roles_for(act))]


async def without_the_log(house: House) -> Any:
    found = await records(house)
    return {name: rows for name, rows in found.items() if not name.startswith("audit")}


async def last_in_log(house: House) -> tuple[str, str]:
    row = (await house.rows("SELECT act, via FROM audit ORDER BY id DESC LIMIT 1"))[0]
    return row.act, row.via


@pytest.mark.parametrize(("act", "role"), REFUSED, ids=lambda one: one.name.lower())
async def test_a_role_that_may_not(house: House, act: Act, role: Role) -> None:
    await house.official("Chị Quản", "admin")
    somebody = await house.official("Anh Ba", role, "kinh-te")
    before = await without_the_log(house)
    assert isinstance(await as_official(house, somebody, ACTS[act]), Refusal)
    assert await without_the_log(house) == before
    assert await last_in_log(house) == ("refused", "web")


@pytest.mark.parametrize("role", sorted(STAFF))
async def test_whoever_works_here_is_not_erased_nor_joined(house: House, role: Role) -> None:
    town = await deeds.with_pin(house)
    ba = await house.official("Anh Ba", role, "kinh-te")
    code, pin = parse(town["code"]), town["pin"]
    before = await without_the_log(house)
    for refusal, act in (
        (WorksHere, lambda seat: privacy.erase(seat, here(ba))),
        (JoinsByInvitation, lambda seat: accounts.make_pin(seat, here(ba))),
        (DoesNotFit, lambda seat: accounts.join(seat, here(ba), code, pin)),
    ):
        assert isinstance(await as_resident(house, ba, act), refusal)
    assert await without_the_log(house) == before
    assert len(await house.rows("SELECT 1 FROM wrong_code")) == 1


async def test_a_seat_gives_no_powers(house: House) -> None:
    admin = await house.official("Chị Quản", "admin")
    for act in (*ACTS, Act.ANNOUNCE, Act.PUBLISH):
        assert not await as_resident(house, admin, partial(is_permitted, act=act))
    assert await as_resident(house, admin, lambda seat: is_permitted(seat, Act.EXPORT))


async def test_a_head_has_no_say_over_administrators(house: House) -> None:
    await house.official("Chị Quản", "admin")
    head = await house.official("Chủ tịch", "head")
    new = NewInvitation("Ai đó", Role.ADMIN)
    for refusal, act in (
        (MayNotInvite, lambda desk: invitations.invite(desk, new)),
        (OnlyAdministrators, lambda desk: powers.dismiss(desk, 1)),
        (OnlyAdministrators, lambda desk: powers.dismiss(desk, desk.official.id)),
        (NoPowers, lambda desk: powers.dismiss(desk, 99)),
    ):
        assert isinstance(await as_official(house, head, act), refusal)
    assert not await house.rows("SELECT 1 FROM invitation")
    assert not await house.rows("SELECT 1 FROM official WHERE removed_at IS NOT NULL")


async def test_only_the_inviter_lets_in(house: House) -> None:
    await deeds.opened(house)
    other = await house.official("Chủ tịch", "head")
    for act in (invitations.let_in, invitations.keep_out):
        outcome = await as_official(house, other, partial(act, invitation_id=1))
        assert isinstance(outcome, NotYourInvitation)
    assert not await house.rows("SELECT 1 FROM invitation WHERE decided_at IS NOT NULL")


@pytest.mark.parametrize("role", sorted(STAFF))
async def test_only_the_one_person_calls_back(house: House, role: Role) -> None:
    await deeds.wished(house)
    other = await house.official("Anh Ba", role, "kinh-te")
    for act in (call_backs.look, call_backs.called):
        outcome = await as_official(house, other, partial(act, call_back_id=1))
        assert isinstance(outcome, NotYourRole)
        assert await last_in_log(house) == ("refused", "web")
    assert isinstance(await as_official(house, other, call_backs.waiting), NotYourRole)
    assert await house.tables_with(deeds.PHONE) == ["call_back"]


async def test_an_account_that_joined_today_ends_nothing(house: House) -> None:
    town = await deeds.joined(house)
    zalo = town["zalo"]
    (lan,) = await house.rows(
        "SELECT id FROM account WHERE channel = 'telegram' AND sender = '502'"
    )
    before = await without_the_log(house)
    for act in (
        lambda seat: privacy.erase(seat, here(zalo)),
        lambda seat: accounts.make_pin(seat, here(zalo)),
        lambda seat: accounts.turn_off(seat, here(zalo), lan.id),
        lambda seat: accounts.split_off(seat, here(zalo), lan.id),
    ):
        assert isinstance(await as_resident(house, zalo, act), TooYoung)
    assert await without_the_log(house) == before
