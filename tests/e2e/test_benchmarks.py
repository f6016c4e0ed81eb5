"""The benchmarks can run. Their figures are not checked here."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import orjson
import pytest

from benchmarks.load.residents import CONVERSATION, Tap
from benchmarks.load.server import Town, measure
from benchmarks.programs import OURS, PROGRAMS

RESIDENTS = 3
EVERY_BUTTON = orjson.dumps(
    {"inline_keyboard": [[{"text": one.label}] for one in CONVERSATION if isinstance(one, Tap)]}
).decode()


@pytest.mark.parametrize("script", ["turn", "conversation"])
def test_our_side_of_the_comparison_is_answered(script: str) -> None:
    named = f"{OURS} {script}"
    assert named in {one.name for one in PROGRAMS}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", "turns", "--named", named],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    medians = done.stdout.partition("medians")[2].splitlines()
    found = next(line for line in medians if named in line)
    assert float(found.rpartition(" ")[2].replace(",", "")) > 0


async def test_a_slow_bot_is_counted_to_the_end_of_a_lap() -> None:
    """A count contains every step equally often, however short it is and wherever it begins."""
    town = Town(RESIDENTS, "conversation")

    async def answer() -> None:
        while True:
            _, update = town.waiting.popleft()
            person = (update.get("message") or update["callback_query"])["from"]["id"]
            town.receive_message({"chat_id": str(person), "reply_markup": EVERY_BUTTON})
            await asyncio.sleep(0)

    answering = asyncio.create_task(answer())
    for seconds in (0.0, 0.01):
        found = orjson.loads(await measure(town, seconds, in_laps=True))
        assert found["updates"] > 0
        assert found["updates"] == found["conversations"] * len(CONVERSATION)
        assert found["conversations"] % RESIDENTS == 0
    answering.cancel()
