"""Emergencies are recognised, false alarms are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from domain.reading.emergency import AMBULANCE, FIRE, POLICE, services

LIST = Path(__file__).with_name("emergencies.tsv")
MESSAGES = [
    tuple(line.split("\t"))
    for line in LIST.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("numbers", "message"), MESSAGES)
def test_message(numbers: str, message: str) -> None:
    assert services(message) == (() if numbers == "-" else tuple(numbers.split()))


def test_there_are_enough_of_both() -> None:
    alarms = [numbers for numbers, _message in MESSAGES if numbers != "-"]
    assert len(alarms) >= 40
    assert len(MESSAGES) - len(alarms) >= 40


@given(st.text())
def test_any_text(text: str) -> None:
    assert set(services(text)) <= {FIRE, POLICE, AMBULANCE}
