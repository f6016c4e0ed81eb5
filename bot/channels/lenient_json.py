"""Parses JSON of services leniently: an invalid character must not block later updates."""

from __future__ import annotations

import json
from typing import Any

import orjson


def parse_lenient_json(payload: bytes) -> Any:
    """Parse JSON; half a surrogate pair or an invalid byte becomes "?". Raises ValueError."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        try:
            found = json.loads(payload.decode(errors="replace"))
        except RecursionError:
            raise ValueError("nested too deeply") from None
        return orjson.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
