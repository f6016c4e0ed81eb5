"""Whatever an official does in a form about a case: no error, always an answer, a way out."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies

from tests.handlers.office import filed
from tests.handlers.test_anything import ACTS, FEW, Town, go
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENINGS = (
    "traloi {code}", "hoithem {code}", "chuyen {code}", "trangthai {code}", "phancong {code}",
    "ghichu {code}", "xem {code}", "viec", "thongbao", "layykien", "moicanbo", "canbo", "thongke",
)  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        house = runner.run(House.open(Path(folder)))
        yield Town(runner, house)
        runner.run(house.close())


async def story(town: Town, opening: str, acts: list[tuple[str, object]]) -> None:
    code = await filed(town.resident())
    head = await town.house.official(f"Chủ tịch {town.people}", "head")
    await go(head, f"/{opening.format(code=code)}", acts)


@given(opening=strategies.sampled_from(OPENINGS), acts=ACTS)
@FEW
def test_any_act_in_any_form(town: Town, opening: str, acts: list[tuple[str, object]]) -> None:
    town.run(story(town, opening, acts))
