"""Writes files so that a power cut leaves the old one or the new one, never a half."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNFINISHED = ".part"
"""Suffix of a file or folder that is not finished."""


def fsync(path: Path) -> None:
    """Write a file's content, or a folder's list of names, to the disk. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def fsync_tree(folder: Path) -> None:
    """Call `fsync` for a folder and everything below it. Raises OSError."""
    for path in folder.rglob("*"):
        fsync(path)
    fsync(folder)


def put_in_place(made: Path, target: Path) -> None:
    """Rename a finished file or folder to its final name, durably. Raises OSError."""
    if made.is_dir():
        fsync_tree(made)
    else:
        fsync(made)
    made.replace(target)
    fsync(target.parent)


def write(path: Path, text: str) -> None:
    """Replace a file's content in one step; creates its folder. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(path.name + UNFINISHED)
    made.write_text(text)
    put_in_place(made, path)
