"""Tokens: renewed in time, by one process at a time, stored before use, never shown."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.contract import TryAgain
from bot.channels.zalo_oa import tokens
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.tokens import EARLY, TokenKeeper
from bot.jobs.job import JobContext
from bot.jobs.service_tokens import job
from domain.messages.message import Outgoing
from storage import service_tokens
from storage.engine.database import Database
from storage.messages import outbox
from tests.bot.channels.zalo_oa.test_sending import send_request
from tests.bot.channels.zalo_oa.zalo import APP, APP_SECRET, CS, OAUTH, channel_on
from tests.bot.service import StandingClock
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.zalo_oa.signature import ButtonSigner
    from storage.service_tokens import ServiceTokens
    from tests.bot.channels.zalo_oa.zalo import Zalo

pytestmark = pytest.mark.engines
ROOT = Path(__file__).parents[4]


def pair(number: int, **more: Any) -> dict[str, Any]:
    """What Zalo answers to a renewal: the seconds are a text."""
    return {
        "access_token": f"access-{number}",
        "refresh_token": f"refresh-{number}",
        "expires_in": "90000",
        **more,
    }


@pytest.fixture
async def database(where: Path | str) -> AsyncIterator[Database]:
    opened = await Database.open(where)
    yield opened
    await opened.close()


def keeper_on(
    database: Database, clock: StandingClock, zalo: Zalo, first: str = "refresh-0"
) -> TokenKeeper:
    return TokenKeeper(database, clock, OAuth(zalo.url, APP, APP_SECRET), first)


async def kept_in(database: Database) -> ServiceTokens:
    found = await database.read(lambda tx: service_tokens.find(tx, "zalo_oa"))
    assert found is not None
    return found


async def test_the_first_pair_comes_from_the_settings_token(
    database: Database, clock: StandingClock, zalo: Zalo
) -> None:
    zalo.says(OAUTH, pair(1))
    keeper = keeper_on(database, clock, zalo)
    assert await keeper.current() == "access-1"
    assert await keeper.current() == "access-1"
    (call,) = zalo.of(OAUTH)
    assert call.body == {
        "app_id": APP,
        "grant_type": "refresh_token",
        "refresh_token": "refresh-0",
    }
    assert call.headers["secret_key"] == APP_SECRET
    kept = await kept_in(database)
    assert (kept.access_token, kept.refresh_token) == ("access-1", "refresh-1")
    assert kept.expires_at - kept.obtained_at == timedelta(hours=25)
    # After a restart: nothing is asked, and the settings' used-up token is not tried again.
    assert await keeper_on(database, clock, zalo).current() == "access-1"
    assert len(zalo.of(OAUTH)) == 1


async def test_it_is_renewed_before_its_end(
    database: Database, clock: StandingClock, zalo: Zalo
) -> None:
    for number in (1, 2):
        zalo.says(OAUTH, pair(number))
    keeper = keeper_on(database, clock, zalo)
    await keeper.current()
    clock.passes((timedelta(hours=25) - EARLY).total_seconds() - 1)
    assert await keeper.current() == "access-1"
    clock.passes(2)
    assert await keeper.current() == "access-2"
    assert zalo.of(OAUTH)[1].body["refresh_token"] == "refresh-1"


async def test_many_callers_and_two_processes_use_one_renewal(
    database: Database, where: Path | str, clock: StandingClock, zalo: Zalo
) -> None:
    release = asyncio.Event()
    zalo.waits(OAUTH, release, pair(1))
    other = await Database.open(where)
    keepers = [keeper_on(database, clock, zalo), keeper_on(other, clock, zalo)]
    loop = asyncio.get_running_loop()
    callers = [loop.create_task(one.current()) for one in keepers for _ in range(5)]
    while not zalo.of(OAUTH):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)  # in which a second renewal would be asked for
    release.set()
    assert await asyncio.gather(*callers) == ["access-1"] * 10
    assert len(zalo.of(OAUTH)) == 1
    await other.close()


async def test_who_was_refused_takes_what_somebody_else_renewed(
    database: Database, clock: StandingClock, zalo: Zalo
) -> None:
    for number in (1, 2, 3):
        zalo.says(OAUTH, pair(number))
    mine, theirs = keeper_on(database, clock, zalo), keeper_on(database, clock, zalo)
    assert await mine.current() == await theirs.current() == "access-1"
    assert await theirs.instead_of("access-1") == "access-2"
    # The old one died with it: here it is still remembered, and refused at its next use.
    assert await mine.instead_of("access-1") == "access-2"
    assert len(zalo.of(OAUTH)) == 2


async def test_a_call_in_the_middle_of_which_the_token_dies(
    database: Database, clock: StandingClock, zalo: Zalo, signer: ButtonSigner, tmp_path: Path
) -> None:
    zalo.says(OAUTH, pair(1))
    zalo.says(OAUTH, pair(2))
    keeper = keeper_on(database, clock, zalo)
    channel = channel_on(zalo, keeper, signer, tmp_path)
    zalo.refuses(CS, -216)
    assert await channel.send(send_request()) == "m77"
    assert [call.token for call in zalo.of(CS)] == ["access-1", "access-2"]
    await channel.close()


async def test_a_cancelled_caller_does_not_lose_the_pair(
    database: Database, clock: StandingClock, zalo: Zalo
) -> None:
    release = asyncio.Event()
    zalo.waits(OAUTH, release, pair(1))
    keeper = keeper_on(database, clock, zalo)
    caller = asyncio.get_running_loop().create_task(keeper.current())
    while not zalo.of(OAUTH):
        await asyncio.sleep(0.01)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    release.set()
    await keeper.close()
    assert (await kept_in(database)).refresh_token == "refresh-1"


@pytest.mark.parametrize("code", [-14014, -118])
async def test_a_dead_token_is_told_and_never_asked_again(
    database: Database,
    clock: StandingClock,
    zalo: Zalo,
    code: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    zalo.says(OAUTH, {"error": code, "error_name": "Invalid refresh token refresh-0"})
    keeper = keeper_on(database, clock, zalo)
    for _ in range(3):
        with pytest.raises(TryAgain, match="zalo-oa-login") as raised:
            await keeper.current()
        assert not raised.value.counts
        assert "refresh-0" not in str(raised.value)
    assert len(zalo.of(OAUTH)) == 1
    for secret in ("refresh-0", APP_SECRET):
        assert secret not in caplog.text
    # A newer token in the settings is taken.
    zalo.says(OAUTH, pair(7))
    assert await keeper_on(database, clock, zalo, "refresh-6").current() == "access-7"
    assert zalo.of(OAUTH)[1].body["refresh_token"] == "refresh-6"


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, b"<html>"), (200, b"[]"), (200, b'{"error":-1}'), (200, b'{"access_token":"x"}')],
)
async def test_an_ill_service_is_asked_again(
    database: Database, clock: StandingClock, zalo: Zalo, status: int, body: bytes
) -> None:
    zalo.says(OAUTH, body, status)
    zalo.says(OAUTH, pair(1))
    keeper = keeper_on(database, clock, zalo)
    with pytest.raises(TryAgain):
        await keeper.current()
    assert await keeper.current() == "access-1"


async def test_a_lost_answer_is_told_as_what_it_is(
    database: Database, clock: StandingClock, zalo: Zalo, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.cuts(OAUTH)
    with pytest.raises(TryAgain):
        await keeper_on(database, clock, zalo).current()
    assert "may be used up" in caplog.text


async def test_who_died_in_the_middle_holds_nobody_up_for_ever(
    database: Database, clock: StandingClock, zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    zalo.says(OAUTH, {"error": -1})
    with pytest.raises(TryAgain):
        await keeper_on(database, clock, zalo).current()
    kept = await kept_in(database)

    def begin(tx: Any) -> bool:
        now = clock.now()
        return service_tokens.begin_renewal(
            tx, "zalo_oa", kept.generation, "killed", now=now, until=now + tokens.LEASE
        )

    assert await database.transact(begin)
    assert not await database.transact(begin)
    monkeypatch.setattr(tokens, "PATIENCE", 0.3)
    with pytest.raises(TryAgain, match="somebody else"):
        await keeper_on(database, clock, zalo).current()
    clock.passes(tokens.LEASE.total_seconds() + 1)
    zalo.says(OAUTH, pair(1))
    assert await keeper_on(database, clock, zalo).current() == "access-1"


async def test_without_any_token(database: Database, clock: StandingClock, zalo: Zalo) -> None:
    with pytest.raises(TryAgain, match="no token yet"):
        await keeper_on(database, clock, zalo, "").current()
    assert zalo.calls == []


async def test_what_is_kept_is_not_shown(
    database: Database, clock: StandingClock, zalo: Zalo
) -> None:
    zalo.says(OAUTH, pair(1))
    await keeper_on(database, clock, zalo).current()
    assert "access-1" not in repr(await kept_in(database))
    assert "refresh-1" not in repr(await kept_in(database))


async def test_the_administrators_hear_of_the_end_once_a_day(
    home: Any, zalo: Zalo, signer: ButtonSigner, tmp_path: Path
) -> None:
    house = await House.open(home)
    await house.official("Hai", "admin")
    await house.official("Tư", "officer", "van-phong")
    clock = StandingClock()
    clock.at = house.now
    zalo.says(OAUTH, pair(1))
    keeper = keeper_on(house.database, clock, zalo)
    channel = channel_on(zalo, keeper, signer, tmp_path)
    context = JobContext(house.database, clock, house.commune)
    await channel.open()
    await job.run(context)
    assert await told(house) == []
    # The service is ill for eleven weeks: nothing is renewed, and two weeks before the end it is said.
    clock.passes(timedelta(days=75, hours=23).total_seconds())
    await job.run(context)
    assert await told(house) == []
    clock.passes(timedelta(hours=2).total_seconds())
    zalo.says(OAUTH, b"", 502)
    await channel.keep_up()
    await job.run(context)
    await job.run(context)
    assert channel.trouble
    assert channel.cannot_send == ""
    (text,) = await told(house)
    assert "zalo-oa-login" in text
    assert "14/02/2027" in text or "14-02-2027" in text or "14/2/2027" in text
    # Then it is dead: every day again, until somebody sees to it.
    clock.passes(timedelta(days=20).total_seconds())
    zalo.says(OAUTH, {"error": -14014})
    await channel.keep_up()
    assert "zalo-oa-login" in channel.trouble
    assert channel.cannot_send == channel.trouble
    await job.run(context)
    await job.run(context)
    assert len(await told(house)) == 2
    zalo.says(OAUTH, pair(2))
    brought = await OAuth(zalo.url, APP, APP_SECRET).renew("by hand")
    await tokens.put_first(house.database, brought, clock.now())
    await channel.keep_up()
    assert channel.trouble == channel.cannot_send == ""
    await channel.close()
    await house.close()


async def told(house: House) -> list[str]:
    """What waits for the administrators."""
    far = house.now + timedelta(days=200)
    rows = await house.database.read(lambda tx: outbox.due(tx, "telegram", far, 99))
    return [row.message.text for row in rows if isinstance(row.message, Outgoing)]


RENEWING = """
import asyncio, sys
from pathlib import Path
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.tokens import TokenKeeper
from bot.process.clock import Clock
from storage.engine.database import Database

async def main(where, url):
    database = await Database.open(Path(where) if "://" not in where else where)
    keeper = TokenKeeper(database, Clock(), OAuth(url, "app", "secret"), "refresh-0")
    print(await keeper.current())
    await keeper.close()
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.process
async def test_real_processes_use_one_renewal(where: Path | str, zalo: Zalo) -> None:
    release = asyncio.Event()
    zalo.waits(OAUTH, release, pair(1))
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            RENEWING,
            str(where),
            zalo.url,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    async with asyncio.timeout(60):
        while not zalo.of(OAUTH):
            await asyncio.sleep(0.05)
        await asyncio.sleep(1.5)
        release.set()
        said = [(await one.communicate())[0] for one in processes]
    assert said == [b"access-1\n"] * 3
    assert len(zalo.of(OAUTH)) == 1
