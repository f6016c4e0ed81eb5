"""Hostile updates: no turn fails, no foreign data is shown or changed, no text is markup."""

from __future__ import annotations

import logging
import resource
from random import Random
from typing import TYPE_CHECKING

import orjson
import pytest

from bot.channels.contract import Unreadable
from bot.channels.lenient_json import parse_lenient_json
from bot.channels.telegram.incoming import read as read_telegram
from bot.channels.zalo_bot.incoming import read as read_zalo_bot
from bot.channels.zalo_oa.incoming import read as read_zalo_oa
from bot.channels.zalo_oa.signature import ButtonSigner
from bot.jobs import JOBS, JobContext
from domain.messages.message import Incoming
from tests.hostile.bodies import OA
from tests.hostile.commune import VICTIM, Commune
from tests.hostile.fuzzer import Fuzzer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.hostile.bodies import Json
    from tests.plugins.measured import Measured

pytestmark = pytest.mark.timeout(3600)

CROWD = range(66_600_000, 66_600_040)
BATCH = 100
SIGNER = ButtonSigner("app-secret")


def understood(raw: Json, channel: str) -> Incoming | Unreadable | None:
    """Parse a body as JSON and by the channel's own parser."""
    again = parse_lenient_json(orjson.dumps(raw))
    if channel == "telegram":
        return read_telegram(again, "nghedan_bot")
    if channel == "zalo_bot":
        return read_zalo_bot(again, "1459232241454765289")
    found = read_zalo_oa(again, OA, SIGNER)
    return found if isinstance(found, (Incoming, Unreadable)) else None


@pytest.fixture
async def commune(tmp_path: Path) -> AsyncIterator[Commune]:
    made = await Commune.open(tmp_path)
    yield made
    await made.close()


async def test_hostile_updates(
    commune: Commune,
    request: pytest.FixtureRequest,
    measured: Measured,
    caplog: pytest.LogCaptureFixture,
) -> None:
    seed, many = request.config.getoption("--seed"), request.config.getoption("--updates")
    print(f"seed {seed}, {many} updates")
    caplog.set_level(logging.ERROR)
    chance = Random(seed)
    before = await commune.rows()
    fuzzer = Fuzzer(chance, commune.known)
    memory = 0
    for start in range(0, many, BATCH):
        batch = []
        for number in range(start, min(start + BATCH, many)):
            who = chance.choice(CROWD)
            channel = chance.choices(("telegram", "zalo_oa", "zalo_bot"), (70, 15, 15))[0]
            if channel == "telegram":
                raw = fuzzer.telegram(number, who, commune.screens.get(str(who), ()))
            else:
                raw = getattr(fuzzer, channel)(number, who)
            spoilt = chance.random() < 0.25
            found = understood(fuzzer.spoilt(raw) if spoilt else raw, channel)
            assert spoilt or not isinstance(found, Unreadable), (found, raw)
            if found is not None:
                batch.append(found)
        await commune.take(batch)
        assert await commune.failures() == []
        if start <= many // 2:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Measured before all rows are read for the comparison, which takes the most memory.
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    gone = before - await commune.rows()
    assert not gone, sorted(gone)[:5]
    assert commune.sent[VICTIM] == 0
    await _jobs(commune)
    assert await commune.failures() == []
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert grown < 50_000, f"{grown} KiB more in the second half"
    measured(
        f"{many} hostile updates, seed {seed}: {sum(commune.sent.values())} answers, "
        f"memory +{grown / 1024:.0f} MiB in the second half"
    )


async def _jobs(commune: Commune) -> None:
    """Run the jobs on all of it."""
    context = JobContext(commune.house.database, commune.clock, commune.house.commune)
    for job in JOBS:
        await job.run(context)
    await commune.take(())
