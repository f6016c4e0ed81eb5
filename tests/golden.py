"""Golden transcripts: conversations as text files for translators, compared by tests.

    async def test_story(house: House, golden: Golden) -> None:
        '''A resident says what they think of a plan.

        Lan reads the plan, agrees with it, and then changes her opinion.
        '''
        ...                              # people write and press
        golden(house, "opinion.vi")      # compares with tests/transcripts/opinion.vi.txt

The docstring is the head of the transcript: a title, and a second paragraph that says what happens
(tests/transcript.py). `pytest --golden-update` writes the files again. Review the diff.

Each story runs four times: all on Telegram; residents on a Zalo bot, where they type numbers, and
officials on Telegram; all on a Zalo bot; all on an Official Account. The stored records must be equal.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.mixes import MIXES, ON_TELEGRAM, ON_ZALO_BOT, Mix
from tests.records import Records, records
from tests.transcript import transcript

if TYPE_CHECKING:
    from tests.house import House

FOLDER = Path(__file__).parent / "transcripts"

Golden = Callable[["House", str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update", action="store_true", help="write the golden transcripts anew"
    )


TELEGRAM_ALONE = {
    "test_a_reply_in_the_group_is_a_draft": "staff groups are Telegram's",
    "test_golden_adding_and_a_phone_number": "a message is edited, which Zalo does not tell",
    "test_powers_start_when_the_inviter_confirms": "a deep link is opened",
}
"""Stories that run only on Telegram, with the reason."""


READ_ON_ZALO = {
    "report.vi",
    "opinion.vi",
    "opinion.en",
    "opinion.km",
    "denunciation.vi",
    "denunciation_words.vi",
    "status.vi",
    "privacy.vi",
}
"""Transcripts that also exist in the form of a Zalo bot."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "golden" not in metafunc.fixturenames:
        return
    alone = (
        metafunc.function.__name__ in TELEGRAM_ALONE
        # Records are compared with those of a SQLite file.
        or metafunc.config.getoption("--engine") == "postgres"
    )
    metafunc.parametrize("mix", MIXES[:1] if alone else MIXES, indirect=True, ids=str)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On the second engine run stories only on Telegram: records are compared on SQLite."""
    items[:] = [one for one in items if not _is_twice(getattr(one, "callspec", None))]


def _is_twice(callspec: Any) -> bool:
    params = callspec.params if callspec else {}
    return params.get("engine") == "postgres" and params.get("mix", ON_TELEGRAM) != ON_TELEGRAM


@pytest.fixture
def mix(request: pytest.FixtureRequest) -> Mix:
    """The channels of a test. A story with a golden transcript runs on each mix."""
    found: Mix = getattr(request, "param", ON_TELEGRAM)
    return found


@pytest.fixture
async def golden(
    request: pytest.FixtureRequest, mix: Mix, tmp_path: Path
) -> AsyncIterator[Golden]:
    """Compare the transcript with its file, or on other channels the records with Telegram's."""
    houses: list[House] = []
    compare = _transcript(request)

    def check(house: House, name: str) -> None:
        houses.append(house)
        if mix == ON_TELEGRAM:
            compare(house, name)
        elif mix == ON_ZALO_BOT and name in READ_ON_ZALO:
            compare(house, f"zalo_bot/{name}")

    yield check
    if not houses:
        return
    story = request.node.nodeid.replace(str(mix), "")
    if mix == ON_TELEGRAM:
        _STORED[story] = await records(houses[0])
        return
    if story not in _STORED:
        _STORED[story] = await _on_telegram(request, tmp_path)
    assert await records(houses[0]) == _STORED[story]


_STORED: dict[str, Records] = {}
"""Story → its records on Telegram. Each test process runs a story there once."""


async def _on_telegram(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    """Run the story again on Telegram, and return its records."""
    from tests.house import House

    home = tmp_path / "telegram"
    home.mkdir()
    house = await House.open(home)
    story = inspect.unwrap(request.function)
    names = inspect.signature(story).parameters
    values: dict[str, Any] = dict(request.node.callspec.params)
    values |= {"house": house, "golden": lambda _house, _name: None, "tmp_path": home}
    try:
        for name in sorted(names & OFFICIALS.keys(), key=list(names).index):
            values[name] = await house.official(*OFFICIALS[name])
        await story(**{name: values[name] for name in names})
        return await records(house)
    finally:
        await house.close()


OFFICIALS = {"hai": ("Chị Hai", "officer", "kinh-te"), "head": ("Chủ tịch", "head")}
"""The officials that stories use as fixtures. The run on Telegram creates them again."""


def _transcript(request: pytest.FixtureRequest) -> Golden:
    update = request.config.getoption("--golden-update")

    def check(house: House, name: str) -> None:
        path = FOLDER / f"{name}.txt"
        text = transcript(request.function.__doc__, house.story)
        if update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        stored = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text == stored, f"{path.name} differs: pytest --golden-update, then review the diff"

    return check
