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

WINDOW_MARGIN = timedelta(minutes=10)
"""So long before a window's end nothing is sent in it any more: clocks differ, a call takes its time."""
LAST_PAID_RANK = 1
"""The last rank for which money is spent: notices; never news for many."""
GATHER_TIME = timedelta(hours=1)
"""So long the first message that costs waits for others to the same person: one is paid for all."""
MAX_REPLY_DELAY = timedelta(hours=3)
"""An answer is at most so much younger than what it answers: posts that are older are refused."""


class Cost(StrEnum):
    """What the service counts a message as."""

    FREE = "free"
    PAID = "paid"
    TEMPLATE = "template"
    """An approved text with parameters: taken at any time, for money."""


class ParkReason(StrEnum):
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
class QuotaRules:
    """The limits of one service."""

    free_for: timedelta | None = None
    """So long after somebody's last act a message to them is free; None: always."""
    open_for: timedelta | None = None
    """So long it is taken at all; None: always."""
    monthly_limits: Mapping[Cost, int] = field(default_factory=dict)
    """Messages in a calendar month; what is not named has no limit."""
    paid_per_person: int | None = None
    """Paid messages to one person in a calendar month; None: no limit but the one for all."""
    reserved: tuple[int, int, int] = (0, 0, 0)
    """How many of the month's free messages replies, notices and broadcasts leave to what is more
    urgent, by rank: an announcement must not silence the bot for the rest of the month."""

    @property
    def has_templates(self) -> bool:
        """Whether an approved text may be sent at all: only a service that names a number has one."""
        return self.monthly_limits.get(Cost.TEMPLATE, 0) > 0


def cost_of(
    rules: QuotaRules,
    *,
    rank: int,
    messages: int,
    last_active_at: datetime | None,
    now: datetime,
    used: Mapping[Cost, int],
) -> Cost | ParkReason:
    """What `messages` messages to one person would be counted as, or why they are held.

    `last_active_at` is the person's last act (None: never); `used` counts this month's messages, those
    under way among them.
    """
    cost = Cost.FREE
    if rules.free_for is not None:
        if not _within(rules.open_for, last_active_at, now):
            return ParkReason.WINDOW
        if not _within(rules.free_for, last_active_at, now):
            cost = Cost.PAID
    most = rules.monthly_limits.get(cost)
    if most is None:
        return cost
    if cost is Cost.PAID and (most == 0 or rank > LAST_PAID_RANK):
        return ParkReason.COSTS
    left = most - used.get(cost, 0)
    if cost is Cost.FREE:
        left -= rules.reserved[rank]
    return cost if messages <= left else ParkReason.QUOTA


def cost_when_paid(
    rules: QuotaRules, *, messages: int, paid_to_person: int, gathered: bool
) -> Cost | ParkReason:
    """Whether what would be counted as paid goes out now. `paid_to_person`: paid messages to the same person
    this month; `gathered`: it waited for others that are paid for with it."""
    if rules.paid_per_person is not None and paid_to_person + messages > rules.paid_per_person:
        return ParkReason.SHARE
    return Cost.PAID if gathered else ParkReason.GATHERS


def cost_of_template(rules: QuotaRules, used: Mapping[Cost, int]) -> Cost | ParkReason:
    """Whether one more approved text may go out this month."""
    left = rules.monthly_limits.get(Cost.TEMPLATE, 0) - used.get(Cost.TEMPLATE, 0)
    return Cost.TEMPLATE if left > 0 else ParkReason.QUOTA


def may_send_template(
    rules: QuotaRules, *, why: str, rank: int, asked: bool, used: Mapping[Cost, int]
) -> bool:
    """Whether somebody for whom news of a case is held is asked, by an approved text, to write:
    once a silence (`asked`: done since they last wrote), never for news for many."""
    return (
        why == ParkReason.WINDOW
        and rank <= LAST_PAID_RANK
        and not asked
        and cost_of_template(rules, used) is Cost.TEMPLATE
    )


def _within(window: timedelta | None, last_active_at: datetime | None, now: datetime) -> bool:
    if window is None:
        return True
    return last_active_at is not None and now - last_active_at <= window - WINDOW_MARGIN


def month_of(moment: datetime) -> str:
    """The calendar month that a message counts in, as "2026-11"."""
    return moment.astimezone(ZONE).strftime("%Y-%m")
