"""The types of a method, and reading its parameters from JSON or from the text of a form."""

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
"""The last argument returns whether the caller is still connected."""


def integer(parameters: Parameters, name: str, default: int = 0) -> int:
    """Return a whole number. Error 400 for anything else."""
    value = parameters.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be an integer") from None


def flag(parameters: Parameters, name: str) -> bool:
    """Return a boolean, in any encoding."""
    return str(parameters.get(name, "")).lower() in ("true", "1", "yes")


def data(parameters: Parameters, name: str) -> Any:
    """Return a parameter that a form sends as JSON. Error 400 if it is not JSON."""
    value = parameters.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise bad_request(f"can't parse {name} JSON object") from None


def json_object(parameters: Parameters, name: str) -> dict[str, Any]:
    """Return an object; empty if it is missing. Error 400 for anything else."""
    found = data(parameters, name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise bad_request(f"can't parse {name}: expected an Object")
    return found


def json_objects(parameters: Parameters, name: str) -> list[dict[str, Any]]:
    """Return a list of objects; empty if it is missing. Error 400 for anything else."""
    found = data(parameters, name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise bad_request(f"can't parse {name}: expected an Array of Objects")
    return found


def names(parameters: Parameters, name: str) -> list[str] | None:
    """Return a list of words; None if it is missing. Error 400 for anything else."""
    found = data(parameters, name)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise bad_request(f"can't parse {name}: expected an Array of String")
    return found


def number(parameters: Parameters, name: str) -> float:
    """Return a required number."""
    try:
        return float(required(parameters, name))
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be a number") from None


def required(parameters: Parameters, name: str) -> Any:
    """Return a required parameter. Error 400 if it is missing."""
    value = parameters.get(name)
    if value is None or value == "":
        raise bad_request(f"{name} is empty")
    return value
