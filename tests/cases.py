"""Cases for tests that need a row without a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.cases.submissions import NewCase

if TYPE_CHECKING:
    from datetime import datetime


SAMPLE = Path(__file__).resolve().parents[1] / "config"
"""The sample organisation."""


def new_case(person_id: int, at: datetime, **values: Any) -> NewCase:
    """Return a report of this person, filed at `at`. `values` are further columns."""
    given: dict[str, Any] = {
        "code": "K7M2Q9X",
        "kind": "reflection",
        "state": "received",
        "channel": "telegram",
        "chat": "501",
        "language": "vi",
        "words": "",
        "unit_id": "van-phong",
        "first_notice_due": None,
        "due_at": None,
        **values,
    }
    return NewCase(person_id=person_id, received_at=at, **given)
