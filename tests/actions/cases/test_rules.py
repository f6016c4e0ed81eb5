"""The rules of the acts on cases hold for every front: no form of the chat stands before them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from actions.cases import assignment, corrections, feedback
from actions.cases.answer import answer
from actions.cases.filing import Report, file
from actions.cases.note import note
from actions.cases.question import ask
from actions.cases.state import change_state
from actions.refusals import (
    LacksReason,
    NotAsked,
    NotFiledHere,
    NothingSaid,
    NotLater,
    NotPossible,
    Refusal,
    Unlawful,
)
from domain.cases.kinds import SubmissionKind
from domain.cases.states import CaseState
from tests.actions.cases.changes import (
    answered_with_event,
    ended,
    newcomer,
    official,
    resident,
    taken,
)
from tests.actions.twice import as_official, as_resident
from tests.records import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.house import House

S = CaseState
TODAY = date(2026, 11, 16)


async def written(house: House) -> Any:
    found = await records(house)
    return {name: rows for name, rows in found.items() if not name.startswith("audit")}


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (Unlawful, partial(change_state, to=S.ANSWERED, reason="x")),
        (Unlawful, partial(change_state, to=S.NEEDS_INFO, reason="x")),
        (LacksReason, partial(change_state, to=S.SUSPENDED, reason=" ")),
        (LacksReason, partial(change_state, to=S.TRANSFERRED)),
        (NotLater, partial(change_state, to=S.EXTENDED, reason="x")),
        (NotLater, partial(change_state, to=S.EXTENDED, reason="x", until=TODAY)),
        (NotPossible, partial(change_state, to=S.SUSPENDED, reason="x", until=date(2027, 1, 1))),
        (NotPossible, partial(assignment.transfer, unit_id="kinh-te", reason="x")),
        (NotPossible, partial(assignment.transfer, unit_id="nowhere", reason="x")),
        (NotPossible, partial(assignment.assign, official_id=99)),
        (NothingSaid, partial(answer, words=" ")),
        (NothingSaid, partial(ask, words="")),
    ],
)
async def test_an_official_is_refused(
    house: House, refusal: type[Refusal], act: Callable[..., Any]
) -> None:
    town = await taken(house)
    before = await written(house)
    assert type(await official(house, town, act)) is refusal
    assert await written(house) == before


async def test_a_note_has_words(house: House) -> None:
    town = await taken(house)
    empty = partial(note, case=town["case"], words="\n")
    assert type(await as_official(house, town["hai"], empty)) is NothingSaid


@pytest.mark.parametrize(
    ("refusal", "report"),
    [
        (NotFiledHere, Report(kind=SubmissionKind.DENUNCIATION, words="x")),
        (NotFiledHere, Report(kind=SubmissionKind.INFORMATION_REQUEST, words="x")),
        (NotAsked, Report(kind=SubmissionKind.PETITION, words="x", on_behalf=True)),
        (NothingSaid, Report(kind=SubmissionKind.PETITION)),
    ],
)
async def test_a_report_is_refused(house: House, refusal: type[Refusal], report: Report) -> None:
    town = await newcomer(house)
    before = await written(house)
    assert type(await as_resident(house, town["lan"], partial(file, report=report))) is refusal
    assert await written(house) == before


async def test_only_a_score_is_explained(house: House) -> None:
    town = await ended(house)
    explain = partial(feedback.explain, words="chờ lâu quá")
    assert type(await resident(house, town, explain)) is NotPossible


async def test_words_of_another_case_are_not_corrected(house: House) -> None:
    """A page may pass any event with any case."""
    town = await answered_with_event(house)
    await town["lan"].says("/start")
    report = Report(kind=SubmissionKind.PETITION, words="xin đèn ở ấp 4", hamlet_id="ap-4")
    await as_resident(house, town["lan"], partial(file, report=report))
    other = (await house.cases())[-1]
    filed = (await house.events(town["code"]))[0]
    for case, event in ((other, town["event"]), (town["case"], filed)):
        act = partial(corrections.take_back, case=case, event=event)
        assert type(await as_official(house, town["head"], act)) is NotPossible


async def test_the_earlier_question_is_waited_for_again(house: House) -> None:
    """Two questions, the second is taken back, then the first: nothing waits for ever."""
    town = await taken(house)
    code = town["code"]
    for words in ("Ở đoạn nào vậy bà con?", "Từ hôm nào vậy bà con?"):
        await official(house, {**town, "case": await house.case(code)}, partial(ask, words=words))
        house.passes(hours=1)
    first, second = (await house.events(code))[-2:]
    both = (await house.case(code)).asked_at
    for event, asked_at, state in (
        (second, first.at, S.NEEDS_INFO),
        (first, None, S.IN_PROGRESS),
    ):
        act = partial(corrections.take_back, case=await house.case(code), event=event)
        assert not isinstance(await as_official(house, town["hai"], act), Refusal)
        case = await house.case(code)
        assert (case.asked_at, case.state) == (asked_at, state)
    assert both == second.at


async def test_an_answer_taken_back_lets_the_question_wait_again(house: House) -> None:
    town = await taken(house)
    code = town["code"]
    await official(house, town, partial(ask, words="Ở đoạn nào vậy bà con?"))
    asked = await house.case(code)
    await official(house, {**town, "case": asked}, partial(answer, words="Đã xong rồi ạ"))
    event = (await house.events(code))[-1]
    act = partial(corrections.take_back, case=await house.case(code), event=event)
    await as_official(house, town["hai"], act)
    case = await house.case(code)
    assert (case.state, case.asked_at) == (S.NEEDS_INFO, asked.asked_at)
