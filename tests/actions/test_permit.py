"""The relation to a case decides; a refusal comes before anything is stored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from actions.cases.filing import Report, file
from actions.permit import is_permitted, relation_to
from domain.cases.acts import CASE_ACTS, Act
from domain.cases.kinds import SubmissionKind
from domain.people.permissions import Relation, may
from domain.people.roles import STAFF, Role
from tests.actions.twice import as_official, as_resident
from tests.records import records

if TYPE_CHECKING:
    from actions.desk import Desk
    from storage.cases.submissions import Submission
    from tests.house import House

CONDUCT = "cán bộ Nguyễn Văn Sáu ở ấp 4 hách dịch, nói nặng lời với bà con"


async def a_case(house: House, relation: Relation) -> tuple[Submission, str]:
    """A case that is this to an official of the role; the unit that they are of."""
    words = "đường ấp 4 lầy lội, xe không qua được"
    unit = "van-hoa" if relation is Relation.OTHER_UNIT else "kinh-te"
    if relation in (Relation.CONDUCT, Relation.NAMED):
        words = CONDUCT
    await house.official("Bà Lan Chủ tịch", "head")
    lan = house.resident("Lan")
    await lan.says("/start")
    report = Report(kind=SubmissionKind.REFLECTION, words=words, hamlet_id="ap-4")
    await as_resident(house, lan, partial(file, report=report))
    (case,) = await house.cases()
    if relation is Relation.ASSIGNED:
        unit = "van-hoa"
    return case, unit


NAMES = {Relation.NAMED: "Nguyễn Văn Sáu"}


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize(
    "relation",
    [
        Relation.ASSIGNED,
        Relation.OWN_UNIT,
        Relation.OTHER_UNIT,
        Relation.CONDUCT,
        Relation.NAMED,
    ],
)
async def test_every_act_on_a_case(house: House, role: Role, relation: Relation) -> None:
    case, unit = await a_case(house, relation)
    who = await house.official(NAMES.get(relation, "Chị Hai"), role, unit)
    if relation is Relation.ASSIGNED:
        await house.run("UPDATE submission SET assignee_id = (SELECT max(id) FROM official)")
        case = await house.case(case.code)

    def look(desk: Desk) -> tuple[Relation, set[Act]]:
        found = relation_to(desk, desk.official, case)
        return found, {act for act in CASE_ACTS if is_permitted(desk, act, case)}

    before = await records(house)
    outcome = await as_official(house, who, look)
    expected = {act for act in CASE_ACTS if may(role, act, relation)}
    assert outcome == (relation, expected)
    assert await records(house) == before
