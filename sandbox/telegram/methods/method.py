"""What a method is, and reading its parameters: from JSON, or as the text that a form carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

from sandbox.calling import Parameters, Upload
from sandbox.telegram.bots import Bot
from sandbox.telegram.errors import bad_request

Uploads = Mapping[str, Upload]
Method = Callable[[Bot, Parameters, Uploads], Any]
Waiting = Callable[[Bot, Parameters, Callable[[], bool]], Awaitable[Any]]
"""The last argument tells whether the caller is still on the line."""


def whole(parameters: Parameters, name: str, default: int = 0) -> int:
    """A whole number. 400 for anything else."""
    value = parameters.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be an integer") from None


def flag(parameters: Parameters, name: str) -> bool:
    """Yes or no, however it was encoded."""
    return str(parameters.get(name, "")).lower() in ("true", "1", "yes")


def data(parameters: Parameters, name: str) -> Any:
    """A parameter that a form carries as JSON. 400 when it is no JSON."""
    value = parameters.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise bad_request(f"can't parse {name} JSON object") from None


def thing(parameters: Parameters, name: str) -> dict[str, Any]:
    """An object; empty when it is not given. 400 for anything else."""
    found = data(parameters, name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise bad_request(f"can't parse {name}: expected an Object")
    return found


def things(parameters: Parameters, name: str) -> list[dict[str, Any]]:
    """A list of objects; empty when it is not given. 400 for anything else."""
    found = data(parameters, name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise bad_request(f"can't parse {name}: expected an Array of Objects")
    return found


def names(parameters: Parameters, name: str) -> list[str] | None:
    """A list of words; None when it is not given. 400 for anything else."""
    found = data(parameters, name)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise bad_request(f"can't parse {name}: expected an Array of String")
    return found


def number(parameters: Parameters, name: str) -> float:
    """A number that must be there."""
    try:
        return float(needed(parameters, name))
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be a number") from None


def needed(parameters: Parameters, name: str) -> Any:
    """A parameter that must be there."""
    value = parameters.get(name)
    if value is None or value == "":
        raise bad_request(f"{name} is empty")
    return value
