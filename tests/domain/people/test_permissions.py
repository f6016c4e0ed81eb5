"""The permissions: the whole matrix of acts, roles and relations, repeated here by hand."""

from __future__ import annotations

import itertools

import pytest

from domain.cases.acts import Act
from domain.people.permissions import RIGHTS, Relation, may
from domain.people.roles import Role
from tests.checks import permissions as page

R = Relation
OFFICER, HEAD, ADMIN, OBSERVER, RESIDENT = (
    Role.OFFICER,
    Role.HEAD,
    Role.ADMIN,
    Role.OBSERVER,
    Role.RESIDENT,
)
WORK = {
    (OFFICER, R.ASSIGNED),
    (OFFICER, R.OWN_UNIT),
    (OFFICER, R.CHOSEN),
    (HEAD, R.CHOSEN),
    (ADMIN, R.CHOSEN),
    (HEAD, R.ASSIGNED),
    (HEAD, R.OWN_UNIT),
    (HEAD, R.OTHER_UNIT),
    (HEAD, R.CONDUCT),
    (ADMIN, R.ASSIGNED),
    (ADMIN, R.OWN_UNIT),
    (ADMIN, R.OTHER_UNIT),
}
"""The acts of officials on a case."""
OF_UNIT = {
    (OFFICER, R.OWN_UNIT),
    (HEAD, R.OWN_UNIT),
    (HEAD, R.OTHER_UNIT),
    (ADMIN, R.OWN_UNIT),
    (ADMIN, R.OTHER_UNIT),
}
"""The acts of officials on a consultation."""
HANDLERS = {(role, R.NO_CASE) for role in (OFFICER, HEAD, ADMIN)}
STAFF = {*HANDLERS, (OBSERVER, R.NO_CASE)}
EVERYBODY = {*STAFF, (RESIDENT, R.NO_CASE)}
CHIEFS = {(HEAD, R.NO_CASE), (ADMIN, R.NO_CASE)}
ADMINS = {(ADMIN, R.NO_CASE)}
RESIDENTS = {(RESIDENT, R.NO_CASE)}
OWN = {(RESIDENT, R.OWN)}

EXPECTED: dict[str, set[tuple[Role, Relation]]] = {
    **dict.fromkeys(
        [
            "OPEN",
            "OPEN_FILES",
            "TAKE",
            "ASSIGN",
            "TRANSFER",
            "ANSWER",
            "ASK",
            "CORRECT",
            "TAKE_BACK",
            "NOTE",
            "CHANGE_STATE",
            "READ_OUT",
            "TELL_OTHERWISE",
        ],
        WORK,
    ),
    **dict.fromkeys(
        ["ADD", "EDIT", "DONE", "NOT_DONE", "RATE", "EXPLAIN", "LEAVE_NUMBER", "READ"], OWN
    ),
    **dict.fromkeys(
        [
            "SEE_LISTS",
            "SEARCH",
            "CREATE_CONSULTATION",
            "ANNOUNCE",
            "STOP_ANNOUNCEMENT",
        ],
        HANDLERS,
    ),
    **dict.fromkeys(
        ["CLOSE_CONSULTATION", "READ_OPINIONS", "HEAR_OPINION", "ANSWER_STANCE", "PUBLISH"],
        OF_UNIT,
    ),
    **dict.fromkeys(["SEE_FIGURES", "OPEN_CALL_BACK", "CALL_BACK"], STAFF),
    "SEE_COUNTS": {(OBSERVER, R.NO_CASE)},
    **dict.fromkeys(["REMIND", "SEE_DIGEST", "INVITE", "LET_IN", "KEEP_OUT", "DISMISS"], CHIEFS),
    **dict.fromkeys(["RESEND", "RERUN", "BIND_GROUP"], ADMINS),
    **dict.fromkeys(
        [
            "FILE",
            "OPINE",
            "EXPORT",
            "BE_DISCREET",
            "SUBSCRIBE",
            "CONSENT",
            "PREFER",
            "TURN_OFF",
            "SPLIT_OFF",
            "ASK_CALL_BACK",
            "CHOOSE_LANGUAGE",
            "USE_INVITATION",
            "SEAL_WORDS",
            "RELEASE_WORDS",
            "DESTROY_WORDS",
        ],
        EVERYBODY,
    ),
    **dict.fromkeys(["ERASE", "MAKE_PIN", "JOIN"], RESIDENTS),
    "RELEASE": set(),
}


def test_every_act_is_written_down() -> None:
    assert {act.name for act in Act} == EXPECTED.keys()


@pytest.mark.parametrize("act", Act, ids=lambda act: act.name.lower())
def test_the_matrix(act: Act) -> None:
    allowed = {
        (role, relation)
        for role, relation in itertools.product(Role, Relation)
        if may(role, act, relation)
    }
    assert allowed == EXPECTED[act.name]


def test_whoever_is_named_may_do_nothing() -> None:
    assert not [act for act in Act for role in Role if may(role, act, R.NAMED)]


def test_a_stranger_may_do_nothing_to_a_case() -> None:
    assert not [act for act in Act for role in Role if may(role, act, R.STRANGER)]


def test_nobody_handles_what_they_filed() -> None:
    assert not [act for act in Act for role in Role if may(role, act, R.FILED)]


def test_what_is_not_in_the_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RIGHTS, Act.ANSWER)
    assert not [
        1 for role, relation in itertools.product(Role, R) if may(role, Act.ANSWER, relation)
    ]


def test_the_page_says_what_the_code_says() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page()
