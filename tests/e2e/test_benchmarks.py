"""The benchmarks still run: what they measure is their own affair."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.contenders import CONTENDERS, OURS


@pytest.mark.parametrize("script", ["turn", "conversation"])
def test_our_side_of_the_comparison_is_answered(script: str) -> None:
    named = f"{OURS} {script}"
    assert named in {one.name for one in CONTENDERS}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", "turns", "--named", named],
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    medians = done.stdout.partition("medians")[2].splitlines()
    found = next(line for line in medians if named in line)
    assert float(found.rpartition(" ")[2].replace(",", "")) > 0
