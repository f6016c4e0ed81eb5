"""Data that one process at a time may use."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def exclusive_lock(lock: Path, otherwise: str) -> Iterator[None]:
    """Hold the file `lock` (made when it is missing) for as long as this process lives or the
    block lasts. Raises OperatorError with the line `otherwise` when somebody else holds it, OSError
    when the file cannot be opened."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OperatorError(otherwise) from None
        yield
    finally:
        os.close(handle)
