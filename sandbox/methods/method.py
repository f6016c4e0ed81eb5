"""What a method is, and reading its parameters."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.bots import Bot
from sandbox.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


Uploads = Mapping[str, Upload]
Parameters = dict[str, Any]
Method = Callable[[Bot, Parameters, Uploads], Any]


def whole(parameters: Parameters, name: str, default: int = 0) -> int:
    """A whole number. 400 for anything else."""
    value = parameters.get(name)
    if value in (None, ""):
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be an integer") from None


def flag(parameters: Parameters, name: str) -> bool:
    """Yes or no, however it was encoded."""
    return str(parameters.get(name, "")).lower() in ("true", "1", "yes")


def data(parameters: Parameters, name: str) -> Any:
    """A JSON-serialised parameter. 400 when it is no JSON."""
    value = parameters.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise bad_request(f"can't parse {name}: not JSON") from None


def needed(parameters: Parameters, name: str) -> Any:
    """A parameter that must be there."""
    value = parameters.get(name)
    if value in (None, ""):
        raise bad_request(f"{name} is empty")
    return value
