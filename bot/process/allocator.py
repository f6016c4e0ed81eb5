"""Settings of mimalloc, the memory allocator inside the HTTP client.

By default it asks the system for huge pages, which costs seven megabytes for almost no data.
"""

from __future__ import annotations

import os


def avoid_huge_pages() -> None:
    """Turn huge pages off, unless the operator chose a value.

    Call it before the HTTP client is imported: the allocator reads its settings only then.
    """
    os.environ.setdefault("MIMALLOC_ALLOW_THP", "0")
