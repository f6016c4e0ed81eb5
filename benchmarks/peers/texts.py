"""The texts and the table of cases of the other bots, which are the same for both libraries."""

from __future__ import annotations

import secrets
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MENU = (("1. Báo việc, kiến nghị", "report"), ("2. Góp ý kế hoạch", "opinion"))
KINDS = (("Báo một việc không ổn", "reflection"), ("Xin làm một việc", "petition"))
PLACES = (("Ấp 3", "ap-3"), ("Ấp 4", "ap-4"), ("Nơi khác", ""))
CONFIRM = (("Đồng ý và gửi", "send"), ("Thôi", "leave"))


class Cases:
    """One table, with one commit for each case."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS cases"
            "(id INTEGER PRIMARY KEY, code TEXT UNIQUE, chat INTEGER, kind TEXT, place TEXT,"
            " words TEXT, at TEXT DEFAULT CURRENT_TIMESTAMP)"
        )

    def add(self, chat: int, kind: str, place: str, words: str) -> str:
        """Store a case. Return its code."""
        code = secrets.token_hex(4).upper()
        self._connection.execute(
            "INSERT INTO cases (code, chat, kind, place, words) VALUES (?, ?, ?, ?, ?)",
            (code, chat, kind, place, words),
        )
        return code
