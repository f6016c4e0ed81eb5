"""Python's search for cycles among objects, at the pace of a program that makes few.

A turn's objects are freed by their count; at the usual pace, a search whenever 700 more were made
than freed, searching took an eighth of a turn's time (docs/performance.md).
"""

from __future__ import annotations

import gc

YOUNG_THRESHOLD = 50_000
"""Objects more than before that have the young ones searched."""


def raise_threshold() -> None:
    """Call it before much is loaded, which makes many objects and no cycle."""
    gc.set_threshold(YOUNG_THRESHOLD, 10, 10)


def freeze() -> None:
    """Call it when everything is loaded that stays: that is not looked through any more."""
    raise_threshold()
    gc.collect()
    gc.freeze()
