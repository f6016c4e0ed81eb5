"""The cost of a message on a service with time windows and quotas.

The cost is decided before the message is sent. Zalo lets an Official Account write to people who wrote or followed recently: free for 48 hours, for
money until the seventh day, then not at all. A plan may also limit the messages of a month. All of it
is data: no code here knows a service by name.
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
"""Nothing is sent in the last minutes of a window: clocks differ, and a call takes time."""
LAST_PAID_RANK = 1
"""Money is spent on replies (0) and notices (1), never on broadcasts (2)."""
GATHER_TIME = timedelta(hours=1)
"""How long a paid message waits for others to the same person, so that one is paid for all."""
MAX_REPLY_DELAY = timedelta(hours=3)
"""Webhook posts older than this are refused.

So a reply is created at most this long after the message that it answers.
"""


class Cost(StrEnum):
    """How the service counts a message."""

    FREE = "free"
    PAID = "paid"
    TEMPLATE = "template"
    """An approved text with parameters: allowed at any time, for money."""


class ParkReason(StrEnum):
    """Why a message is parked. The values are stored in the database."""

    WINDOW = "window"
    """The person has not written for too long: the service allows no message."""
    COSTS = "costs"
    """It would cost money, and none may be spent."""
    QUOTA = "quota"
    """The month's messages are used up."""
    SHARE = "share"
    """The month's paid messages to this person are used up."""
    GATHERS = "gathers"
    """It costs money, and waits for others that are paid for together with it."""


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """The time windows and quotas of one service."""

    free_for: timedelta | None = None
    """How long after a person's last act a message to them is free; None: always."""
    open_for: timedelta | None = None
    """How long after a person's last act a message is allowed at all; None: always."""
    monthly_limits: Mapping[Cost, int] = field(default_factory=dict)
    """Messages in a calendar month by cost; a cost that is not named has no limit."""
    paid_per_person: int | None = None
    """Paid messages to one person in a calendar month; None: only the monthly limit counts."""
    reserved: tuple[int, int, int] = (0, 0, 0)
    """Free messages of the month that replies, notices and broadcasts leave to urgent ones.

    They are indexed by rank (0, 1 and 2). For example an announcement must not use up the messages for
    replies.
    """

    @property
    def has_templates(self) -> bool:
        """Whether the service has template messages: only with a monthly limit for them."""
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
    """Return the cost of `messages` messages to one person, or the reason to park them.

    `last_active_at`: the person's last act (None: never). `used`: this month's messages by cost,
    with those in flight.
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
    """Decide whether messages that cost money are sent now or parked.

    `paid_to_person`: paid messages to the same person this month. `gathered`: they waited for others
    that are paid for together with them.
    """
    if rules.paid_per_person is not None and paid_to_person + messages > rules.paid_per_person:
        return ParkReason.SHARE
    return Cost.PAID if gathered else ParkReason.GATHERS


def cost_of_template(rules: QuotaRules, used: Mapping[Cost, int]) -> Cost | ParkReason:
    """Decide whether one more template message may be sent this month."""
    left = rules.monthly_limits.get(Cost.TEMPLATE, 0) - used.get(Cost.TEMPLATE, 0)
    return Cost.TEMPLATE if left > 0 else ParkReason.QUOTA


def may_send_template(
    rules: QuotaRules, *, reason: ParkReason, rank: int, asked: bool, used: Mapping[Cost, int]
) -> bool:
    """Return whether a template message asks the person to write, after a message was parked.

    Only when the window is over, never for a broadcast, and once until they write (`asked`: one was
    sent since they wrote last).
    """
    return (
        reason is ParkReason.WINDOW
        and rank <= LAST_PAID_RANK
        and not asked
        and cost_of_template(rules, used) is Cost.TEMPLATE
    )


def _within(window: timedelta | None, last_active_at: datetime | None, now: datetime) -> bool:
    if window is None:
        return True
    return last_active_at is not None and now - last_active_at <= window - WINDOW_MARGIN


def month_of(moment: datetime) -> str:
    """Return the calendar month in which a message counts, as "2026-11"."""
    return moment.astimezone(ZONE).strftime("%Y-%m")
