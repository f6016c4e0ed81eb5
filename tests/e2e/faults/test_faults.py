"""Faults of the service and the database: residents still get each answer once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.e2e.stories.test_story import enrolled, filed
from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path


async def test_retry_after_is_obeyed_exactly(town: Town) -> None:
    lan = town.phone("Lan", 501)
    await town.fault("sendMessage", error_code=429, retry_after=3)
    await lan.says("/start")
    await lan.sees("Nghe Dân")
    calls = await town.calls("sendMessage")
    assert calls[0]["answer"]["error_code"] == 429
    assert calls[1]["at"] - calls[0]["at"] >= 3
    assert await lan.times_seen("Đây là Nghe Dân") == 1


@pytest.mark.parametrize("code", [500, 502])
async def test_an_ill_service_is_asked_again(town: Town, code: int) -> None:
    lan = town.phone("Lan", 501)
    await town.fault("sendMessage", times=2, error_code=code)
    await lan.says("/start")
    await lan.sees("Nghe Dân")
    assert await lan.times_seen("Đây là Nghe Dân") == 1


async def test_a_cut_connection_is_tried_once_more(town: Town) -> None:
    """Cut before the call: the message arrives once. Only the answer cut: at most twice."""
    lan, nam = town.phone("Lan", 501), town.phone("Nam", 502)
    await town.fault("sendMessage", cut="before")
    await lan.says("/start")
    await lan.sees("Nghe Dân")
    assert await lan.times_seen("Đây là Nghe Dân") == 1
    await town.fault("sendMessage", cut="after")
    await nam.says("/start")
    await nam.sees("Nghe Dân")
    await asyncio.sleep(4)
    assert await nam.times_seen("Đây là Nghe Dân") <= 2


async def test_polling_survives_errors_and_cuts(town: Town) -> None:
    await town.fault("getUpdates", times=2, error_code=502)
    await town.fault("getUpdates", times=2, cut="after")
    lan = town.phone("Lan", 501)
    await lan.says("/start")
    await lan.sees("Nghe Dân")
    assert town.rows("SELECT count(*) FROM person") == [(1,)]


async def test_who_blocked_the_bot_is_left_alone_until_they_write(town: Town) -> None:
    official = await enrolled(town)
    lan = town.phone("Lan", 501)
    code = await filed(lan)
    card = await official.sees(code)
    await town.control("chats/501/block", {})
    await town.until(
        lambda: town.rows("SELECT reachable FROM account WHERE sender = '501'") == [(0,)]
    )
    await official.says("Đã sửa cầu xong", reply_to=card["message_id"])
    await official.taps("Gửi cho bà con")
    await town.until(lambda: town.rows("SELECT 1 FROM outbox WHERE state = 'parked'"))
    await town.control("chats/501/unblock", {})
    await lan.says("có ai không")
    await lan.sees("Đã sửa cầu xong", after=0)
    assert await lan.times_seen("Đã sửa cầu xong") == 1


async def test_dead_letters_are_listed_and_sent_again(town: Town) -> None:
    lan = town.phone("Lan", 501)
    await town.fault("sendMessage", error_code=400)
    await lan.says("/start")
    await town.until(lambda: town.rows("SELECT 1 FROM outbox WHERE state = 'dead'"))
    assert "sked to fail" in await town.command("dead-letters", "list")
    await town.command("dead-letters", "resend", "--all")
    await lan.sees("Nghe Dân")


async def test_a_webhook_answers_only_after_the_commit(tmp_path: Path) -> None:
    from tests.e2e.town import free_port

    port = free_port()
    address = f"127.0.0.1:{port}"
    async with Town(
        tmp_path, NGHEDAN_PUBLIC_URL=f"http://{address}", NGHEDAN_LISTEN=address
    ) as town:
        lan = town.phone("Lan", 501)
        await lan.says("/start")
        await lan.sees("Nghe Dân")
        status = await town.post(f"http://{address}/telegram", {"update_id": 9}, secret="wrong")
        assert status == 403
        assert not (await town.control("state"))["waiting"]


async def test_a_refused_token_is_one_line_and_the_supervisor_starts_it_again(
    tmp_path: Path,
) -> None:
    async with Town(tmp_path) as town:
        await town.bot.end()
        await town.control("revoke", {"revoked": True})
        await town.bot.start()
        process = town.bot.process
        assert process is not None
        assert await asyncio.wait_for(process.wait(), 20) == 75
        last = (tmp_path / "bot.log").read_text().strip().splitlines()[-1]
        assert "NGHEDAN_TELEGRAM_TOKEN" in last
        assert "Traceback" not in (tmp_path / "bot.log").read_text()


async def test_it_waits_for_a_service_that_is_not_there_yet(tmp_path: Path) -> None:
    """After a power cut the network may start later than the bot."""
    async with Town(tmp_path) as town:
        await town.bot.end()
        await town.fault("getMe", times=2, error_code=502)
        await town.bot.start()
        lan = town.phone("Lan", 501)
        await lan.says("/start")
        await lan.sees("Nghe Dân")
