"""Do one act twice, by a chat and by a call of the action, and compare what is stored.

Both must be equal, except for the chat's replies to the actor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from actions.desk import Desk
from actions.people.account_ref import AccountRef
from actions.refusals import Refusal
from actions.seat import Seat
from domain.people.via import Via
from storage.people import officials, people
from tests.house import House
from tests.records import CODE, Records, records

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.engine.transaction import Transaction
    from storage.people.people import Person
    from tests.house import Speaker

T = TypeVar("T")
Town = dict[str, Any]
"""The people of an act by name, and the things prepared for it."""
TOKEN = re.compile(r"\bmoi-[\w-]{22}")


@dataclass(frozen=True)
class Deed:
    """One act: `begin` prepares, `chat` does it in one commune, `action` in an equal one."""

    begin: Callable[[House], Awaitable[Town]]
    chat: Callable[[Town], Awaitable[Any]]
    action: Callable[[House, Town], Awaitable[Any]]


@dataclass(frozen=True)
class LeftBehind:
    """The results of a deed: stored records, notices to others, tasks, fronts in the log."""

    records: Records
    notices: list[Any]
    tasks: list[Any]
    ways: list[Via]


async def left_behind(deed: Deed, home: Path, way: Via | None) -> LeftBehind:
    """Do it in a commune of its own; `way` None: only what comes before it."""
    home.mkdir()
    house = await House.open(home)
    try:
        town = await deed.begin(house)
        before = len(await house.rows("SELECT id FROM audit"))
        if way is Via.CHAT:
            await deed.chat(town)
        elif way is Via.WEB:
            outcome = await deed.action(house, town)
            assert not isinstance(outcome, Refusal), outcome
        await house.deliver()
        found = await records(house)
        del found["receipt"]  # the chat's receipt follows the message; a page shows its state
        ways = [Via(row.pop("via")) for row in found["audit"]][before:]
        for row in found["link_pin"]:
            row.pop("shown_row")  # shown by the chat's receipt
        tasks = await house.rows(
            "SELECT kind, channel, payload, run_at FROM task "
            "WHERE kind NOT IN ('expire', 'forget address') ORDER BY id"  # of the chat's replies
        )
        return LeftBehind(found, await notices(house), [tuple(task) for task in tasks], ways)
    finally:
        await house.close()


async def notices(house: House) -> list[Any]:
    """What was queued besides answers in the chat: notices, changed messages, menus."""
    rows = await house.rows(
        "SELECT outbox.*, body FROM outbox LEFT JOIN personal_text ON text_id = personal_text.id "
        "WHERE rank > 0 OR operation <> 'send' ORDER BY outbox.id"
    )
    return [
        (
            row.chat,
            row.rank,
            row.operation,
            row.state,
            row.not_before,
            row.topic,
            CODE.sub("code", TOKEN.sub("token", row.body or "")),
            CODE.sub("code", row.content or ""),
        )
        for row in rows
    ]


async def as_resident(house: House, speaker: Speaker, act: Callable[[Seat], T]) -> T | Refusal:
    """Do something for oneself, without a chat; a refusal is caught inside the transaction, as
    fronts do."""

    def work(tx: Transaction) -> T | Refusal:
        seat = Seat(tx, house.now, house.commune, _person(tx, speaker), via=Via.WEB)
        try:
            return act(seat)
        except Refusal as refusal:
            return refusal

    return await house.database.transact(work)


async def as_official(house: House, speaker: Speaker, act: Callable[[Desk], T]) -> T | Refusal:
    """The same as an official."""

    def work(tx: Transaction) -> T | Refusal:
        person = _person(tx, speaker)
        official = officials.by_id(tx, person.official_id or 0)
        assert official is not None, speaker.name
        desk = Desk(tx, house.now, house.commune, official, person, via=Via.WEB)
        try:
            return act(desk)
        except Refusal as refusal:
            return refusal

    return await house.database.transact(work)


def here(speaker: Speaker) -> AccountRef:
    """The account that somebody acts from."""
    return AccountRef(speaker.channel, speaker.sender, speaker.chat)


def _person(tx: Transaction, speaker: Speaker) -> Person:
    person = people.by_account(tx, speaker.channel, speaker.sender)
    assert person is not None, f"{speaker.name} never wrote"
    return person
