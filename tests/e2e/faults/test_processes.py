"""Two intakes and two deliveries on one PostgreSQL, killed at random: nothing is lost."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot import cli
from tests.e2e.faults.test_stopping import OnServer
from tests.e2e.province import Province
from tests.e2e.stories.test_story import enrolled, filed
from tests.e2e.town import Process, free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines import Server
    from tests.plugins.measured import Measured

MANY = 60
KILLS = 8


async def test_another_delivers_within_ten_seconds(
    tmp_path: Path, postgres: str, measured: Measured
) -> None:
    async with Province(tmp_path, postgres) as province:
        official = await enrolled(province)
        lan = province.phone("Lan", 501)
        leader = await province.leader()
        # A process that does not lead runs no jobs, so its scheduler never ran.
        for one in province.deliveries:
            assert bool(await jobs_late(province, one)) is (one is leader)
        began = time.monotonic()
        await leader.end(signal.SIGKILL)
        await lan.says("/start")
        await lan.sees("Chào bà con")
        took = time.monotonic() - began
        measured(f"{took:.1f} s from kill -9 of who delivers to the other's first message")
        assert took < 10
        code = await filed(lan)
        card = await official.sees(code)
        assert await province.leader() is not leader
        await leader.start()
        await province.until(lambda: "another process leads" in leader.log.read_text()[-2000:])
        await official.says("Mai có người xuống xem", reply_to=card["message_id"])
        await official.sees("Mai có người xuống xem")
        await official.taps("Gửi cho bà con")
        await lan.sees("Mai có người xuống xem", code)
        assert await lan.times_seen(code) == 2


async def test_who_is_frozen_is_replaced_and_does_not_send_when_it_wakes(
    tmp_path: Path, postgres: str, measured: Measured
) -> None:
    """It does not know that it was frozen, and still has messages that the other one sent."""
    async with Province(tmp_path, postgres) as province:
        lan = province.phone("Lan", 501)
        await lan.says("/start")
        await lan.sees("Chào bà con")
        # A process that is frozen before it records a sent message may double it, like a kill.
        waiting = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
        await province.until(lambda: province.rows(waiting) == [(0,)])
        frozen = await province.leader()
        assert frozen.process is not None
        frozen.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        try:
            await lan.says("/trogiup")
            await lan.sees("/huy")
            took = time.monotonic() - began
        finally:
            frozen.process.send_signal(signal.SIGCONT)
        measured(f"{took:.1f} s from freezing who delivers to the other's first message")
        await province.until(lambda: "the lead is lost" in frozen.log.read_text())
        await filed(lan)
        texts_seen = [one["text"] for one in await lan.screen() if one["from"] == "bot"]
        assert len(texts_seen) == len(set(texts_seen))
        assert await province.leader() is not frozen


async def test_two_whole_bots_that_poll_stand_in_for_each_other(
    tmp_path: Path, postgres: str, measured: Measured
) -> None:
    """The setup of docs/scaling.md for a commune that must not stop."""
    async with OnServer(tmp_path, postgres) as town:
        port = {
            "NGHEDAN_LISTEN": f"127.0.0.1:{free_port()}",
            "NGHEDAN_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
        }
        other = Process(town.bot.arguments, tmp_path / "other.log", {**town.environment, **port})
        await other.start()
        try:
            await town.until(lambda: "another process leads" in other.log.read_text())
            lan = town.phone("Lan", 501)
            await lan.says("đường ấp 4 lầy lội, xe không qua được")
            await lan.sees("Ấp 4")
            began = time.monotonic()
            await town.kill_bot()
            await lan.taps("Đồng ý và gửi")
            await lan.sees("Mã hồ sơ là K")
            took = time.monotonic() - began
            measured(f"{took:.1f} s from kill -9 of who polls to the other's first message")
            assert took < 10
            await town.bot.start()
            log = town.bot.log
            await town.until(lambda: log.read_text().rpartition('"ready"')[2].count("leads"))
            assert await other.end() == 0
            await lan.says("/hoso")
            await lan.sees("Đã tiếp nhận")
        finally:
            await other.end(signal.SIGKILL)
        assert town.rows("SELECT count(*) FROM submission") == [(1,)]
        texts_seen = [one["text"] for one in await lan.screen() if one["from"] == "bot"]
        assert (
            len(texts_seen) <= len(set(texts_seen)) + 1
        )  # what was sent and not recorded at the kill


async def jobs_late(province: Province, one: Process) -> float:
    """Return the seconds since its scheduler ran; 0 if it never did."""
    _status, output = await asked(province, one, "/metrics")
    (seconds,) = re.findall(r"^nghedan_jobs_late_seconds (\S+)$", output, re.MULTILINE)
    return float(seconds)


async def asked(province: Province, one: Process, path: str) -> tuple[int, str]:
    assert province._http is not None
    inside = one.environment["NGHEDAN_METRICS_LISTEN"]
    async with province._http.get(f"http://{inside}{path}") as answer:
        return answer.status, await answer.text()


async def test_an_intake_says_that_the_database_is_away_and_back(
    tmp_path: Path, postgres: str, server: Server
) -> None:
    """It notices without turns and without a scheduler."""
    name = postgres.partition("?")[0].rpartition("/")[2]
    async with Province(tmp_path, postgres, intakes=1, deliveries=1) as province:
        (intake,) = province.intakes

        async def is_ready() -> bool:
            return (await asked(province, intake, "/readyz"))[0] == 200

        await province.until(is_ready)
        server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        await asyncio.sleep(1.1)
        began = time.monotonic()
        status, output = await asked(province, intake, "/readyz")
        assert time.monotonic() - began < 3
        assert status == 503
        assert "database: " in output
        status, output = await asked(province, intake, "/metrics")
        assert status == 200
        assert "nghedan_database_readable 0.0" in output
        assert (await asked(province, intake, "/healthz"))[0] == 200
        server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await province.until(is_ready)
        assert "nghedan_database_readable 1.0" in (await asked(province, intake, "/metrics"))[1]
        await filed(province.phone("Lan", 501))


async def test_killed_at_random_nothing_is_lost_or_filed_twice(
    tmp_path: Path, postgres: str
) -> None:
    chance = random.Random(7)
    async with Province(tmp_path, postgres) as province:
        people = [province.phone(f"Người {n}", 10_000 + n) for n in range(MANY)]
        stories = asyncio.gather(*(filed(one) for one in people))
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.2, 1.0))
            await province.revive(chance.choice([*province.intakes, *province.deliveries]))
        codes = await stories
        assert len(set(codes)) == MANY
        assert province.rows("SELECT count(*) FROM submission") == [(MANY,)]
        assert province.rows("SELECT count(DISTINCT person_id) FROM submission") == [(MANY,)]
        assert province.rows("SELECT count(*) FROM failed_update") == [(0,)]
        # One text and one tap of each person, although every third post arrived twice.
        assert province.rows("SELECT count(*) FROM seen_update") == [(2 * MANY,)]
        doubled = []
        for one in people:
            seen = Counter(
                message["text"] for message in await one.screen() if message["from"] == "bot"
            )
            doubled.append(sum(count - 1 for count in seen.values()))
        assert max(doubled) <= KILLS  # one a chat a kill
        assert sum(doubled) <= KILLS * 32  # what may be under way at a kill


@pytest.mark.parametrize("role", ["intake", "delivery"])
def test_a_file_has_one_process(
    role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NGHEDAN_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{tmp_path}/n.db")
    assert cli.main(["run", "--role", role]) == 2
    output = capsys.readouterr().err
    assert output.startswith(f"nghedan: --role {role} shares the database")
    assert output.count("\n") == 1
