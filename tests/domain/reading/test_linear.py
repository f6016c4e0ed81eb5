"""No reader takes the square of a message's length."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import domain.reading

BEGINS_ANYWHERE = re.compile(r"(?:^|\|)(?:\\S|\\w|\.|\[[^\]]*\])[*+](?!$|\|)")
"""A repeated piece at the beginning, with more behind it: it is tried again at each letter."""
PATTERNS = [
    (module.name, name, value.pattern)
    for module in pkgutil.iter_modules(domain.reading.__path__)
    for name, value in vars(import_module(f"domain.reading.{module.name}")).items()
    if isinstance(value, re.Pattern)
]


def test_the_rule_finds_what_was_slow() -> None:
    for slow in (r"https?://\S+|\S+@\S+", r"\S*\d\S*", r"[a-z]+@"):
        assert BEGINS_ANYWHERE.search(slow), slow


@pytest.mark.parametrize(("module", "name", "pattern"), PATTERNS)
def test_no_pattern_begins_with_a_repetition(module: str, name: str, pattern: str) -> None:
    assert not BEGINS_ANYWHERE.search(pattern), f"{module}.{name}"
