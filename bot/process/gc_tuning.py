"""Makes Python's cyclic garbage collector run rarely: a turn creates almost no cycles.

Reference counting frees a turn's objects. With the default threshold of 700 objects the collector
took an eighth of a turn's time (docs/performance.md).
"""

from __future__ import annotations

import gc

YOUNG_THRESHOLD = 50_000
"""Newly allocated objects after which the youngest generation is collected."""


def raise_threshold() -> None:
    """Collect rarely. Call it before the imports, which allocate many objects and no cycle."""
    gc.set_threshold(YOUNG_THRESHOLD, 10, 10)


def freeze() -> None:
    """Exclude all current objects from collection. Call it when everything is loaded."""
    raise_threshold()
    gc.collect()
    gc.freeze()
