"""By when a case is due, and how a change of its state moves that day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.settings.organisation import load_organisation
from domain.cases import clocks
from domain.cases.kinds import KINDS, SubmissionKind
from domain.cases.states import ENDED, CaseState
from tests.cases import SAMPLE

COMMUNE = load_organisation(SAMPLE)
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
S = CaseState


@dataclass(frozen=True)
class Case:
    kind: str = SubmissionKind.REFLECTION
    due_at: datetime | None = MONDAY + timedelta(days=10)
    suspended_at: datetime | None = None
    reopened: int = 0


@pytest.mark.parametrize("kind", SubmissionKind)
def test_only_a_formal_paper_has_no_answer_day_when_it_is_filed(kind: SubmissionKind) -> None:
    days = clocks.at_filing(kind, MONDAY, COMMUNE)
    assert days.first_notice_due > MONDAY
    assert (days.due_at is None) is KINDS[kind].formal_paper


@pytest.mark.parametrize("to", CaseState)
def test_what_ends_has_an_end(to: CaseState) -> None:
    moved = clocks.moved(Case(), to, MONDAY, COMMUNE)
    assert (moved.get("closed_at") == MONDAY) is (to in ENDED)


def test_what_is_open_again_has_no_answer_and_counts() -> None:
    moved = clocks.moved(Case(reopened=1), S.REOPENED, MONDAY, COMMUNE)
    assert moved == {"closed_at": None, "answered_at": None, "reopened": 2}


def test_a_suspended_case_gets_the_days_back_that_it_stood_still() -> None:
    case = Case()
    assert clocks.moved(case, S.SUSPENDED, MONDAY, COMMUNE) == {"suspended_at": MONDAY}
    stands = replace(case, suspended_at=MONDAY)
    later = clocks.moved(stands, S.IN_PROGRESS, MONDAY + timedelta(days=7), COMMUNE)
    assert later["suspended_at"] is None
    assert case.due_at is not None
    assert later["due_at"] >= case.due_at + timedelta(days=7)


def test_a_suspended_case_without_a_day_runs_on_without_one() -> None:
    stands = Case(due_at=None, suspended_at=MONDAY)
    moved = clocks.moved(stands, S.WITHDRAWN, MONDAY + timedelta(days=1), COMMUNE)
    assert moved["suspended_at"] is None
    assert "due_at" not in moved


def test_a_complaint_runs_from_its_acceptance_and_only_once() -> None:
    paper = Case(kind=SubmissionKind.COMPLAINT, due_at=None)
    accepted = clocks.moved(paper, S.ACCEPTED, MONDAY, COMMUNE)
    assert accepted["formal_received_at"] == MONDAY
    assert accepted["due_at"] > MONDAY
    again = replace(paper, due_at=accepted["due_at"])
    assert clocks.moved(again, S.ACCEPTED, MONDAY + timedelta(days=3), COMMUNE) == {}
    assert clocks.moved(Case(due_at=None), S.ACCEPTED, MONDAY, COMMUNE) == {}


def test_an_extension_ends_with_its_local_day() -> None:
    moved = clocks.moved(Case(), S.EXTENDED, MONDAY, COMMUNE, until=date(2026, 12, 30))
    assert COMMUNE.local(moved["due_at"]).isoformat() == "2026-12-30T23:59:59+07:00"
