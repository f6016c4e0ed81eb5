"""Options for the length and the seed of the long tests.

pytest tests/hostile --updates 100000 --seed 7, pytest tests/e2e/faults/test_illness.py --locked 30
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--updates",
        type=int,
        default=1_500,
        help="how many hostile updates; the claim is about 10,000",
    )
    parser.addoption(
        "--locked", type=float, default=7.0, help="seconds that the database stays locked"
    )
    parser.addoption("--seed", type=int, default=20261125, help="what they follow from")
