"""Switches for behaviour of Zalo on which reports differ, or which is unknown."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.errors import ControlError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Switches = TypeVar("Switches", bound=DataclassInstance)


def changed(switches: Switches, body: dict[str, Any]) -> Switches:
    """Return the switches with the changes of `body`. Raises ControlError for an unknown one."""
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
    """Whether a value has the type of the default. A number fits where the default is None."""
    if usual is None or (isinstance(usual, int) and value is None):
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    if isinstance(usual, float):
        return isinstance(value, int | float)
    return type(usual) is type(value)


def as_dict(switches: DataclassInstance) -> dict[str, Any]:
    """Return the switches in the format of the control API."""
    return {one.name: getattr(switches, one.name) for one in fields(switches)}
