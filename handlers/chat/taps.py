"""Finds the handler of a pressed button, for whoever may press it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from domain.people.roles import EVERYBODY, Role
from handlers.chat.refusal import refuse_role
from locales import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from actions.taps import Tap
    from handlers.chat.turn import Turn

Pressed = TypeVar("Pressed", bound="Tap")

NOTHING_ANY_MORE = _("That choice does nothing any more. Just write what you want to say.")


@dataclass(frozen=True, slots=True)
class Bound:
    """A tap and its handler. Made by `on`, which checks that they fit."""

    tap: type[Tap]
    does: Callable[[Turn, Any], None]
    roles: frozenset[Role]


def on(
    tap: type[Pressed],
    does: Callable[[Turn, Pressed], None],
    roles: frozenset[Role] = EVERYBODY,
) -> Bound:
    """Have `does` handle a tap, for these roles: those of an act come from `roles_for`."""
    return Bound(tap, does, roles)


def refuse_second_names(taps: Iterable[type[Tap]]) -> None:
    """Raise ValueError when two taps are declared with one name."""
    declared: dict[str, type[Tap]] = {}
    for tap in taps:
        if declared.setdefault(tap.name, tap) is not tap:
            raise ValueError(f"two taps are called {tap.name!r}")


class TapTable:
    """Taps and their handlers, by name."""

    def __init__(self, bound: Iterable[Bound]) -> None:
        """Raises ValueError when two handlers are given for one tap."""
        self._bound: dict[str, Bound] = {}
        for one in bound:
            if one.tap.name in self._bound:
                raise ValueError(f"two handlers for the tap {one.tap.name!r}")
            self._bound[one.tap.name] = one

    def press(self, turn: Turn, data: str) -> bool:
        """Handle a button's data, or say why not. Returns False when no tap has its name."""
        words = data.split(":", 2)
        # A name of two words goes first.
        bound = self._bound.get(":".join(words[:2])) or self._bound.get(words[0])
        if bound is None:
            return False
        if turn.role not in bound.roles:
            refuse_role(turn, f"action:{bound.tap.name}")
            return True
        tap = bound.tap.parse(data)
        if tap is None:
            turn.say(NOTHING_ANY_MORE)
        else:
            bound.does(turn, tap)
        return True
