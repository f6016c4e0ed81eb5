from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.process import clock
from bot.process.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path


class Monotonic:
    """Stands in for `time.monotonic`."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Monotonic:
    stand_in = Monotonic()
    monkeypatch.setattr(clock, "time", stand_in)
    return stand_in


def test_without_a_file_it_is_the_machine_s_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta()


def test_the_offset_is_read_anew_each_second(tmp_path: Path, passing: Monotonic) -> None:
    file = tmp_path / "clock"
    moved = Clock(file)
    assert moved.offset() == timedelta()
    file.write_text("86400\n")
    passing.seconds += 0.9
    assert moved.offset() == timedelta()
    passing.seconds += 0.1
    assert moved.offset() == timedelta(days=1)
    assert moved.now() - datetime.now(UTC) > timedelta(hours=23)
    file.unlink()
    passing.seconds += 1
    assert moved.offset() == timedelta()


@pytest.mark.parametrize("content", ["", "soon", "nan", "inf", "1e300", "\xff"])
def test_what_cannot_be_understood_leaves_the_clock_as_it_was(
    tmp_path: Path, passing: Monotonic, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "clock"
    file.write_text("-60.5")
    moved = Clock(file)
    assert moved.offset() == timedelta(seconds=-60.5)
    file.write_text(content, encoding="latin-1")
    passing.seconds += 1
    with caplog.at_level(logging.WARNING):
        assert moved.offset() == timedelta(seconds=-60.5)
    assert "the clock file cannot be read" in caplog.text
