"""The real process while Telegram or its own database fails: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
import time
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.e2e.town import Process, Town, free_port
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.e2e.town import Phone

WORDS = "đường ấp 4 lầy lội, xe không qua được"
LATER = "từ tuần trước rồi"


async def texts(phone: Phone) -> list[str]:
    """Return all texts of the bot, in order."""
    return [one["text"] for one in await phone.screen() if one["from"] == "bot"]


def stored_texts(town: Town, phone: Phone) -> list[str]:
    """Return the stored texts of a person, in the order of the transcript."""
    stored = town.rows(
        "SELECT body FROM transcript JOIN personal_text ON personal_text.id = text_id"
        " WHERE transcript.kind = 'text' AND chat = ? ORDER BY transcript.id",
        str(phone.chat),
    )
    return [body for (body,) in stored]


async def test_telegram_asks_to_wait(town: Town) -> None:
    lan = town.phone("Lan", 501)
    await town.fault("sendMessage", times=2, retry_after=2)
    await lan.says(WORDS)
    await lan.sees("Chào bà con")
    calls = await town.calls("sendMessage")
    refused = [call for call in calls if not call["answer"]["ok"]]
    assert len(refused) == 2
    for before, after in pairwise(calls):
        if not before["answer"]["ok"]:
            assert after["at"] - before["at"] >= 1.95
    texts_seen = await texts(lan)
    assert len(texts_seen) == len(set(texts_seen)) == 2
    assert "Đồng ý" in str((await lan.screen())[1]["buttons"])


async def test_telegram_is_away_for_a_while(town: Town) -> None:
    """Updates wait at Telegram, and committed messages wait in the outbox."""
    lan = town.phone("Lan", 501)
    await town.fault("sendMessage", times=-1, error_code=503)
    await lan.says(WORDS)
    await town.until(lambda: town.rows("SELECT 1 FROM outbox WHERE attempts > 0"))
    await town.control("reset_faults", {})
    await lan.sees("Ấp 4")
    await lan.taps("Đồng ý và gửi")
    await lan.sees("Mã hồ sơ là K")
    texts_seen = await texts(lan)
    assert len(texts_seen) == len(set(texts_seen))


async def test_the_database_is_locked_for_a_while(
    town: Town, request: pytest.FixtureRequest
) -> None:
    """Turns wait without confirmation. Then all run once, in order."""
    people = [town.phone(f"Người {n}", 600 + n) for n in range(10)]
    await people[0].says("/start")
    await people[0].sees("Chào bà con")
    with locked(town.database):
        for one in people:
            await one.says(WORDS)
            await one.says(LATER)
        await asyncio.sleep(request.config.getoption("--locked"))
        assert [await texts(one) for one in people[1:]] == [[]] * 9
        assert (await town.control("state"))["waiting"], "confirmed what was not kept"
    for one in people:
        await one.sees(LATER)
    log = town.folder / "bot.log"
    await town.until(lambda: "healed" in log.read_text())
    assert "the database is ill" in log.read_text()
    assert "Traceback" not in log.read_text()
    for one in people:
        texts_seen = await texts(one)
        assert len(texts_seen) == len(set(texts_seen))
        assert stored_texts(town, one)[-2:] == [WORDS, LATER]


async def test_ready_says_why_not(town: Town) -> None:
    await town.until(town.is_ready)
    await town.fault("getUpdates", times=-1, error_code=502)
    await town.phone("Lan", 501).says("/start")

    async def reasons() -> list[str]:
        found: list[str] = (await town.ready())["reasons"]
        return found

    assert await town.until(reasons) == ["telegram: no updates (ServiceFailed)"]
    await town.control("reset_faults", {})
    # A working long poll is only answered when there is an update.
    await town.phone("Lan", 501).says("/trogiup")
    await town.until(town.is_ready)


async def test_metrics_count_and_name_nobody(town: Town) -> None:
    lan = town.phone("Lan Chimxanh", 501)
    await lan.says(WORDS)
    await lan.taps("Đồng ý và gửi")
    await lan.sees("Mã hồ sơ là K")
    await lan.taps("Để lại số điện thoại")
    await lan.says("0912 345 678")
    await lan.sees("0912345678")
    text = await town.metrics()
    output = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(output['nghedan_turns_total{outcome="kept"}']) == 4
    assert float(output["nghedan_turn_seconds_count"]) == 4
    assert float(output['nghedan_deliveries_total{outcome="sent"}']) >= 4
    assert float(output["nghedan_outbox_waiting"]) == float(output["nghedan_dead_letters"]) == 0
    assert float(output["nghedan_jobs_late_seconds"]) < 15
    for private in ("Chimxanh", "lầy lội", "0912345678"):
        assert private not in text
    log = (town.folder / "bot.log").read_text()
    for private in ("Chimxanh", "lầy lội", "0912"):
        assert private not in log


async def test_a_revoked_token_ends_the_process_with_a_clear_line(town: Town) -> None:
    await town.fault("getUpdates", times=-1, error_code=401)
    await town.phone("Lan", 501).says(WORDS)
    process = town.bot.process
    assert process is not None
    await town.fault("getMe", times=-1, error_code=401)
    assert await asyncio.wait_for(process.wait(), 40) == 75
    last = (town.folder / "bot.log").read_text().strip().splitlines()[-1]
    assert "NGHEDAN_TELEGRAM_TOKEN" in last
    assert "Traceback" not in (town.folder / "bot.log").read_text()


async def test_a_second_process_is_told_and_waits(town: Town) -> None:
    lan = town.phone("Lan", 501)
    await town.fault("getUpdates", times=2, error_code=409)
    await lan.says(WORDS)
    await lan.sees("Ấp 4")
    assert "another process" in (town.folder / "bot.log").read_text()


async def test_sigterm_loses_nothing_and_is_quick(town: Town) -> None:
    people = [town.phone(f"Người {n}", 600 + n) for n in range(60)]
    await asyncio.gather(*(one.says(WORDS) for one in people))
    before = time.monotonic()
    assert await town.bot.end(signal.SIGTERM) == 0
    assert time.monotonic() - before < 10
    assert "Traceback" not in (town.folder / "bot.log").read_text()
    await town.bot.start()
    for one in people:
        await one.sees("Ấp 4")
    for one in people:
        texts_seen = await texts(one)
        assert len(texts_seen) == len(set(texts_seen))


async def test_by_webhook(tmp_path: Path) -> None:
    """With webhooks the answers are the same, and nothing is lost by a kill."""
    town = Town(tmp_path)
    town.environment["NGHEDAN_PUBLIC_URL"] = "http://" + town.environment["NGHEDAN_LISTEN"]
    async with town:
        lan = town.phone("Lan", 501)
        await lan.says(WORDS)
        await lan.sees("Ấp 4")
        await town.kill_bot()
        await lan.taps("Đồng ý và gửi")
        await town.bot.start()
        await lan.sees("Mã hồ sơ là K")
        assert town.rows("SELECT count(*) FROM submission") == [(1,)]
        assert await town.calls("getUpdates") == []
        assert len(await town.calls("setWebhook")) == 1


async def test_a_group_is_followed_when_it_moves(town: Town) -> None:
    """Telegram may send this update in several forms, and each is understood."""
    group = {"id": -55, "type": "group", "title": "Cán bộ"}
    sender = {"id": 501, "is_bot": False, "first_name": "Lan"}
    base = {"message_id": 900, "date": 1790000000, "chat": group, "from": sender}
    await town.control("updates", {"message": {**base, "migrate_to_chat_id": -10055}})
    await town.control("updates", {"message": {"newer": "than us"}})
    await town.control("updates", {"something_of_2030": {"deep": [1]}})
    lan = town.phone("Lan", 501)
    await lan.says(WORDS)
    await lan.sees("Ấp 4")
    assert len(town.rows("SELECT 1 FROM failed_update")) == 1


async def test_an_address_that_telegram_refuses_is_one_line(tmp_path: Path) -> None:
    town = Town(tmp_path)
    async with town:
        await town.bot.end()
        await town.fault("setWebhook", times=1, error_code=400)
        town.bot.environment["NGHEDAN_PUBLIC_URL"] = f"http://{town.environment['NGHEDAN_LISTEN']}"
        await town.bot.start()
        process = town.bot.process
        assert process is not None
        assert await asyncio.wait_for(process.wait(), 20) == 75
        assert "NGHEDAN_PUBLIC_URL" in (tmp_path / "bot.log").read_text().splitlines()[-1]


async def test_two_processes_on_one_file_or_with_one_token(town: Town, tmp_path: Path) -> None:
    """On the same file the second process refuses to start.

    With a second database both log the conflict. Nothing is lost: an update that one process got before
    the other confirmed it is stored by both.
    """
    lan = town.phone("Lan", 501)
    arguments = [sys.executable, "-m", "bot", "run"]
    port = {
        "NGHEDAN_LISTEN": f"127.0.0.1:{free_port()}",
        "NGHEDAN_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
    }
    second = Process(arguments, tmp_path / "second.log", {**town.environment, **port})
    await second.start()
    assert second.process is not None
    assert await asyncio.wait_for(second.process.wait(), 20) == 2
    output = (tmp_path / "second.log").read_text()
    assert f"Another process runs on {town.database}; stop it first" in output
    assert "Traceback" not in output
    elsewhere = {
        "NGHEDAN_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}",
        "NGHEDAN_DATA_DIR": str(tmp_path / "other"),
    }
    third = Process(arguments, tmp_path / "third.log", {**town.environment, **port, **elsewhere})
    await third.start()
    try:
        await town.until(
            lambda: (
                "another process asks"
                in (tmp_path / "third.log").read_text() + (town.folder / "bot.log").read_text()
            )
        )
        texts_seen = {f"đường ấp 4 lầy lội, lần {number}" for number in range(5)}
        for words in sorted(texts_seen):
            await lan.says(words)
            await asyncio.sleep(0.2)
    finally:
        assert await third.end() == 0
    transcript_texts = (
        "SELECT body FROM transcript JOIN personal_text ON personal_text.id = text_id"
        " WHERE body LIKE 'đường%'"
    )

    def stored() -> set[str]:
        with closing(sqlite3.connect(tmp_path / "other.db")) as other:
            return {
                body
                for (body,) in [*town.rows(transcript_texts), *other.execute(transcript_texts)]
            }

    await town.until(lambda: stored() == texts_seen)
