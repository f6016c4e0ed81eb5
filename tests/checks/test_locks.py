"""The locks say exactly what is installed, and not from where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN, DEV, BUILD = (ROOT / f"requirements{kind}.lock" for kind in ("", "-dev", "-build"))
PINNED = re.compile(r"([a-z0-9-]+)==(\S+)")


def pins(lock: Path) -> dict[str, str]:
    return {
        match[1]: match[2]
        for line in lock.read_text().splitlines()
        if (match := PINNED.match(line))
    }


@pytest.mark.parametrize("lock", [RUN, DEV, BUILD], ids=lambda path: path.name)
def test_every_package_has_a_version_and_hashes_and_no_index(lock: Path) -> None:
    hashed = False
    for line in reversed(lock.read_text().splitlines()):
        text = line.strip()
        if text.startswith("--hash=sha256:"):
            hashed = True
        elif not text.startswith("#"):
            assert PINNED.match(text), text
            assert hashed, f"no hash: {text}"
            hashed = False
    assert not re.search(r"://|--(extra-)?index|--find-links|@ file", lock.read_text())


def test_the_development_lock_holds_the_run_lock() -> None:
    run, dev = pins(RUN), pins(DEV)
    assert len(run) > 20
    assert run == {name: dev[name] for name in run}
