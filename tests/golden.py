"""Golden transcripts: whole conversations as text files, read by translators, compared by tests.

    async def test_story(house: House, golden: Golden) -> None:
        ...                              # people speak
        golden(house, "opinion.vi")      # compares with tests/transcripts/opinion.vi.txt

`pytest --golden-update` writes the files anew; the diff is then reviewed. Codes, PINs and the tokens of
invitations are random, so they are blotted out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.house import House

FOLDER = Path(__file__).parent / "transcripts"
TOKEN = re.compile(r"\bmoi-[\w-]{22}")
PIN = re.compile(r"\b\d{6}\b")
CODE = re.compile(r"\b([KPY])[0-9A-Z]{2}-?[0-9A-Z]{4}\b")

Golden = Callable[["House", str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update", action="store_true", help="write the golden transcripts anew"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    update = request.config.getoption("--golden-update")

    def check(house: House, name: str) -> None:
        path = FOLDER / f"{name}.txt"
        told = CODE.sub(r"\1··-····", "\n".join(house.story)).strip() + "\n"
        told = PIN.sub("······", TOKEN.sub("moi-…", told))
        if update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(told, encoding="utf-8")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        assert told == kept, f"{path.name} differs: pytest --golden-update, then review the diff"

    return check
