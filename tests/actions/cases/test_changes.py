"""Every act that changes a case stores the same, by the chat and by a call of the action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from actions.cases import additions, assignment, corrections, feedback
from actions.cases.answer import answer
from actions.cases.note import note
from actions.cases.question import ask
from actions.cases.state import change_state
from actions.refusals import CaseIsFull, NotYours, Stale
from domain.cases.acts import CASE_ACTS, RESIDENT_ACTS, Act
from domain.cases.states import CaseState
from domain.people.via import Via
from tests.actions.cases.changes import CHANGES, answered_with_event
from tests.actions.cases.deeds import DEEDS
from tests.actions.twice import as_official, as_resident, left_behind
from tests.handlers.offices import filed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.house import House


@pytest.mark.parametrize("act", CHANGES, ids=lambda act: act.name.lower())
async def test_the_chat_does_what_the_action_does(act: Act, tmp_path: Path) -> None:
    before = await left_behind(CHANGES[act], tmp_path / "before", None)
    by_chat = await left_behind(CHANGES[act], tmp_path / "chat", Via.CHAT)
    by_web = await left_behind(CHANGES[act], tmp_path / "web", Via.WEB)
    assert by_chat.records != before.records
    assert by_web.records == by_chat.records
    assert by_web.notices == by_chat.notices
    assert by_web.tasks == by_chat.tasks
    assert by_web.ways == [Via.WEB] * len(by_chat.ways)


def test_every_act_on_a_case_is_done_twice() -> None:
    assert set(CHANGES) | set(DEEDS) >= CASE_ACTS | RESIDENT_ACTS | {Act.FILE}


OFFICIALS: dict[Act, Callable[..., Any]] = {
    Act.TAKE: assignment.take,
    Act.ASSIGN: partial(assignment.assign, official_id=1, seen=None),
    Act.TRANSFER: partial(assignment.transfer, unit_id="van-hoa", reason="", seen=None),
    Act.ANSWER: partial(answer, words="x", seen=None),
    Act.ASK: partial(ask, words="x", seen=None),
    Act.NOTE: partial(note, words="x"),
    Act.CHANGE_STATE: partial(change_state, to=CaseState.TRIAGE, reason="x", seen=None),
}
RESIDENTS: dict[Act, Callable[..., Any]] = {
    Act.ADD: partial(additions.add, words="x"),
    Act.EDIT: partial(additions.edit, words="x", message="1"),
    Act.DONE: feedback.done,
    Act.NOT_DONE: partial(feedback.not_done, words="x"),
    Act.RATE: partial(feedback.rate, score=5),
    Act.EXPLAIN: partial(feedback.explain, words="x"),
    Act.LEAVE_NUMBER: partial(feedback.leave_number, phone="0912345678"),
}


@pytest.mark.parametrize("act", OFFICIALS, ids=lambda act: act.name.lower())
async def test_an_official_of_another_unit_is_refused(house: House, act: Act) -> None:
    await house.official("Chị Hai", "officer", "kinh-te")
    tu = await house.official("Anh Tư", "officer", "van-hoa")
    await filed(house.resident("Lan"))
    (case,) = await house.cases()
    assert isinstance(await as_official(house, tu, partial(OFFICIALS[act], case=case)), NotYours)
    assert (await house.cases()) == [case]
    (row,) = await house.rows("SELECT act, via FROM audit WHERE actor LIKE 'official:%'")
    assert (row.act, row.via) == ("refused", "web")


@pytest.mark.parametrize("act", RESIDENTS, ids=lambda act: act.name.lower())
async def test_a_stranger_is_refused(house: House, act: Act) -> None:
    await filed(house.resident("Lan"))
    mai = house.resident("Mai")
    await mai.says("/start")
    (case,) = await house.cases()
    assert isinstance(await as_resident(house, mai, partial(RESIDENTS[act], case=case)), NotYours)
    assert (await house.cases()) == [case]


async def test_a_form_of_an_earlier_version_is_stale(house: House) -> None:
    """A note came in between: who answers has not seen it."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await filed(house.resident("Lan"))
    (case,) = await house.cases()
    await as_official(house, hai, partial(note, case=case, words="gọi trưởng ấp trước đã"))
    now = await house.case(case.code)
    stale = await as_official(house, hai, partial(answer, case=now, words="x", seen=case.version))
    assert isinstance(stale, Stale)
    assert (stale.case, stale.seen) == (now, case.version)
    assert (await house.case(case.code)) == now


async def test_words_that_were_sent_are_their_writers(house: House) -> None:
    town = await answered_with_event(house)
    ba = await house.official("Anh Ba", "officer", "kinh-te")
    act = partial(corrections.take_back, case=town["case"], event=town["event"])
    assert type(await as_official(house, ba, act)).__name__ == "NotTheWriter"
    assert await house.case(town["code"]) == town["case"]


@pytest.mark.parametrize("act", [Act.ADD, Act.EDIT], ids=lambda act: act.name.lower())
async def test_a_case_does_not_grow_without_end(house: House, act: Act) -> None:
    """A danger, and what an official asked for, are taken all the same."""
    lan = house.resident("Lan")
    await filed(lan)
    await house.run(f"UPDATE submission SET version = {additions.MOST_EVENTS}")
    (case,) = await house.cases()
    adds = partial(RESIDENTS[act], case=case)
    assert isinstance(await as_resident(house, lan, adds), CaseIsFull)
    assert (await house.cases()) == [case]
    outcome = await as_resident(house, lan, partial(adds, words="nhà đang cháy, cứu với"))
    assert not isinstance(outcome, CaseIsFull)
    (case,) = await house.cases()
    assert case.version == additions.MOST_EVENTS + 1
