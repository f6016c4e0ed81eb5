"""An office for tests: officials, and a case that waits for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from domain.tracking_code import parse
from handlers.receipts import tell
from handlers.voice import Voice
from tests.handlers.reports import report

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.transaction import Transaction
    from tests.house import House, Speaker

ROAD = "đường ấp 4 lầy lội, xe không qua được"
COMPLAINT = "tôi khiếu nại quyết định thu hồi đất của tôi ở ấp 4"
CODE = re.compile(r"K[0-9A-Z]{2}-[0-9A-Z]{4}")


async def filed(resident: Speaker, words: str = ROAD) -> str:
    """Report something; returns its code as it is shown."""
    await report(resident, words)
    return filed_code(resident)


def filed_code(resident: Speaker) -> str:
    """The code that somebody was told a moment ago."""
    for text in reversed(resident.new_texts()):
        found = CODE.search(text)
        if found:
            return found[0]
    raise AssertionError(f"no code in {resident.new_texts()}")


def stored(code: str) -> str:
    """The code as buttons carry it."""
    found = parse(code)
    if found is None:
        raise AssertionError(f"{code!r} is no code")
    return found


async def speak(house: House, work: Callable[[Voice], object]) -> None:
    """Run a job's function once, and deliver."""

    def in_transaction(tx: Transaction) -> None:
        work(Voice(tx, house.now, house.world))

    await house.database.transact(in_transaction)
    await house.deliver()


async def receipts(house: House) -> None:
    """Let the job tell officials what became of their messages."""
    await speak(house, tell)


async def audited(house: House) -> list[str]:
    """The acts of officials, in order."""
    rows = await house.rows("SELECT act FROM audit WHERE actor LIKE 'official:%' ORDER BY id")
    return [row.act for row in rows]
