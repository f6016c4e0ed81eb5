"""The states of a case, and the lawful steps between them.

Luật Tiếp công dân 2013, Điều 28(1) names four of them: accepted, extended, rejected and transferred.
The others come from daily practice.
"""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """The state of a case. The values are stored in the database."""

    RECEIVED = "received"
    NEEDS_INFO = "needs_info"
    TRIAGE = "triage"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    TRANSFERRED = "transferred"
    REJECTED = "rejected"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


S = CaseState

NEXT: dict[CaseState, tuple[CaseState, ...]] = {
    S.RECEIVED: (
        S.TRIAGE,
        S.ACCEPTED,
        S.IN_PROGRESS,
        S.NEEDS_INFO,
        S.TRANSFERRED,
        S.REJECTED,
        S.ANSWERED,
        S.WITHDRAWN,
    ),
    S.NEEDS_INFO: (
        S.RECEIVED,
        S.ACCEPTED,
        S.IN_PROGRESS,
        S.TRANSFERRED,
        S.REJECTED,
        S.ANSWERED,
        S.WITHDRAWN,
    ),
    S.TRIAGE: (S.ACCEPTED, S.NEEDS_INFO, S.TRANSFERRED, S.REJECTED, S.WITHDRAWN),
    S.ACCEPTED: (
        S.IN_PROGRESS,
        S.NEEDS_INFO,
        S.EXTENDED,
        S.SUSPENDED,
        S.TRANSFERRED,
        S.ANSWERED,
        S.WITHDRAWN,
    ),
    S.IN_PROGRESS: (S.NEEDS_INFO, S.EXTENDED, S.SUSPENDED, S.TRANSFERRED, S.ANSWERED, S.WITHDRAWN),
    S.EXTENDED: (S.IN_PROGRESS, S.SUSPENDED, S.TRANSFERRED, S.ANSWERED, S.WITHDRAWN),
    S.SUSPENDED: (S.IN_PROGRESS, S.REJECTED, S.WITHDRAWN),
    S.TRANSFERRED: (S.CLOSED, S.REOPENED),
    S.REJECTED: (S.CLOSED, S.REOPENED),
    S.ANSWERED: (S.CLOSED, S.REOPENED),
    S.CLOSED: (S.REOPENED,),
    S.WITHDRAWN: (S.REOPENED,),
    S.REOPENED: (
        S.ACCEPTED,
        S.IN_PROGRESS,
        S.NEEDS_INFO,
        S.EXTENDED,
        S.TRANSFERRED,
        S.ANSWERED,
        S.REJECTED,
        S.WITHDRAWN,
    ),
}

NEEDS_REASON = frozenset(
    {S.EXTENDED, S.SUSPENDED, S.TRANSFERRED, S.REJECTED, S.ANSWERED, S.NEEDS_INFO, S.TRIAGE}
)
"""States that need a text for the resident: the reason, the next step or the answer."""

ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.REJECTED, S.TRANSFERRED})
"""States in which no period runs any more."""


NEEDS_ACCEPTANCE = frozenset({S.IN_PROGRESS, S.EXTENDED, S.SUSPENDED})
"""States that a complaint may reach only after its signed paper was accepted.

Only then a period runs that can be extended or suspended (Luật Khiếu nại 2011, Điều 8, 27, 28).
"""


def next_states(state: CaseState, *, accepted: bool = True) -> tuple[CaseState, ...]:
    """Return the lawful next states.

    `accepted`: False for a complaint whose signed paper was not accepted.
    """
    return tuple(to for to in NEXT[state] if accepted or to not in NEEDS_ACCEPTANCE)


def is_lawful(state: CaseState, to: CaseState, *, accepted: bool = True) -> bool:
    """Return whether a case may go from `state` to `to`. `accepted` as in `next_states`."""
    return to in next_states(state, accepted=accepted)
