"""Measures whole turns of messages of 4,096 letters: `python -m benchmarks.long_messages`.

Each shape (`benchmarks.shapes`) is sent in each state of a conversation: as the first message, into an
open draft, at the place question, to an official's answer, and so on. What counts is the processor time of
the turn itself, with its statements, without the commit. Each turn is rolled back, so that the next one
finds the same state; of `AGAIN` runs the fastest counts, because another program may disturb one.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.acts import NOON, ROAD, Stage
from benchmarks.shapes import LETTERS, shapes
from domain.messages.message import Incoming, Kind
from handlers import BOOK
from handlers.chat.update import take
from handlers.forms.draft_words import MOST_LETTERS
from storage.engine import schema
from storage.engine.database import Database

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction

AGAIN = 3
LIMIT_MS = 20.0
"""Processor time of a turn, at most."""
SHOWN = 12
FULL = "nước dưới kinh đen thui hôi quá chịu không nổi luôn " * 75


_RUNS = count()


class _RollBack(Exception):
    """Ends a measured turn, so that it leaves nothing."""


STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "the first message": ("601", ()),
    "somebody known": ("602", ("/start",)),
    "a draft at its review": ("603", (ROAD,)),
    "a draft that is full afterwards": ("604", (f"ấp 4 {FULL}"[: MOST_LETTERS - LETTERS - 8],)),
    "the place question": ("605", ("cầu bắc qua kinh gãy lan can",)),
    "the question for words": ("606", ("/phananh",)),
    "the question for a code": ("607", ("/tracuu",)),
    "a denunciation's screen": ("608", ("/tocao",)),
    "a denunciation with words": ("609", ("/tocao", "trưởng ấp nhận tiền " * 60)),
    "the code of a joined account": ("610", ("/lienket",)),
    "an official": ("900", ()),
    "an official who searches": ("901", ("/viec",)),
    "an official who answers": ("902", ("/traloi {code}",)),
    "an official who notes": ("903", ("/ghichu {code}",)),
    "an official who announces": ("904", ("/thongbao",)),
}
"""Name → the chat, and what was typed there before. `{code}` is a case's."""
OFFICIALS = ("900", "901", "902", "903", "904")


async def measure(path: Path) -> dict[str, Any]:
    """Return the slowest turns: {"slowest_ms": …, "turns": …, "worst": [[ms, state, shape], …]}."""
    schema.migrate(path)
    database = await Database.open(path)
    stage = Stage(database)
    try:
        for chat in OFFICIALS:
            await stage.enrol(chat)
        await stage.says("501", ROAD)
        await stage.presses("501", "~send")
        code = await database.read(_any_code)
        for chat, before in STATES.values():
            for text in before:
                await stage.says(chat, text.format(code=code))
        found: list[tuple[float, str, str]] = []
        for shape, text in shapes().items():
            for state, (chat, _before) in STATES.items():
                found.append((await _fastest(database, stage, chat, text), state, shape))
    finally:
        await database.close()
    found.sort(reverse=True)
    return {
        "slowest_ms": round(found[0][0], 2),
        "turns": len(found),
        "over_the_limit": sum(one[0] > LIMIT_MS for one in found),
        "worst": [[round(ms, 2), state, shape] for ms, state, shape in found[:SHOWN]],
    }


def _any_code(tx: Transaction) -> str:
    from sqlalchemy import select

    from storage.tables.case import submission

    return str(tx.core.execute(select(submission.c.code).limit(1)).scalar_one())


async def _fastest(database: Database, stage: Stage, chat: str, text: str) -> float:
    """Milliseconds of processor time of the fastest of some runs of one turn."""
    incoming = Incoming(
        channel="telegram",
        key="long",
        chat=chat,
        sender=chat,
        kind=Kind.TEXT,
        at=NOON,
        message="long",
        sender_name="Lan",
        text=text,
    )
    best = float("inf")
    for _again in range(AGAIN):
        took: list[float] = []
        # No run finds the reading of an earlier one in a cache.
        ending = f"{next(_RUNS):06}"
        update = replace(incoming, key=ending, text=text[: -len(ending)] + ending)

        def work(tx: Transaction, update: Incoming = update, took: list[float] = took) -> None:
            began = time.thread_time()
            take(tx, update, now=NOON, commune=stage.commune, book=BOOK)
            took.append(time.thread_time() - began)
            raise _RollBack

        try:
            await database.transact(work)
        except _RollBack:
            best = min(best, took[-1] * 1000)
        if best < LIMIT_MS / 4:
            break
    return best


def long_messages() -> dict[str, Any]:
    """Measure in a new database; see `measure`."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(Path(folder) / "long.db"))


def main() -> None:
    """Print the slowest turns."""
    found = long_messages()
    print(
        f"{found['turns']} turns, slowest {found['slowest_ms']} ms, "
        f"{found['over_the_limit']} over {LIMIT_MS} ms"
    )
    for ms, state, shape in found["worst"]:
        print(f"{ms:8.2f} ms  {state}: {shape}")


if __name__ == "__main__":
    main()
