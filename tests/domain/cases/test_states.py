"""The lawful steps of a case: none gets stuck, none ends without an answer."""

from __future__ import annotations

import pytest

from domain.cases.states import ENDED, NEEDS_REASON, NEXT, CaseState, is_lawful, next_states


def reachable(state: CaseState) -> set[CaseState]:
    seen = {state}
    front = [state]
    while front:
        for following in NEXT[front.pop()]:
            if following not in seen:
                seen.add(following)
                front.append(following)
    return seen


@pytest.mark.parametrize("state", CaseState)
def test_every_state_leads_to_an_end_and_back(state: CaseState) -> None:
    assert reachable(state) & {CaseState.CLOSED, CaseState.WITHDRAWN}
    assert CaseState.REOPENED in reachable(state)


def test_nothing_is_closed_without_an_answer_before() -> None:
    before = {state for state in CaseState if is_lawful(state, CaseState.CLOSED)}
    assert before == {CaseState.ANSWERED, CaseState.REJECTED, CaseState.TRANSFERRED}
    assert before <= NEEDS_REASON


@pytest.mark.parametrize("state", [CaseState.EXTENDED, CaseState.SUSPENDED, CaseState.REJECTED])
def test_bad_news_has_a_reason(state: CaseState) -> None:
    assert state in NEEDS_REASON


def test_no_step_leads_to_where_one_stands() -> None:
    assert all(state not in next_states(state) for state in CaseState)


def test_an_ended_case_can_only_be_closed_or_opened_again() -> None:
    for state in ENDED:
        assert set(next_states(state)) <= {CaseState.CLOSED, CaseState.REOPENED}


def test_a_complaint_is_worked_on_once_its_paper_is_accepted() -> None:
    for state in CaseState:
        before = next_states(state, accepted=False)
        assert not set(before) & {CaseState.IN_PROGRESS, CaseState.EXTENDED, CaseState.SUSPENDED}
        assert CaseState.ACCEPTED in reachable(state)
    assert CaseState.ACCEPTED in next_states(CaseState.REOPENED, accepted=False)
    assert not is_lawful(CaseState.RECEIVED, CaseState.IN_PROGRESS, accepted=False)
