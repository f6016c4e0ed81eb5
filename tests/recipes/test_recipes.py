"""Each recipe of docs/architecture.md is carried out in a copy of the repository, and works there."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.checks import house
from tests.recipes import RECIPES
from tests.recipes.page import ROOT, files_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.recipes.steps import Recipe

pytestmark = pytest.mark.process

LEFT_OUT = ("docs/pictures/", "tests/transcripts/", "requirements")
"""What no check that is run here reads."""


class Copy:
    """The project in a folder of its own, where a recipe can do no harm."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for file in house.files():
            if not file.as_posix().startswith(LEFT_OUT):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_bytes((ROOT / file).read_bytes())
        self._before = self._files()

    def changed(self) -> set[str]:
        """The files that are new or differ."""
        now = self._files()
        return {name for name, content in now.items() if content != self._before.get(name)}

    def run(self, *arguments: str) -> None:
        """Run Python in the copy. Raises AssertionError with what it printed when it fails."""
        ended = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert ended.returncode == 0, f"{arguments}:\n{ended.stdout}\n{ended.stderr}"

    def _files(self) -> dict[str, bytes]:
        paths = [path for path in self.root.rglob("*") if path.is_file()]
        kept = [path for path in paths if not {".ruff_cache", "__pycache__"} & {*path.parts}]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in kept}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_the_recipe_works(recipe: Recipe, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    for step in recipe.steps:
        step.apply(copy.root)
    if recipe.changes_tables:
        copy.run("-m", "tests.checks.schema", "--first")
    if recipe.words:
        filling = tmp_path / "words.json"
        filling.write_bytes(orjson.dumps(recipe.words))
        copy.run("-m", "tests.checks.catalogues", "--fill", str(filling))
    code = [name for name in sorted(copy.changed()) if name.endswith(".py")]
    copy.run("-m", "ruff", "format", "--quiet", *code)
    copy.run("-m", "ruff", "check", *code)
    assert copy.changed() == files_of(recipe.title, copy.root)
    story = tmp_path / "story.py"
    story.write_text(recipe.story, encoding="utf-8")
    copy.run(str(story))
    copy.run("-m", "tests.checks.catalogues")
    copy.run("-m", "tests.checks.house")
    copy.run("-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])")
