"""What is still there after a power cut: a file's content, and its name in its folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNFINISHED = ".part"
"""At the end of a name: it is being made, or was when the power went."""


def fsync(path: Path) -> None:
    """Have the disk take a file's content, or the names in a folder. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def fsync_tree(folder: Path) -> None:
    """The same for a folder and everything below it. Raises OSError."""
    for path in folder.rglob("*"):
        fsync(path)
    fsync(folder)


def put_in_place(made: Path, target: Path) -> None:
    """Give what was made its final name: whole, or not at all. Raises OSError."""
    if made.is_dir():
        fsync_tree(made)
    else:
        fsync(made)
    made.replace(target)
    fsync(target.parent)


def write(path: Path, text: str) -> None:
    """Replace a file, whole or not at all; its folder is made. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(path.name + UNFINISHED)
    made.write_text(text)
    put_in_place(made, path)
