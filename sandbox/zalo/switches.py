"""Switches for what differs between reports about Zalo, or is not known at all."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.errors import ControlError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Switches = TypeVar("Switches", bound=DataclassInstance)


def turned(switches: Switches, body: dict[str, Any]) -> Switches:
    """The switches with those of `body` turned. Raises ControlError for what there is not."""
    known = asdict(switches)
    for name, value in body.items():
        if name not in known:
            raise ControlError(f"there is no switch {name!r}; there are {sorted(known)}")
        if not _fits(known[name], value):
            raise ControlError(f"{name}: {value!r} is not like {known[name]!r}")
    changed = {
        name: {**known[name], **value} if isinstance(value, dict) else value
        for name, value in body.items()
    }
    return replace(switches, **changed)


def _fits(usual: Any, value: Any) -> bool:
    """Whether a value is of the usual one's type; a number may stand where none is usual."""
    if usual is None or (isinstance(usual, int) and value is None):
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    if isinstance(usual, float):
        return isinstance(value, int | float)
    return type(usual) is type(value)


def shown(switches: DataclassInstance) -> dict[str, Any]:
    """As the control API shows them."""
    return {one.name: getattr(switches, one.name) for one in fields(switches)}
