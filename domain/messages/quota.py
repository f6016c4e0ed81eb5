"""What a message costs on a service with windows and quotas: decided before it is sent.

Zalo lets an Official Account write to who wrote or followed lately: free for 48 hours, for money
until the seventh day, then not at all. A plan may also allow only so many messages a month. All of
it is data; who decides knows no service by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.organisation import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MARGIN = timedelta(minutes=10)
"""So long before a window's end nothing is sent in it any more: clocks differ, a call takes its time."""
MOST_URGENT_PAID = 1
"""The last rank for which money is spent: notices; never news for many."""
GATHER = timedelta(hours=1)
"""So long the first message that costs waits for others to the same person: one is paid for all."""
LATE = timedelta(hours=3)
"""An answer is at most so much younger than what it answers: posts that are older are refused."""


class Cost(StrEnum):
    """What the service counts a message as."""

    FREE = "free"
    PAID = "paid"
    TEMPLATE = "template"
    """An approved text with parameters: taken at any time, for money."""


class Why(StrEnum):
    """Why a message is held. The words stand in the database."""

    WINDOW = "window"
    """They have not written for too long: the service takes nothing."""
    COSTS = "costs"
    """It would cost money, and none may be spent."""
    QUOTA = "quota"
    """The month's number of messages is used up."""
    SHARE = "share"
    """What may be paid for one person in a month is used up."""
    GATHERS = "gathers"
    """It costs, and waits a while for others to be paid for together."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one service."""

    free: timedelta | None = None
    """So long after somebody's last act a message to them is free; None: always."""
    window: timedelta | None = None
    """So long it is taken at all; None: always."""
    most: Mapping[Cost, int] = field(default_factory=dict)
    """Messages in a calendar month; what is not named has no limit."""
    paid_each: int | None = None
    """Paid messages to one person in a calendar month; None: no limit but the one for all."""
    kept_back: tuple[int, int, int] = (0, 0, 0)
    """How many of the month's free messages replies, notices and broadcasts leave to what is more
    urgent, by rank: an announcement must not silence the bot for the rest of the month."""

    @property
    def has_templates(self) -> bool:
        """Whether an approved text may be sent at all: only a service that names a number has one."""
        return self.most.get(Cost.TEMPLATE, 0) > 0


def decide(
    budget: Budget,
    *,
    rank: int,
    pieces: int,
    heard_at: datetime | None,
    now: datetime,
    used: Mapping[Cost, int],
) -> Cost | Why:
    """What `pieces` messages to one person would be counted as, or why they are held.

    `heard_at` is the person's last act (None: never); `used` counts this month's messages, those
    under way among them.
    """
    cost = Cost.FREE
    if budget.free is not None:
        if not _within(budget.window, heard_at, now):
            return Why.WINDOW
        if not _within(budget.free, heard_at, now):
            cost = Cost.PAID
    most = budget.most.get(cost)
    if most is None:
        return cost
    if cost is Cost.PAID and (most == 0 or rank > MOST_URGENT_PAID):
        return Why.COSTS
    left = most - used.get(cost, 0)
    if cost is Cost.FREE:
        left -= budget.kept_back[rank]
    return cost if pieces <= left else Why.QUOTA


def decide_paid(budget: Budget, *, pieces: int, theirs: int, gathered: bool) -> Cost | Why:
    """Whether what would be counted as paid goes out now. `theirs`: paid messages to the same person
    this month; `gathered`: it waited for others that are paid for with it."""
    if budget.paid_each is not None and theirs + pieces > budget.paid_each:
        return Why.SHARE
    return Cost.PAID if gathered else Why.GATHERS


def decide_template(budget: Budget, used: Mapping[Cost, int]) -> Cost | Why:
    """Whether one more approved text may go out this month."""
    left = budget.most.get(Cost.TEMPLATE, 0) - used.get(Cost.TEMPLATE, 0)
    return Cost.TEMPLATE if left > 0 else Why.QUOTA


def may_nudge(
    budget: Budget, *, why: str, rank: int, asked: bool, used: Mapping[Cost, int]
) -> bool:
    """Whether somebody for whom news of a case is held is asked, by an approved text, to write:
    once a silence (`asked`: done since they last wrote), never for news for many."""
    return (
        why == Why.WINDOW
        and rank <= MOST_URGENT_PAID
        and not asked
        and decide_template(budget, used) is Cost.TEMPLATE
    )


def _within(window: timedelta | None, heard_at: datetime | None, now: datetime) -> bool:
    if window is None:
        return True
    return heard_at is not None and now - heard_at <= window - MARGIN


def month_of(moment: datetime) -> str:
    """The calendar month that a message counts in, as "2026-11"."""
    return moment.astimezone(ZONE).strftime("%Y-%m")
