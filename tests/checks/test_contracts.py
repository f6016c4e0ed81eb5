"""The import contracts forbid something: each is broken by the import that it is about."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("actions", "bot", "domain", "handlers", "locales", "sandbox", "storage", "web")
FORBIDDEN = {
    "Imports only run downwards": ("domain", "import storage"),
    "The sandbox imports nothing of ours": ("sandbox", "import domain"),
    "Nothing of ours imports the sandbox": ("bot", "import sandbox"),
    "Only bot.channels.telegram imports telegram": ("bot/channels", "from telegram import Bot"),
    "Only storage imports the database's packages": ("web", "from sqlalchemy import select"),
    "Handlers are plain functions: no event loop, no network, no threads": (
        "handlers",
        "import asyncio",
    ),
    "The chat's rooms stand on each other": ("handlers/chat", "import handlers.office"),
    "Actions know no chat, no browser and no network": ("actions", "import aiohttp"),
    "Domain does no I/O": ("domain", "from pathlib import Path"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path) -> dict[str, bool]:
    """Whether each contract is kept, by its name."""
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
        ],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", ended.stdout, re.MULTILINE)
    assert found, ended.stdout + ended.stderr
    assert (ended.returncode == 0) is all(state == "KEPT" for _, state in found)
    return {name: state == "KEPT" for name, state in found}


def test_each_contract_can_be_broken_and_by_nothing_else(house: Path) -> None:
    kept = lint(house)
    assert kept == dict.fromkeys(FORBIDDEN, True)
    for number, (package, statement) in enumerate(FORBIDDEN.values()):
        (house / package / f"intruder{number}.py").write_text(statement + "\n")
    assert lint(house) == dict.fromkeys(FORBIDDEN, False)


def test_the_telegram_channel_may_import_telegram(house: Path) -> None:
    channel = house / "bot" / "channels" / "telegram"
    channel.mkdir(exist_ok=True)
    (channel / "__init__.py").touch()
    (channel / "newcomer.py").write_text("from telegram import Bot\nimport telegram.error\n")
    assert all(lint(house).values())


@pytest.mark.parametrize(
    ("package", "upwards"),
    [
        ("web", "bot"),
        ("handlers", "web"),
        ("web", "handlers"),
        ("actions", "handlers"),
        ("storage", "actions"),
        ("locales", "domain"),
    ],
)
def test_a_floor_does_not_import_the_one_above(house: Path, package: str, upwards: str) -> None:
    (house / package / "intruder.py").write_text(f"import {upwards}\n")
    assert not lint(house)["Imports only run downwards"]


def test_every_floor_is_under_the_contracts() -> None:
    """A new folder of the product is not forgotten by them."""
    floors = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    with (ROOT / "pyproject.toml").open("rb") as file:
        linter = tomllib.load(file)["tool"]["importlinter"]
    layers = linter["contracts"][0]["layers"]
    named = {name for layer in layers for name in re.split(r"\W+", layer)}
    assert floors == set(linter["root_packages"]) == named | {"sandbox"} == set(PACKAGES)
