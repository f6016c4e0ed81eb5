"""Days as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.reading.normalise import fold

_DAY = re.compile(
    r"(?:ngay )?(\d{1,2})[\s/.\-](?:thang )?(\d{1,2})(?:[\s/.\-](?:nam )?(\d{4}|\d{2}))?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_date(text: str, *, today: date) -> date | None:
    """Understands "24/11", "24-11-2026", "ngày 24 tháng 11", "hôm nay", "mai"; None when it is no day.

    Without a year: the next such day from `today` (the local day).
    """
    said = fold(text)
    if said in ("hom nay", "nay", "today"):
        return today
    if said in ("mai", "ngay mai", "tomorrow"):
        return today + timedelta(days=1)
    iso = _ISO.fullmatch(said)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    match = _DAY.fullmatch(said)
    if not match:
        return None
    day, month, year = int(match[1]), int(match[2]), match[3]
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = _day(today.year, month, day)
    if found is not None and found < today:
        return _day(today.year + 1, month, day)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
