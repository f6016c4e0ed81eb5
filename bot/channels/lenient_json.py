"""JSON as services send it, odd letters and all."""

from __future__ import annotations

import json
from typing import Any

import orjson


def parse_lenient_json(payload: bytes) -> Any:
    """JSON as it comes from elsewhere: half a surrogate pair or a broken byte becomes "?", or one
    odd letter would keep everything behind it from being read. Raises ValueError."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        try:
            found = json.loads(payload.decode(errors="replace"))
        except RecursionError:
            raise ValueError("nested too deeply") from None
        return orjson.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
