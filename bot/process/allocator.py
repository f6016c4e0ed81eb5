"""How the HTTP client's own allocator, mimalloc, deals with memory.

It asks the system for huge pages, and then holds seven megabytes of which it uses next to nothing.
"""

from __future__ import annotations

import os


def avoid_huge_pages() -> None:
    """Call it before the client is loaded: only then are its settings read. What an operator set
    stays."""
    os.environ.setdefault("MIMALLOC_ALLOW_THP", "0")
