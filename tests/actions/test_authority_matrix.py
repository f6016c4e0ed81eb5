"""Every act on a case, by every kind of person, on every kind of case: who gets through.

Each cell is the act itself, in a transaction that is rolled back. What is right is written here by hand,
not read from the table of permissions.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from actions.cases import additions, assignment, corrections, feedback
from actions.cases.answer import answer
from actions.cases.filing import Report, file
from actions.cases.note import note
from actions.cases.question import ask
from actions.cases.reading import opening, undelivered
from actions.cases.state import change_state
from actions.desk import Desk
from actions.people import powers
from actions.people.people_refusals import TooYoung
from actions.refusals import ArrivedMeanwhile, NotYours, Refusal
from actions.seat import Seat
from domain.cases.acts import CASE_ACTS, RESIDENT_ACTS, Act
from domain.cases.kinds import SubmissionKind
from domain.cases.states import CaseState
from domain.people.via import Via
from storage.cases import events
from storage.people import linking, officials, people
from tests.actions.twice import as_official, as_resident

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.cases.submissions import Submission
    from storage.engine.transaction import Transaction
    from tests.house import House, Speaker

UNIT = "kinh-te"
CASES: dict[str, Report] = {
    "reflection": Report(kind=SubmissionKind.REFLECTION, words="đường ấp 4 lầy lội"),
    "petition": Report(kind=SubmissionKind.PETITION, words="xin làm lại cây cầu ấp 4"),
    "complaint": Report(kind=SubmissionKind.COMPLAINT, words="tôi khiếu nại quyết định số 5"),
    "conduct": Report(
        kind=SubmissionKind.REFLECTION, words="cán bộ Nguyễn Văn Sáu ở ấp 4 hách dịch với dân"
    ),
}
OFFICIALS = {
    "officer of the unit",
    "assignee of another unit",
    "head",
    "head named in it",
    "administrator",
}
MAY_HANDLE = dict.fromkeys(CASES, OFFICIALS) | {"conduct": {"head"}}
RESIDENTS = {"resident", "resident on a phone that joined today"}
NO_AUTHORITY = (NotYours, ArrivedMeanwhile)

OF_OFFICIALS: dict[Act, Callable[[Desk, Submission, int], object]] = {
    Act.OPEN: lambda desk, case, _row: opening.open_case(desk, case),
    Act.OPEN_FILES: lambda desk, case, _row: opening.open_files(desk, case),
    Act.TAKE: lambda desk, case, _row: assignment.take(desk, case),
    Act.ASSIGN: lambda desk, case, _row: assignment.assign(desk, case, 1, seen=None),
    Act.TRANSFER: lambda desk, case, _row: assignment.transfer(
        desk, case, "tu-phap", "đúng việc", seen=None
    ),
    Act.ANSWER: lambda desk, case, _row: answer(desk, case, "Đã cử đội duy tu", seen=None),
    Act.ASK: lambda desk, case, _row: ask(desk, case, "Đoạn nào?", seen=None),
    Act.CORRECT: lambda desk, case, _row: corrections.correct(
        desk, case, events.of_case(desk.tx, case.id)[0], "x", seen=None
    ),
    Act.TAKE_BACK: lambda desk, case, _row: corrections.take_back(
        desk, case, events.of_case(desk.tx, case.id)[0]
    ),
    Act.NOTE: lambda desk, case, _row: note(desk, case, "đã gọi"),
    Act.CHANGE_STATE: lambda desk, case, _row: change_state(
        desk, case, CaseState.CLOSED, reason="xong", seen=None
    ),
    Act.READ_OUT: lambda desk, _case, row: undelivered.read_out(desk, row),
    Act.TELL_OTHERWISE: lambda desk, _case, row: undelivered.tell_otherwise(desk, row),
}
OF_RESIDENTS: dict[Act, Callable[[Seat, Submission], object]] = {
    Act.ADD: lambda seat, case: additions.add(seat, case, "thêm một điều"),
    Act.EDIT: lambda seat, case: additions.edit(seat, case, "sửa lại", message="1"),
    Act.DONE: feedback.done,
    Act.NOT_DONE: lambda seat, case: feedback.not_done(seat, case, "chưa xong"),
    Act.RATE: lambda seat, case: feedback.rate(seat, case, 5),
    Act.EXPLAIN: lambda seat, case: feedback.explain(seat, case, "nhanh"),
    Act.LEAVE_NUMBER: lambda seat, case: feedback.leave_number(seat, case, "0912345678"),
    Act.READ: opening.read_own,
}


class Undo(Exception):
    """Rolls a cell's transaction back; carries whether the act got through."""

    def __init__(self, got_through: bool) -> None:
        super().__init__()
        self.got_through = got_through


def test_every_act_is_in_the_matrix() -> None:
    assert set(OF_OFFICIALS) == CASE_ACTS
    assert set(OF_RESIDENTS) == RESIDENT_ACTS


async def people_of(house: House) -> dict[str, Speaker]:
    """One of each kind, with the case's resident, who became an officer of the unit later."""
    found = {
        "administrator": await house.official("Chị Quản", "admin"),
        "officer of the unit": await house.official("Chị Hai", "officer", UNIT),
        "officer of another unit": await house.official("Chị Ba", "officer", "van-hoa"),
        "assignee of another unit": await house.official("Anh Tư", "officer", "van-hoa"),
        "head": await house.official("Bà Năm", "head"),
        "head named in it": await house.official("Nguyễn Văn Sáu", "head"),
        "observer": await house.official("Ông Bảy", "observer"),
        "dismissed yesterday": await house.official("Chị Tám", "head"),
        "lowered yesterday": await house.official("Anh Chín", "head"),
    }
    for name in ("resident", "stranger"):
        found[name] = house.resident(name)
        await found[name].says("/start")
    return found


async def town_of(house: House, report: Report) -> tuple[Submission, int, dict[str, Any]]:
    """The case, a parked message about it, and the id of each person's official or person."""
    who = await people_of(house)
    await as_resident(house, who["resident"], partial(file, report=report))
    (case,) = await house.cases()

    def work(tx: Transaction) -> dict[str, Any]:
        ids: dict[str, Any] = {}
        for name, speaker in who.items():
            person = people.by_account(tx, speaker.channel, speaker.sender)
            assert person
            ids[name] = person.official_id or person.id
        owner = ids["resident"]
        young = people.create(
            tx, channel="zalo_bot", sender="9", chat="9", name="", language="vi", now=house.now
        )
        linking.join(tx, old=young.id, new=owner, now=house.now)
        enrol = partial(
            officials.enrol, tx, unit_id=UNIT, speaks_khmer=False, enrolled_by=None, now=house.now
        )
        lowered = officials.by_id(tx, ids["lowered yesterday"])
        assert lowered
        enrol(person_id=lowered.person_id, role="observer", name=lowered.name)
        return ids

    ids = await house.database.transact(work)
    gone = ids["dismissed yesterday"]
    await as_official(house, who["administrator"], lambda desk: powers.dismiss(desk, gone))
    await house.run(f"UPDATE submission SET unit_id = '{UNIT}'")
    assignee = ids["assignee of another unit"]
    if not case.head_only:
        await house.run(f"UPDATE submission SET assignee_id = {assignee}")
    told = partial(ask, case=await house.case(case.code), words="Ở đoạn nào?", seen=None)
    assert not isinstance(await as_official(house, who["head"], told), Refusal)
    await house.run("UPDATE outbox SET state = 'parked' WHERE topic LIKE 'news:%'")
    house.passes(days=1)
    (row,) = await house.rows("SELECT id FROM outbox WHERE state = 'parked'")
    return await house.case(case.code), row.id, ids


async def cell(house: House, act: Callable[[Transaction], object]) -> bool:
    """Whether the act gets past the question of authority; nothing stays of it."""

    def work(tx: Transaction) -> None:
        try:
            act(tx)
        except NO_AUTHORITY:
            raise Undo(got_through=False) from None
        except TooYoung:
            raise Undo(got_through=False) from None
        except Refusal:
            pass
        raise Undo(got_through=True)

    try:
        await house.database.transact(work)
    except Undo as undo:
        return undo.got_through
    raise AssertionError("the cell was not rolled back")


@pytest.mark.parametrize("kind", CASES)
async def test_officials(house: House, kind: str) -> None:
    case, row, ids = await town_of(house, CASES[kind])
    assert case.head_only == (kind == "conduct")
    wrong = []
    for name, official_id in ids.items():
        if name in ("resident", "stranger"):
            continue
        for act, does in OF_OFFICIALS.items():

            def at_desk(tx: Transaction, official_id: int = official_id, does: Any = does) -> None:
                official = officials.by_id(tx, official_id)
                assert official
                does(Desk(tx, house.now, house.commune, official, via=Via.WEB), case, row)

            may = name in MAY_HANDLE[kind]
            if await cell(house, at_desk) != may:
                wrong.append((name, act.name, may))
    assert not wrong, wrong


@pytest.mark.parametrize("kind", CASES)
async def test_whoever_filed_it_handles_nothing_of_it(house: House, kind: str) -> None:
    """The resident is a head since, whom it does not name."""
    case, row, ids = await town_of(house, CASES[kind])
    await house.run(
        "INSERT INTO official (person_id, role, unit_id, name, speaks_khmer, enrolled_at) VALUES "
        f"({ids['resident']}, 'head', '', 'Bà Mười', false, '2026-11-16 02:00:00')"
    )
    filer = (await house.rows("SELECT max(id) AS id FROM official"))[0].id
    wrong = []
    for act, does in OF_OFFICIALS.items():

        def at_desk(tx: Transaction, does: Any = does) -> None:
            official = officials.by_id(tx, filer)
            assert official
            does(Desk(tx, house.now, house.commune, official, via=Via.WEB), case, row)

        if await cell(house, at_desk):
            wrong.append(act.name)
    assert not wrong, wrong


@pytest.mark.parametrize("kind", CASES)
async def test_residents(house: House, kind: str) -> None:
    case, _row, ids = await town_of(house, CASES[kind])
    await house.run("UPDATE submission SET state = 'closed'")
    case = await house.case(case.code)
    residents = {"resident", "stranger"}
    wrong = []
    for name in (*ids, "resident on a phone that joined today"):
        for act, does in OF_RESIDENTS.items():

            def at_seat(tx: Transaction, name: str = name, does: Any = does) -> None:
                if name == "resident on a phone that joined today":
                    person = people.by_account(tx, "zalo_bot", "9")
                elif name in residents:
                    person = people.by_id(tx, ids[name])
                else:
                    official = officials.by_id(tx, ids[name])
                    person = people.by_id(tx, official.person_id) if official else None
                assert person
                does(Seat(tx, house.now, house.commune, person, via=Via.WEB), case)

            may = name in RESIDENTS
            if act is Act.LEAVE_NUMBER and name != "resident":
                may = False
            if await cell(house, at_seat) != may:
                wrong.append((name, act.name, may))
    assert not wrong, wrong
