"""Reads dates as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain import outside
from domain.reading.normalise import fold

_DAY = re.compile(
    r"(?:ngay )?(\d{1,2})[\s/.\-](?:thang )?(\d{1,2})(?:[\s/.\-](?:nam )?(\d{4}|\d{2}))?"
)
YEARS = range(1900, 2200)
"""The years of a typed date."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_date(text: str, *, today: date) -> date | None:
    """Return the date that a text means, or None if it is not a date.

    It reads "24/11", "24-11-2026", "2026-11-24", "ngày 24 tháng 11", "hôm nay" (today) and "mai"
    (tomorrow). A date without a year is the next one from `today` (the local day) on.
    """
    folded = fold(text)
    if folded in ("hom nay", "nay", "today"):
        return today
    if folded in ("mai", "ngay mai", "tomorrow"):
        return today + timedelta(days=1)
    iso = _ISO.fullmatch(folded)
    if iso:
        return _day(*map(outside.typed_number, iso.groups()))
    match = _DAY.fullmatch(folded)
    if not match:
        return None
    day, month, year = map(outside.typed_number, (match[1], match[2], match[3] or ""))
    if year is not None:
        return _day(year + (2000 if len(match[3]) == 2 else 0), month, day)
    found = _day(today.year, month, day)
    if found is not None and found < today:
        return _day(today.year + 1, month, day)
    return found


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    """The day, if it exists and lies in `YEARS`: beyond them nothing can be reckoned."""
    if year is None or month is None or day is None or year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
