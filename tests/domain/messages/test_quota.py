"""The cost of a message, before it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.messages.quota import (
    Cost,
    ParkReason,
    QuotaRules,
    cost_of,
    cost_of_template,
    cost_when_paid,
    may_send_template,
    month_of,
)

NOW = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
REPLY, NOTICE, BROADCAST = 0, 1, 2
H, M, S = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
OA = QuotaRules(free_for=48 * H, open_for=168 * H, monthly_limits={Cost.PAID: 0})
PAYING = QuotaRules(free_for=48 * H, open_for=168 * H, monthly_limits={Cost.PAID: 10})
PLAN = QuotaRules(monthly_limits={Cost.FREE: 3000}, reserved=(0, 150, 600))


@pytest.mark.parametrize(
    ("rules", "age", "expected"),
    [
        (OA, 0 * S, Cost.FREE),
        (OA, -5 * M, Cost.FREE),
        (OA, 47 * H, Cost.FREE),
        (OA, 48 * H - 10 * M, Cost.FREE),
        (OA, 48 * H - 10 * M + S, ParkReason.COSTS),
        (OA, 48 * H - 2 * S, ParkReason.COSTS),
        (OA, 48 * H + S, ParkReason.COSTS),
        (OA, 168 * H - 10 * M, ParkReason.COSTS),
        (OA, 168 * H - 10 * M + S, ParkReason.WINDOW),
        (OA, 1000 * H, ParkReason.WINDOW),
        (OA, None, ParkReason.WINDOW),
        (PAYING, 48 * H - 10 * M, Cost.FREE),
        (PAYING, 48 * H - 2 * S, Cost.PAID),
        (PAYING, 168 * H - 10 * M, Cost.PAID),
        (PAYING, 168 * H - 2 * S, ParkReason.WINDOW),
        (PAYING, None, ParkReason.WINDOW),
        (PLAN, 1000 * H, Cost.FREE),
        (PLAN, None, Cost.FREE),
    ],
)
def test_by_how_long_ago_they_wrote(
    rules: QuotaRules, age: timedelta | None, expected: Cost | ParkReason
) -> None:
    last_active_at = None if age is None else NOW - age
    for rank in (REPLY, NOTICE):
        found = cost_of(
            rules, rank=rank, messages=1, last_active_at=last_active_at, now=NOW, used={}
        )
        assert found is expected


@pytest.mark.parametrize(
    ("rank", "messages", "used", "expected"),
    [
        (REPLY, 1, 2999, Cost.FREE),
        (REPLY, 1, 3000, ParkReason.QUOTA),
        (REPLY, 2, 2999, ParkReason.QUOTA),
        (NOTICE, 1, 2849, Cost.FREE),
        (NOTICE, 1, 2850, ParkReason.QUOTA),
        (BROADCAST, 1, 2399, Cost.FREE),
        (BROADCAST, 1, 2400, ParkReason.QUOTA),
    ],
)
def test_what_is_urgent_gets_the_rest_of_the_month(
    rank: int, messages: int, used: int, expected: Cost | ParkReason
) -> None:
    found = cost_of(
        PLAN, rank=rank, messages=messages, last_active_at=None, now=NOW, used={Cost.FREE: used}
    )
    assert found is expected


def test_news_for_many_is_never_paid() -> None:
    found = cost_of(
        PAYING, rank=BROADCAST, messages=1, last_active_at=NOW - 72 * H, now=NOW, used={}
    )
    assert found is ParkReason.COSTS


@pytest.mark.parametrize(("used", "expected"), [(9, Cost.PAID), (10, ParkReason.QUOTA)])
def test_paid_messages_end_at_their_ceiling(used: int, expected: Cost | ParkReason) -> None:
    last_active_at = NOW - 72 * H
    spent = {Cost.PAID: used, Cost.FREE: 10_000}
    found = cost_of(
        PAYING, rank=NOTICE, messages=1, last_active_at=last_active_at, now=NOW, used=spent
    )
    assert found is expected


ASKING = QuotaRules(free_for=48 * H, open_for=168 * H, monthly_limits={Cost.TEMPLATE: 3})


@pytest.mark.parametrize(
    ("rules", "reason", "rank", "asked", "used", "expected"),
    [
        (ASKING, ParkReason.WINDOW, NOTICE, False, {}, True),
        (ASKING, ParkReason.WINDOW, REPLY, False, {}, True),
        (ASKING, ParkReason.WINDOW, BROADCAST, False, {}, False),
        (ASKING, ParkReason.WINDOW, NOTICE, True, {}, False),
        (ASKING, ParkReason.COSTS, NOTICE, False, {}, False),
        (ASKING, ParkReason.QUOTA, NOTICE, False, {}, False),
        (ASKING, ParkReason.WINDOW, NOTICE, False, {Cost.TEMPLATE: 2, Cost.PAID: 9}, True),
        (ASKING, ParkReason.WINDOW, NOTICE, False, {Cost.TEMPLATE: 3}, False),
        (PAYING, ParkReason.WINDOW, NOTICE, False, {}, False),
        (OA, ParkReason.WINDOW, NOTICE, False, {}, False),
    ],
)
def test_who_is_asked_to_write(
    rules: QuotaRules,
    reason: ParkReason,
    rank: int,
    asked: bool,
    used: dict[Cost, int],
    expected: bool,
) -> None:
    assert may_send_template(rules, reason=reason, rank=rank, asked=asked, used=used) is expected


@pytest.mark.parametrize(
    ("rules", "used", "expected"),
    [(ASKING, 2, Cost.TEMPLATE), (ASKING, 3, ParkReason.QUOTA), (OA, 0, ParkReason.QUOTA)],
)
def test_templates_end_at_their_ceiling(
    rules: QuotaRules, used: int, expected: Cost | ParkReason
) -> None:
    assert cost_of_template(rules, {Cost.TEMPLATE: used}) is expected


@pytest.mark.parametrize(
    ("messages", "paid_to_person", "gathered", "expected"),
    [
        (1, 0, True, Cost.PAID),
        (1, 1, True, Cost.PAID),
        (1, 2, True, ParkReason.SHARE),
        (2, 1, True, ParkReason.SHARE),
        (1, 0, False, ParkReason.GATHERS),
        (1, 2, False, ParkReason.SHARE),
    ],
)
def test_what_is_paid_for_one_person(
    messages: int, paid_to_person: int, gathered: bool, expected: Cost | ParkReason
) -> None:
    rules = QuotaRules(
        free_for=48 * H, open_for=168 * H, monthly_limits={Cost.PAID: 9}, paid_per_person=2
    )
    found = cost_when_paid(
        rules, messages=messages, paid_to_person=paid_to_person, gathered=gathered
    )
    assert found is expected


def test_a_month_begins_at_midnight_in_vietnam() -> None:
    assert month_of(datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == "2026-11"
    assert month_of(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == "2026-12"
