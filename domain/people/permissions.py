"""The permissions of each role, in one table. An act that is not listed is refused."""

from __future__ import annotations

from enum import StrEnum

from domain.cases.acts import CASE_ACTS, RESIDENT_ACTS, Act
from domain.people.roles import Role


class Relation(StrEnum):
    """How a person is related to a case."""

    NO_CASE = "no case"
    """The act is neither on a case nor on a consultation."""
    OWN = "own"
    """The person filed the case."""
    ASSIGNED = "assigned"
    """The person is the assignee."""
    OWN_UNIT = "own unit"
    """The case or the consultation is of the official's unit."""
    OTHER_UNIT = "other unit"
    CONDUCT = "conduct"
    """The case is about an official's conduct, and does not name the person."""
    CHOSEN = "chosen reader"
    """The case is about an official's conduct, no head may read it, and the organisation's
    configuration names the person as its reader."""
    NAMED = "named in it"
    """The case is about an official's conduct, and names the person."""
    STRANGER = "stranger"
    """The person is a resident who did not file the case."""
    FILED = "filed it"
    """The person is an official and filed the case: nobody handles their own matter."""


R = Relation

_HANDLED: dict[Role, frozenset[Relation]] = {
    Role.OFFICER: frozenset({R.ASSIGNED, R.OWN_UNIT, R.CHOSEN}),
    Role.HEAD: frozenset({R.ASSIGNED, R.OWN_UNIT, R.OTHER_UNIT, R.CONDUCT, R.CHOSEN}),
    Role.ADMIN: frozenset({R.ASSIGNED, R.OWN_UNIT, R.OTHER_UNIT, R.CHOSEN}),
}
"""Only a head may handle cases about the conduct of officials, or the reader chosen instead."""


_OF_UNIT: dict[Role, frozenset[Relation]] = {
    Role.OFFICER: frozenset({R.OWN_UNIT}),
    Role.HEAD: frozenset({R.OWN_UNIT, R.OTHER_UNIT}),
    Role.ADMIN: frozenset({R.OWN_UNIT, R.OTHER_UNIT}),
}
"""An officer handles the consultations of their own unit."""


def _without_case(*roles: Role) -> dict[Role, frozenset[Relation]]:
    return dict.fromkeys(roles, frozenset({R.NO_CASE}))


_HANDLERS = (Role.OFFICER, Role.HEAD, Role.ADMIN)
_STAFF = (*_HANDLERS, Role.OBSERVER)
_EVERYBODY = (*_STAFF, Role.RESIDENT)

RIGHTS: dict[Act, dict[Role, frozenset[Relation]]] = {
    **dict.fromkeys(CASE_ACTS, _HANDLED),
    **{act: {Role.RESIDENT: frozenset({R.OWN})} for act in RESIDENT_ACTS},
    Act.SEE_LISTS: _without_case(*_HANDLERS),
    Act.SEE_COUNTS: _without_case(Role.OBSERVER),
    Act.SEARCH: _without_case(*_HANDLERS),
    Act.REMIND: _without_case(Role.HEAD, Role.ADMIN),
    Act.CREATE_CONSULTATION: _without_case(*_HANDLERS),
    **dict.fromkeys(
        (
            Act.CLOSE_CONSULTATION,
            Act.READ_OPINIONS,
            Act.HEAR_OPINION,
            Act.ANSWER_STANCE,
            Act.PUBLISH,
        ),
        _OF_UNIT,
    ),
    Act.ANNOUNCE: _without_case(*_HANDLERS),
    Act.STOP_ANNOUNCEMENT: _without_case(*_HANDLERS),
    Act.SEE_FIGURES: _without_case(*_STAFF),
    Act.SEE_DIGEST: _without_case(Role.HEAD, Role.ADMIN),
    Act.RESEND: _without_case(Role.ADMIN),
    Act.RERUN: _without_case(Role.ADMIN),
    Act.BIND_GROUP: _without_case(Role.ADMIN),
    Act.INVITE: _without_case(Role.HEAD, Role.ADMIN),
    Act.LET_IN: _without_case(Role.HEAD, Role.ADMIN),
    Act.KEEP_OUT: _without_case(Role.HEAD, Role.ADMIN),
    Act.DISMISS: _without_case(Role.HEAD, Role.ADMIN),
    Act.OPEN_CALL_BACK: _without_case(*_STAFF),
    Act.CALL_BACK: _without_case(*_STAFF),
    **dict.fromkeys(
        (
            Act.FILE,
            Act.OPINE,
            Act.EXPORT,
            Act.BE_DISCREET,
            Act.SUBSCRIBE,
            Act.CONSENT,
            Act.PREFER,
            Act.TURN_OFF,
            Act.SPLIT_OFF,
            Act.ASK_CALL_BACK,
            Act.CHOOSE_LANGUAGE,
            Act.USE_INVITATION,
            Act.SEAL_WORDS,
            Act.RELEASE_WORDS,
            Act.DESTROY_WORDS,
        ),
        _without_case(*_EVERYBODY),
    ),
    # Officials join by invitation, and must be dismissed before they can erase their data.
    **dict.fromkeys((Act.ERASE, Act.MAKE_PIN, Act.JOIN), _without_case(Role.RESIDENT)),
}
"""Act → role → the relations to the case with which the act is allowed.

No role has RELEASE: it follows from DISMISS.
"""


def may(role: Role, act: Act, relation: Relation) -> bool:
    """Return whether a person with this role and this relation to the case may do the act."""
    return relation in RIGHTS.get(act, {}).get(role, frozenset())


def roles_for(*acts: Act) -> frozenset[Role]:
    """Return the roles that may do one of the acts, on some case or without one."""
    return frozenset().union(*(RIGHTS.get(act, {}) for act in acts))
