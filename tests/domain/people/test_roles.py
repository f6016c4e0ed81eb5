"""Who may open a case: the whole table."""

from __future__ import annotations

import itertools

import pytest

from domain.people.roles import HANDLES_CASES, LETS_PEOPLE_IN, READS_CASES, Role, may_see

CASES = list(itertools.product((True, False), repeat=3))


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.RESIDENT])
@pytest.mark.parametrize(("own_unit", "head_only", "assigned"), CASES)
def test_observers_and_residents_open_no_case(
    role: Role, own_unit: bool, head_only: bool, assigned: bool
) -> None:
    assert not may_see(role, own_unit=own_unit, head_only=head_only, assigned=assigned)
    assert role not in READS_CASES | HANDLES_CASES | LETS_PEOPLE_IN


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("own_unit", "assigned"), list(itertools.product((True, False), repeat=2))
)
def test_conduct_of_officials_is_for_the_head_alone(
    role: Role, own_unit: bool, assigned: bool
) -> None:
    seen = may_see(role, own_unit=own_unit, head_only=True, assigned=assigned)
    assert seen == (role is Role.HEAD)


def test_an_officer_sees_the_own_unit_and_what_was_given_to_them() -> None:
    assert may_see(Role.OFFICER, own_unit=True, head_only=False, assigned=False)
    assert may_see(Role.OFFICER, own_unit=False, head_only=False, assigned=True)
    assert not may_see(Role.OFFICER, own_unit=False, head_only=False, assigned=False)
    assert may_see(Role.HEAD, own_unit=False, head_only=False, assigned=False)
