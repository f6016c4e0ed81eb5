"""docs/architecture.md tells what is so: its excerpt, and the way of an answer."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.acts import watch
from tests.recipes.page import ROOT, section


def test_the_excerpt_stands_in_the_code() -> None:
    code = (ROOT / "actions" / "cases" / "answer.py").read_text(encoding="utf-8")
    excerpt = re.findall(r"^ {4}(.*)$", section("An action"), re.MULTILINE)
    without_words = re.sub(r' *""".*?"""\n', "", code, flags=re.DOTALL)
    assert len(excerpt) > 10
    assert "\n".join(excerpt) in without_words


async def test_an_answer_goes_the_way_that_is_told(tmp_path: Path) -> None:
    """Files in the order in which the turn enters them."""
    seen = (await watch(tmp_path / "acts.db"))["an answer"]
    entered = [Path(file).relative_to(ROOT).as_posix() for file in seen.files]
    steps = re.findall(r"^\d+\. (.*?): ", section("The way of one answer"), re.MULTILINE)
    told = [file for step in steps for file in re.findall("`(.+?)`", step)]
    assert len(told) > 20
    assert told == [file for file in entered if file in told]


def test_the_way_of_a_message_names_files_that_are_there() -> None:
    told = re.findall("`([a-z]+/[a-z_/]+[.]py)`", section("The way of one message"))
    assert len(told) > 12
    assert [file for file in told if not (ROOT / file).is_file()] == []
