"""Reading cases without a chat stores the same as with one, and needs permission."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from actions.cases.reading import opening, search, undelivered
from actions.cases.reading.opening import GUESSES, OwnReading, Source
from actions.cases.reading.views import OpenView
from actions.refusals import (
    ArrivedMeanwhile,
    NoSuchCase,
    NotAmongYours,
    NotYours,
    TooManyGuesses,
    UnknownCode,
)
from actions.reports import case_lists, digest, figures, reminders
from actions.reports.digest import Part
from domain.cases.acts import Act
from domain.people.permissions import roles_for
from domain.people.roles import STAFF, Role
from domain.people.via import Via
from tests.actions.cases.deeds import DEEDS, answered, office, unreachable
from tests.actions.twice import as_official, as_resident, left_behind
from tests.handlers.offices import COMPLAINT
from tests.handlers.reports import send
from tests.records import records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from actions.desk import Desk
    from actions.seat import Seat
    from storage.engine.transaction import Transaction
    from tests.house import House

BROWSER = Source("web", "somebody's browser")
ON_A_CASE: dict[Act, Callable[..., Any]] = {
    Act.OPEN: opening.open_case,
    Act.OPEN_FILES: opening.open_files,
}
WITHOUT_CASE: dict[Act, Callable[[Desk], Any]] = {
    Act.SEARCH: lambda desk: search.find_by_words(desk, ["cau"]),
    Act.SEE_LISTS: lambda desk: case_lists.page(desk, None, 0, size=8),
    Act.SEE_COUNTS: case_lists.counts,
    Act.SEE_DIGEST: digest.see,
    Act.SEE_FIGURES: lambda desk: figures.figures(desk, 30),
    Act.REMIND: lambda desk: reminders.remind_now(desk, Part.OVERDUE),
}
ROLES = [(act, role) for act in (*ON_A_CASE, *WITHOUT_CASE) for role in sorted(STAFF)]


async def without_the_log(house: House) -> Any:
    found = await records(house)
    return {name: rows for name, rows in found.items() if not name.startswith("audit")}


async def logged(house: House) -> list[tuple[str, str]]:
    rows = await house.rows("SELECT act, via FROM audit WHERE via = 'web' ORDER BY id")
    return [(row.act, row.via) for row in rows]


@pytest.mark.parametrize("act", DEEDS, ids=lambda act: act.name.lower())
async def test_the_chat_does_what_the_action_does(act: Act, tmp_path: Path) -> None:
    before = await left_behind(DEEDS[act], tmp_path / "before", None)
    by_chat = await left_behind(DEEDS[act], tmp_path / "chat", Via.CHAT)
    by_web = await left_behind(DEEDS[act], tmp_path / "web", Via.WEB)
    assert (by_chat.records, by_chat.tasks) != (before.records, before.tasks)
    assert by_web.records == by_chat.records
    assert by_web.notices == by_chat.notices
    assert by_web.tasks == by_chat.tasks
    assert by_web.ways == [Via.WEB] * len(by_chat.ways)


@pytest.mark.parametrize(("act", "role"), ROLES, ids=lambda one: one.name.lower())
async def test_the_table_says_which_roles_may(house: House, act: Act, role: Role) -> None:
    case = (await office(house))["case"]
    somebody = await house.official("Anh Ba", role, "kinh-te")
    before = await without_the_log(house)
    does = WITHOUT_CASE.get(act) or partial(ON_A_CASE[act], case=case)
    outcome = await as_official(house, somebody, does)
    assert isinstance(outcome, NotYours) == (role not in roles_for(act))
    if role not in roles_for(act):
        assert await without_the_log(house) == before
        assert await logged(house) == [("refused", "web")]


@pytest.mark.parametrize("act", ON_A_CASE, ids=lambda act: act.name.lower())
async def test_a_case_of_another_unit_is_refused(house: House, act: Act) -> None:
    town = await office(house)
    tu = await house.official("Anh Tư", "officer", "van-hoa")
    assert isinstance(
        await as_official(house, tu, partial(ON_A_CASE[act], case=town["case"])), NotYours
    )
    assert isinstance(
        await as_official(house, tu, partial(opening.find, code=town["code"])), NoSuchCase
    )
    assert await logged(house) == [("refused", "web")] * 2


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize("does", [undelivered.read_out, undelivered.tell_otherwise])
async def test_undelivered_words_of_another_unit(
    house: House, role: Role, does: Callable[..., Any]
) -> None:
    town = await unreachable(house)
    somebody = await house.official("Anh Tư", role, "van-hoa")
    outcome = await as_official(house, somebody, partial(does, row_id=town["row"]))
    is_theirs = role in (Role.HEAD, Role.ADMIN)
    assert isinstance(outcome, ArrivedMeanwhile) != is_theirs
    assert bool(await logged(house)) == is_theirs


async def test_a_resident_reads_only_their_own(house: House) -> None:
    town = await answered(house)
    mai = house.resident("Mai")
    await mai.says("/start")
    case, code = town["case"], town["code"]
    before = await without_the_log(house)
    for refusal, act in (
        (NotYours, partial(opening.read_own, case=case)),
        (NotAmongYours, partial(opening.own_case, code=code)),
    ):
        assert isinstance(await as_resident(house, mai, act), refusal)
    assert await without_the_log(house) == before
    assert await as_resident(house, mai, partial(opening.own_cases, limit=10)) == []


async def test_what_was_read_is_news_no_more(house: House) -> None:
    town = await answered(house)

    def has_news(seat: Seat) -> list[bool]:
        return [one.has_news for one in opening.own_cases(seat, 10)]

    assert await as_resident(house, town["lan"], has_news) == [True]
    await as_resident(house, town["lan"], partial(opening.read_own, case=town["case"]))
    assert await as_resident(house, town["lan"], has_news) == [False]


async def test_a_code_opens_what_is_open_to_all(house: House) -> None:
    town = await answered(house)
    code = town["code"]
    lan, look_up = town["lan"], partial(opening.look_up_own, code=code, source=BROWSER)
    assert isinstance(await as_resident(house, lan, look_up), OwnReading)
    seen = await anonymously(house, code)
    assert type(seen) is OpenView
    assert (seen.code, seen.state) == (code, "answered")


async def test_a_complaint_is_not_opened_by_its_code(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(COMPLAINT)
    await lan.taps("Tôi không đồng ý")
    await send(lan)
    (case,) = await house.cases()
    with pytest.raises(UnknownCode):
        await anonymously(house, case.code)


async def test_who_guesses_codes_must_wait(house: House) -> None:
    code = (await office(house))["code"]
    mai = house.resident("Mai")
    await mai.says("/start")
    guess = partial(opening.look_up_own, code="KAAAAAA", source=BROWSER)
    for _try in range(GUESSES):
        assert isinstance(await as_resident(house, mai, guess), UnknownCode)
    assert isinstance(await as_resident(house, mai, guess), TooManyGuesses)
    assert len(await house.rows("SELECT 1 FROM wrong_code WHERE channel = 'web'")) == GUESSES
    with pytest.raises(TooManyGuesses):
        await anonymously(house, code)
    house.passes(hours=2)
    await anonymously(house, code)


async def anonymously(house: House, code: str) -> Any:
    """What somebody unknown sees with a code."""

    def work(tx: Transaction) -> Any:
        return opening.look_up(house.notifier(tx), code, BROWSER)

    return await house.database.transact(work)
