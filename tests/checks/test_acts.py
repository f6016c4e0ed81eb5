"""How far an act goes is watched: no statement more than it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.acts import watch

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_send_takes_at_most_twenty_statements(tmp_path: Path) -> None:
    seen = await watch(tmp_path / "acts.db")
    assert len(seen["an answer"].statements) <= 20
    assert len(seen["a report"].statements) <= 24
    writes = [one for one in seen["an answer"].statements if "submission_event" in one]
    assert [one.split()[0] for one in writes] == ["INSERT"]
