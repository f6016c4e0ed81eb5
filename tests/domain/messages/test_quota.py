"""What a message costs, before it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.messages.quota import (
    Budget,
    Cost,
    Why,
    decide,
    decide_paid,
    decide_template,
    may_nudge,
    month_of,
)

NOW = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
REPLY, NOTICE, BROADCAST = 0, 1, 2
H, M, S = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
OA = Budget(free=48 * H, window=168 * H, most={Cost.PAID: 0})
PAYING = Budget(free=48 * H, window=168 * H, most={Cost.PAID: 10})
PLAN = Budget(most={Cost.FREE: 3000}, kept_back=(0, 150, 600))


@pytest.mark.parametrize(
    ("budget", "age", "expected"),
    [
        (OA, 0 * S, Cost.FREE),
        (OA, -5 * M, Cost.FREE),
        (OA, 47 * H, Cost.FREE),
        (OA, 48 * H - 10 * M, Cost.FREE),
        (OA, 48 * H - 10 * M + S, Why.COSTS),
        (OA, 48 * H - 2 * S, Why.COSTS),
        (OA, 48 * H + S, Why.COSTS),
        (OA, 168 * H - 10 * M, Why.COSTS),
        (OA, 168 * H - 10 * M + S, Why.WINDOW),
        (OA, 1000 * H, Why.WINDOW),
        (OA, None, Why.WINDOW),
        (PAYING, 48 * H - 10 * M, Cost.FREE),
        (PAYING, 48 * H - 2 * S, Cost.PAID),
        (PAYING, 168 * H - 10 * M, Cost.PAID),
        (PAYING, 168 * H - 2 * S, Why.WINDOW),
        (PAYING, None, Why.WINDOW),
        (PLAN, 1000 * H, Cost.FREE),
        (PLAN, None, Cost.FREE),
    ],
)
def test_by_how_long_ago_they_wrote(
    budget: Budget, age: timedelta | None, expected: Cost | Why
) -> None:
    heard_at = None if age is None else NOW - age
    for rank in (REPLY, NOTICE):
        found = decide(budget, rank=rank, pieces=1, heard_at=heard_at, now=NOW, used={})
        assert found is expected


@pytest.mark.parametrize(
    ("rank", "pieces", "used", "expected"),
    [
        (REPLY, 1, 2999, Cost.FREE),
        (REPLY, 1, 3000, Why.QUOTA),
        (REPLY, 2, 2999, Why.QUOTA),
        (NOTICE, 1, 2849, Cost.FREE),
        (NOTICE, 1, 2850, Why.QUOTA),
        (BROADCAST, 1, 2399, Cost.FREE),
        (BROADCAST, 1, 2400, Why.QUOTA),
    ],
)
def test_what_is_urgent_gets_the_rest_of_the_month(
    rank: int, pieces: int, used: int, expected: Cost | Why
) -> None:
    found = decide(PLAN, rank=rank, pieces=pieces, heard_at=None, now=NOW, used={Cost.FREE: used})
    assert found is expected


def test_news_for_many_is_never_paid() -> None:
    found = decide(PAYING, rank=BROADCAST, pieces=1, heard_at=NOW - 72 * H, now=NOW, used={})
    assert found is Why.COSTS


@pytest.mark.parametrize(("used", "expected"), [(9, Cost.PAID), (10, Why.QUOTA)])
def test_paid_messages_end_at_their_ceiling(used: int, expected: Cost | Why) -> None:
    heard_at = NOW - 72 * H
    spent = {Cost.PAID: used, Cost.FREE: 10_000}
    found = decide(PAYING, rank=NOTICE, pieces=1, heard_at=heard_at, now=NOW, used=spent)
    assert found is expected


ASKING = Budget(free=48 * H, window=168 * H, most={Cost.TEMPLATE: 3})


@pytest.mark.parametrize(
    ("budget", "why", "rank", "asked", "used", "expected"),
    [
        (ASKING, Why.WINDOW, NOTICE, False, {}, True),
        (ASKING, Why.WINDOW, REPLY, False, {}, True),
        (ASKING, Why.WINDOW, BROADCAST, False, {}, False),
        (ASKING, Why.WINDOW, NOTICE, True, {}, False),
        (ASKING, Why.COSTS, NOTICE, False, {}, False),
        (ASKING, Why.QUOTA, NOTICE, False, {}, False),
        (ASKING, Why.WINDOW, NOTICE, False, {Cost.TEMPLATE: 2, Cost.PAID: 9}, True),
        (ASKING, Why.WINDOW, NOTICE, False, {Cost.TEMPLATE: 3}, False),
        (PAYING, Why.WINDOW, NOTICE, False, {}, False),
        (OA, Why.WINDOW, NOTICE, False, {}, False),
    ],
)
def test_who_is_asked_to_write(
    budget: Budget, why: Why, rank: int, asked: bool, used: dict[Cost, int], expected: bool
) -> None:
    assert may_nudge(budget, why=why, rank=rank, asked=asked, used=used) is expected


@pytest.mark.parametrize(
    ("budget", "used", "expected"),
    [(ASKING, 2, Cost.TEMPLATE), (ASKING, 3, Why.QUOTA), (OA, 0, Why.QUOTA)],
)
def test_templates_end_at_their_ceiling(budget: Budget, used: int, expected: Cost | Why) -> None:
    assert decide_template(budget, {Cost.TEMPLATE: used}) is expected


@pytest.mark.parametrize(
    ("pieces", "theirs", "gathered", "expected"),
    [
        (1, 0, True, Cost.PAID),
        (1, 1, True, Cost.PAID),
        (1, 2, True, Why.SHARE),
        (2, 1, True, Why.SHARE),
        (1, 0, False, Why.GATHERS),
        (1, 2, False, Why.SHARE),
    ],
)
def test_what_is_paid_for_one_person(
    pieces: int, theirs: int, gathered: bool, expected: Cost | Why
) -> None:
    budget = Budget(free=48 * H, window=168 * H, most={Cost.PAID: 9}, paid_each=2)
    found = decide_paid(budget, pieces=pieces, theirs=theirs, gathered=gathered)
    assert found is expected


def test_a_month_begins_at_midnight_in_vietnam() -> None:
    assert month_of(datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == "2026-11"
    assert month_of(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == "2026-12"
