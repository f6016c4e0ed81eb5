"""Prints the figures that tests measured after the run, from all test processes.

def test_accuracy(measured: Measured) -> None:
    ...
    measured("language_messages.tsv: 98 % of 123")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

Measured = Callable[[str], None]

_PROPERTY = "measured"


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Measured:
    """Call it with a line of text, which is printed in the summary of the run."""

    def note(lines: str) -> None:
        record_property(_PROPERTY, lines)

    return note


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call"
    ]
    lines = [
        str(text)
        for report in sorted(reports, key=lambda report: report.nodeid)
        for name, text in report.user_properties
        if name == _PROPERTY
    ]
    if lines:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(lines))
