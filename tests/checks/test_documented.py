"""What can be set and called is written down, and nothing that cannot."""

from __future__ import annotations

import argparse
import ast
import re
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.app import _scheduled_jobs
from bot.backup.manifest import Manifest
from bot.cli import parser
from bot.jobs import JOBS
from bot.jobs.clock_alert import clock_alert
from bot.jobs.nightly_backup import nightly_backup
from bot.process.readiness import BEAT_SECONDS
from bot.settings.settings import described
from sandbox.zalo_bot.switches import Switches as ZaloBotSwitches
from sandbox.zalo_oa.switches import Switches as ZaloOaSwitches
from tests.recipes import RECIPES
from tests.recipes.steps import New

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_every_setting_is_documented_with_its_default() -> None:
    written = dict(re.findall(r"^\| `(NGHEDAN_\w+)` \| (?:`(.*?)`)? ?\|", PAGE, re.MULTILINE))
    assert written == {name: default for name, default, _ in described()}


def test_every_command_is_documented() -> None:
    (commands,) = (
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    assert re.findall(r"^\| `nghedan ([\w-]+)` \|", PAGE, re.MULTILINE) == list(commands.choices)


def test_every_chat_command_is_documented() -> None:
    from handlers import SUBJECTS

    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")]
    written = set(
        re.findall(r"(?<![\w/])/([a-z]+)\b", "".join(page.read_text("utf-8") for page in pages))
    )
    names = {
        name for subject in SUBJECTS for command in subject.commands for name in command.names
    }
    assert names - written == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_pages_name_is_there(page: Path) -> None:
    """Settings, targets of make, files and modules of ours. The change log also names what was."""
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\bNGHEDAN_[A-Z_]*[A-Z]\b", text)) - {"NGHEDAN_BACKUPS_KEPT"}
    assert named - {name for name, _, _ in described()} == set()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`| {4})make ([a-z-]+)", text)) - targets == set()
    linked = re.findall(r"\]\(((?!https?:)[^)#]+)", text)
    quoted = re.findall(
        r"`((?:actions|bot|benchmarks|config|domain|handlers|locales|storage|sandbox|tests|docs|deploy|web)/[\w/.-]+)`",
        text,
    )
    missing = [one for one in linked if not (page.parent / one).exists()]
    # docs/faults.md names what is below tests/.
    missing += [
        one for one in quoted if not any((at / one).exists() for at in (ROOT, ROOT / "tests"))
    ]
    # A recipe names the files that it makes.
    made = {step.path for one in RECIPES for step in one.steps if isinstance(step, New)}
    assert set(missing) <= made
    modules = re.findall(r"python -m ((?:tests|benchmarks|bot|sandbox)[\w.]*)", text)
    places = [ROOT.joinpath(*module.split(".")) for module in modules]
    assert [
        one for one in places if not one.exists() and not one.with_suffix(".py").exists()
    ] == []


def test_every_job_is_documented_with_its_pace(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    runner: Any = SimpleNamespace(channel=None)
    runners: Any = SimpleNamespace(by_name={"zalo_oa": runner})
    deliveries: Any = SimpleNamespace(sweep=None)
    context: Any = SimpleNamespace(database=None, clock=None)
    jobs = (*JOBS, nightly_backup(Manifest(tmp_path), None), clock_alert(lambda: False))
    paces = {
        name: seconds for name, seconds, _ in _scheduled_jobs(deliveries, runners, context, jobs)
    }
    named = {name.replace("zalo_oa", "a channel"): pace for name, pace in paces.items()}
    rows = re.findall(r"^\| ([a-z ]+) \| (\d+) (s|min) \|", page, re.MULTILINE)
    written = {name: float(pace) * (60 if unit == "min" else 1) for name, pace, unit in rows}
    assert written == named | {"heartbeat": BEAT_SECONDS}


@pytest.mark.parametrize(
    ("heading", "switches"),
    [("Zalo Bot Platform", ZaloBotSwitches()), ("Zalo Official Account", ZaloOaSwitches())],
)
def test_every_switch_of_the_sandbox_is_documented(
    heading: str, switches: DataclassInstance
) -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    part = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = part.partition("\n| Switch | Default |")[2]
    written = {
        name: default.strip("`")
        .replace("null", "None")
        .replace("true", "True")
        .replace("false", "False")
        for names, default in re.findall(
            r"^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \|", table, re.MULTILINE
        )
        for name, default in zip(
            names.replace("`", "").split(", "), _each(default, names), strict=True
        )
    }
    defaults = {one.name: getattr(switches, one.name) for one in fields(switches)}
    assert {name: _read(default) for name, default in written.items()} == defaults


def _each(default: str, names: str) -> list[str]:
    """The default values of a row that names several switches: one for all, or one for each."""
    many = names.count(",") + 1
    values = default.split(", ") if many > 1 else [default]
    return values * many if len(values) == 1 else values


def _read(default: str) -> Any:
    """A value as the page writes it; a word is a text."""
    try:
        return ast.literal_eval(default)
    except ValueError:
        return default
