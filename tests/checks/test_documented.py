"""What can be set and called is written down, and nothing that cannot."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from bot.cli import parser
from bot.settings import described

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


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
