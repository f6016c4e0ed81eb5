"""How a case stands, and which steps are lawful from there (Luật Tiếp công dân 2013, Điều 28(1):
accepted, more time, refused, transferred; the rest is daily practice)."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Values are kept in the database."""

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
    S.RECEIVED: (S.TRIAGE, S.ACCEPTED, S.IN_PROGRESS, S.NEEDS_INFO, S.TRANSFERRED, S.REJECTED,
                 S.ANSWERED, S.WITHDRAWN),
    S.NEEDS_INFO: (S.RECEIVED, S.ACCEPTED, S.IN_PROGRESS, S.TRANSFERRED, S.REJECTED, S.ANSWERED,
                   S.WITHDRAWN),
    S.TRIAGE: (S.ACCEPTED, S.NEEDS_INFO, S.TRANSFERRED, S.REJECTED, S.WITHDRAWN),
    S.ACCEPTED: (S.IN_PROGRESS, S.NEEDS_INFO, S.EXTENDED, S.SUSPENDED, S.TRANSFERRED, S.ANSWERED,
                 S.WITHDRAWN),
    S.IN_PROGRESS: (S.NEEDS_INFO, S.EXTENDED, S.SUSPENDED, S.TRANSFERRED, S.ANSWERED, S.WITHDRAWN),
    S.EXTENDED: (S.IN_PROGRESS, S.SUSPENDED, S.TRANSFERRED, S.ANSWERED, S.WITHDRAWN),
    S.SUSPENDED: (S.IN_PROGRESS, S.REJECTED, S.WITHDRAWN),
    S.TRANSFERRED: (S.CLOSED, S.REOPENED),
    S.REJECTED: (S.CLOSED, S.REOPENED),
    S.ANSWERED: (S.CLOSED, S.REOPENED),
    S.CLOSED: (S.REOPENED,),
    S.WITHDRAWN: (S.REOPENED,),
    S.REOPENED: (S.ACCEPTED, S.IN_PROGRESS, S.NEEDS_INFO, S.EXTENDED, S.TRANSFERRED, S.ANSWERED, S.REJECTED,
                 S.WITHDRAWN),
}  # fmt: skip

NEEDS_REASON = frozenset(
    {S.EXTENDED, S.SUSPENDED, S.TRANSFERRED, S.REJECTED, S.ANSWERED, S.NEEDS_INFO, S.TRIAGE}
)
"""States that the resident must be given words for: the reason, the next step, the answer."""

ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.REJECTED, S.TRANSFERRED})
"""No clock runs any more."""


NEEDS_ACCEPTANCE = frozenset({S.IN_PROGRESS, S.EXTENDED, S.SUSPENDED})
"""Steps of a complaint that come after its signed paper was accepted: only then a clock runs that
may be extended or stopped (Luật Khiếu nại 2011, Điều 8, 27, 28)."""


def next_states(state: CaseState, *, accepted: bool = True) -> tuple[CaseState, ...]:
    """The lawful next states. `accepted` is False for a complaint whose paper was not accepted."""
    return tuple(to for to in NEXT[state] if accepted or to not in NEEDS_ACCEPTANCE)


def is_lawful(state: CaseState, to: CaseState, *, accepted: bool = True) -> bool:
    """Whether a case may go from one state to the other; `accepted` as above."""
    return to in next_states(state, accepted=accepted)
