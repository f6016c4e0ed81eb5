"""Buttons: their data is read back as it was written, and forged data fails no turn."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, get_args, get_type_hints

import pytest

from actions.buttons import Button
from actions.taps import CODE, MOST_BYTES, MOST_LETTERS, REST, Code, Rest, Tap
from domain.cases.tracking_code import new_code
from domain.outside import MOST_DIGITS, MOST_ID, words
from domain.people.roles import Role
from handlers import SUBJECTS
from handlers.chat.dispatch import Dispatch
from handlers.chat.router import Subject
from handlers.chat.taps import NOTHING_ANY_MORE, Bound, on
from handlers.forms.prompt import Choose
from locales import translate
from tests.handlers.chat.test_roles import somebody
from tests.handlers.offices import ROAD, filed, stored
from tests.house import Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.chat.turn import Turn
    from tests.house import House

BOUND: list[Bound] = [one for subject in SUBJECTS for one in subject.taps + subject.group_taps]
TAPS: list[type[Tap]] = [Choose, *dict.fromkeys(one.tap for one in BOUND)]
FORGED = (
    "",
    ":",
    " ",
    "0",
    "1",
    "-1",
    "²",
    "١",
    "1" * 19,
    str(2**64),
    "1:yes",
    "1:no",
    "<b>",
    "K00-0000",
    "x" * 300,
    "{code}",
    "{code}:²",
    "{code}:1:1",
    "{code}:answered:1",
    "\0",
    "{code}\0",
    "\ud800",
    "9" * 5000,
    "ﷺ" * 300,
    "1:1:1:1:1:1",
)
"""Two dozen arguments that no button has, or few."""


class Shelf(StrEnum):
    HIGH = "high"
    LOW = "low"


class Fetch(Tap, name="test-fetch"):
    code: Code
    number: int
    shelf: Shelf | None = None
    sure: bool = False


class Speak(Tap, name="test-fetch:aloud"):
    words: Rest


def of(tap: type[Tap]) -> Iterator[Tap]:
    """Values of a tap: the shortest and the longest."""
    longest: list[object] = []
    for field in tap.fields:
        types = [get_type_hints(tap)[field.name]]
        types += get_args(types[0])
        enums = [one for one in types if isinstance(one, type) and issubclass(one, StrEnum)]
        if enums:
            longest.append(max(enums[0], key=len))
        elif field.codec is CODE:
            longest.append(new_code())
        elif field.codec is REST:
            longest.append(f"~edit:{'x' * 20}")
        elif int in types:
            longest.append(10**MOST_DIGITS - 1)
        else:
            longest.append(True if bool in types else "x" * MOST_LETTERS)
    required = [field for field in tap.fields if field.default not in (None, 0, "", False)]
    yield tap(*longest)
    yield tap(*longest[: len(required)])


@pytest.mark.parametrize("tap", TAPS, ids=lambda tap: tap.name)
def test_what_is_written_is_read_back(tap: type[Tap]) -> None:
    for value in of(tap):
        assert tap.parse(value.data) == value
        assert len(value.data.encode()) <= MOST_BYTES
        assert Button("label", value).data == value.data


def test_a_tap_is_read_field_by_field() -> None:
    code = new_code()
    assert Fetch.parse(f"test-fetch:{code}:7") == Fetch(code, 7)
    assert Fetch.parse(f"test-fetch:{code.lower()}:7:high:yes") == Fetch(code, 7, Shelf.HIGH, True)
    assert Fetch.parse(f"test-fetch:{code}:7::yes") == Fetch(code, 7, sure=True)
    assert Fetch(code, 7, sure=True).data == f"test-fetch:{code}:7::yes"
    assert Speak.parse("test-fetch:aloud:a:b") == Speak("a:b")


@pytest.mark.parametrize("argument", [*FORGED, "{code}:1:low:yes:x", "{code}:1:top", "{code}:+1"])
def test_what_does_not_fit_is_no_tap(argument: str) -> None:
    assert Fetch.parse(f"test-fetch:{argument.format(code=new_code())}") is None


@pytest.mark.parametrize("data", ["", "test-fetch", "test-fetches:K", "test", "q:1:x"])
def test_data_of_another_name_is_no_tap(data: str) -> None:
    assert Fetch.parse(data) is None


def test_data_that_is_too_long_is_not_made() -> None:
    with pytest.raises(ValueError, match="more than 64 bytes"):
        Button("label", Choose(1, "ệ" * 30)).data  # noqa: B018


def test_a_field_that_no_button_carries() -> None:
    with pytest.raises(TypeError, match="no button carries"):

        class _Weighed(Tap, name="test-weighed"):
            weight: float


def test_two_taps_of_one_name_do_not_start() -> None:
    class _Other(Tap, name="test-fetch"):
        pass

    def does(_turn: Turn, _tap: Tap) -> None:
        return

    two = Subject("two", taps=(on(Fetch, does),), group_taps=(on(_Other, does),))
    with pytest.raises(ValueError, match="two taps are called 'test-fetch'"):
        Dispatch([two])
    with pytest.raises(ValueError, match="two handlers"):
        Dispatch([Subject("twice", taps=(on(Fetch, does), on(Fetch, does)))])


def test_every_tap_is_handled() -> None:
    assert {one for one in declared(Tap) if not one.name.startswith("test-")} == set(TAPS)


def declared(base: type[Tap]) -> Iterator[type[Tap]]:
    for one in base.__subclasses__():
        if one.name:
            yield one
        yield from declared(one)


@pytest.mark.engines
@pytest.mark.parametrize("role", [*Role])
async def test_forged_data_fails_no_turn(house: House, role: Role) -> None:
    """What fits is handled; what does not is answered."""
    code = stored(await filed(house.resident("Lan"), ROAD))
    person = await somebody(house, role)
    for tap in TAPS:
        for argument in FORGED:
            data = f"{tap.name}:{argument.format(code=code)}"
            await person.presses(data)
            arrived = words(data, most=MOST_ID)
            assert tap.parse(arrived) is not None or person.new_texts(), data


@pytest.mark.parametrize("role", [*Role])
async def test_forged_data_fails_no_turn_in_a_group(house: House, role: Role) -> None:
    """Nothing is said to a button that no group has."""
    code = stored(await filed(house.resident("Lan"), ROAD))
    person = await somebody(house, role)
    there = Speaker(house, person.name, person.sender, "-100", private=False)
    house.speakers["there"] = there
    in_groups = {one.tap for subject in SUBJECTS for one in subject.group_taps}
    for tap in TAPS:
        for argument in FORGED:
            await there.presses(f"{tap.name}:{argument.format(code=code)}")
            assert bool(there.new_texts()) == (tap in in_groups), (tap, argument)


@pytest.mark.parametrize("role", [*Role])
async def test_a_tap_that_does_not_fit_does_nothing(house: House, role: Role) -> None:
    person = await somebody(house, role)
    before = await house.rows("SELECT count(*) AS n FROM audit")
    for one in [one for subject in SUBJECTS for one in subject.taps]:
        if role in one.roles:
            await person.presses(f"{one.tap.name}:²:²:²:²:²:²")
            person.sees(translate(NOTHING_ANY_MORE, "vi"))
    assert await house.rows("SELECT count(*) AS n FROM audit") == before
