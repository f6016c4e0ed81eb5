"""The real process on Zalo and Telegram, over HTTP."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.e2e.stories.test_story import CODE, enrolled, filed
from tests.e2e.town import ZALO_BOT, ZALO_OA, ZALO_TOKEN, Town, free_port
from tests.e2e.zalo import bot_settings, oa_settings, saves_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.town import Phone

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@asynccontextmanager
async def town_on_zalo(folder: Path, **settings: str) -> AsyncIterator[Town]:
    """Run a town with Telegram and a Zalo bot."""
    town = Town(folder, **settings)
    town.environment.update(bot_settings(town.url))
    async with town:
        yield town


async def types(phone: Phone, label: str) -> None:
    """Type the number of the label in the list."""

    async def look() -> str | None:
        for message in reversed(await phone.screen()):
            found = re.search(
                rf"^(\d+)\. .*{re.escape(label)}", message.get("text") or "", re.MULTILINE
            )
            if found and message["from"] == "bot":
                return found[1]
        return None

    await phone.says(await phone.town.until(look))


async def files(phone: Phone) -> str:
    """File a report by typing only. Return its code."""
    await phone.says("duong ap 4 lay loi xe khong qua duoc")
    await phone.sees("1. ")
    await types(phone, "Đồng ý và gửi")
    receipt = await phone.sees("Mã hồ sơ là K")
    found = CODE.search(receipt["text"])
    assert found, receipt
    return found[0]


async def test_typed_numbers_by_polling(tmp_path: Path) -> None:
    """A resident types on Zalo, an official answers on Telegram, and Zalo gets the answer."""
    async with town_on_zalo(tmp_path) as town:
        official = await enrolled(town)
        lan = town.phone("Lan", 501, on=ZALO_BOT)
        code = await files(lan)
        assert not any(message.get("buttons") for message in await lan.screen())
        card = await official.sees(code, "duong ap 4 lay loi")
        await official.says("Đã cử đội duy tu, hoàn thành ngày 30/11", reply_to=card["message_id"])
        await official.taps("Gửi cho bà con")
        await lan.sees("Đã cử đội duy tu", code)
        await types(lan, "Xong")
        await lan.sees("5 là rất hài lòng")
        await lan.says("5")
        await town.until(lambda: town.rows("SELECT score FROM satisfaction") == [(5,)])
        assert town.rows("SELECT channel FROM submission") == [("zalo_bot",)]


async def test_without_telegram(tmp_path: Path) -> None:
    """The first administrator sends the command line's code word, and an answer is delivered.

    The log contains neither the token nor any person's words.
    """
    async with town_on_zalo(tmp_path, NGHEDAN_TELEGRAM_TOKEN="") as town:
        word = (await town.command("invite", "--role", "admin", "--name", "Chị Hai")).strip()
        hai, lan = (
            town.phone(name, chat, on=ZALO_BOT) for name, chat in (("Chị Hai", 900), ("Lan", 501))
        )
        await hai.says(word)
        await hai.sees("Chị Hai")
        code = await files(lan)
        await hai.sees(code, "duong ap 4 lay loi")
        await hai.says(f"/traloi {code} Đã cử đội duy tu, hoàn thành ngày 30/11")
        await types(hai, "Gửi cho bà con")
        await lan.sees("Đã cử đội duy tu", code)
        log = (town.folder / "bot.log").read_text()
        for private in (
            ZALO_TOKEN,
            ZALO_TOKEN.partition(":")[2],
            "lay loi",
            "duy tu",
            "Chị Hai",
            word,
        ):
            assert private not in log


async def test_a_photo_a_voice_and_a_sticker(tmp_path: Path) -> None:
    """Both files are downloaded at once, and the sticker is answered."""
    async with town_on_zalo(tmp_path) as town:
        lan = town.phone("Lan", 501, on=ZALO_BOT)
        await lan.sends("photo", JPEG, caption="cầu ấp 4 gãy rồi")
        await lan.sees("1. ")
        await lan.sends("voice", b"\xff\xf1" + b"\0" * 64)
        await lan.sees("1. ")
        await town.control("chats/501/sticker", {"name": "Lan"}, on=ZALO_BOT)
        await lan.sees("giúp câu này")
        await types(lan, "Đồng ý và gửi")
        await lan.sees("Mã hồ sơ là K")
        await town.until(
            lambda: town.rows("SELECT count(*) FROM file WHERE fetched_at IS NOT NULL") == [(2,)]
        )
        kinds = town.rows("SELECT kind, channel FROM file ORDER BY id")
        assert kinds == [("photo", "zalo_bot"), ("voice", "zalo_bot")]


async def joined(lan: Phone, zalo: Phone) -> str:
    """File on Telegram and link with Zalo by code and PIN. Return the code."""
    code = await filed(lan)
    await lan.says("/lienket")
    await lan.taps("lấy số PIN")
    receipt = (await lan.sees("Số PIN: "))["text"]
    await zalo.says("/lienket")
    await types(zalo, "Tôi có mã và số PIN")
    await zalo.sees("mã của một hồ sơ")
    await zalo.says(code)
    await zalo.sees("sáu chữ số")
    await zalo.says(re.search(r"Số PIN: (\d{6})", receipt)[1])  # type: ignore[index]
    await zalo.sees("Đã nối")
    return code


async def test_a_photo_reaches_an_official_on_another_service(tmp_path: Path) -> None:
    """The card is sent before our copy exists, and Zalo's file id is useless on Telegram."""
    async with town_on_zalo(tmp_path) as town:
        official = await enrolled(town)
        lan = town.phone("Lan", 501, on=ZALO_BOT)
        await lan.sends("photo", JPEG, caption="cầu ấp 4 gãy rồi")
        await types(lan, "Đồng ý và gửi")
        await official.sees("cầu ấp 4 gãy rồi")

        async def photo_seen() -> bool:
            return any("photo" in message for message in await official.screen())

        await town.until(photo_seen)
        await town.until(
            lambda: town.rows("SELECT count(*) FROM outbox WHERE state = 'dead'") == [(0,)]
        )


async def test_what_telegram_refuses_arrives_on_zalo(tmp_path: Path) -> None:
    """News come to Telegram, the earlier account, but the resident blocked the bot there: Zalo gets it."""
    async with town_on_zalo(tmp_path) as town:
        official = await enrolled(town)
        lan, zalo = town.phone("Lan", 501), town.phone("Lan", 501, on=ZALO_BOT)
        code = await joined(lan, zalo)
        await town.control("chats/501/block", {})
        await official.says(f"/traloi {code} Đã cử đội duy tu")
        await official.taps("Gửi cho bà con")
        await zalo.sees("Đã cử đội duy tu", code)
        assert await zalo.times_seen("Đã cử đội duy tu") == 1


async def test_news_leave_a_channel_whose_token_was_revoked(tmp_path: Path) -> None:
    """Zalo refuses the token, again and again: its channel is closed, and Telegram gets the answer once."""
    async with town_on_zalo(tmp_path) as town:
        official = await enrolled(town)
        lan, zalo = town.phone("Lan", 501), town.phone("Lan", 501, on=ZALO_BOT)
        code = await joined(lan, zalo)
        fault = {"method": "getUpdates", "times": -1, "error_code": 401}
        await town.control("faults", fault, on=ZALO_BOT)
        await zalo.says("có ai không")
        await town.until(lambda: "zalo_bot: closed" in (tmp_path / "bot.log").read_text())
        await official.says(f"/traloi {code} Đã cử đội duy tu")
        await official.taps("Gửi cho bà con")
        await lan.sees("Đã cử đội duy tu", code)
        assert await lan.times_seen("Đã cử đội duy tu") == 1
        assert await zalo.times_seen("Đã cử đội duy tu") == 0


async def test_an_update_that_comes_again_is_heard_once(tmp_path: Path) -> None:
    """Zalo's polls were seen to repeat updates. The keys of seen updates survive a kill."""
    async with town_on_zalo(tmp_path) as town:
        await town.control("switches", {"replay": 1}, on=ZALO_BOT)
        lan = town.phone("Lan", 501, on=ZALO_BOT)
        await files(lan)
        await town.kill_bot()
        for update_id in (1, 2):
            await town.control("redeliver", {"update_id": update_id}, on=ZALO_BOT)
        await town.bot.start()
        await lan.says("/hoso")
        await lan.sees("K")
        assert town.rows("SELECT count(*) FROM submission") == [(1,)]
        assert town.rows("SELECT count(*) FROM failed_update") == [(0,)]


@asynccontextmanager
async def town_on_all(folder: Path, **settings: str) -> AsyncIterator[Town]:
    """Run a town with three channels in one process, all with webhooks."""
    address = f"127.0.0.1:{free_port()}"
    town = Town(folder, NGHEDAN_PUBLIC_URL=f"http://{address}", NGHEDAN_LISTEN=address)
    town.environment.update(bot_settings(town.url) | oa_settings(town.url) | settings)
    async with town:
        await saves_address(town, f"http://{address}")
        yield town


async def test_three_channels_in_one_process(tmp_path: Path) -> None:
    async with town_on_all(tmp_path) as town:
        telegram, bot = town.phone("Lan", 501), town.phone("Nam", 502, on=ZALO_BOT)
        oa = town.phone("Tư", 503, on=ZALO_OA)
        await telegram.says("đường ấp 4 lầy lội, xe không qua được")
        await telegram.taps("Đồng ý và gửi")
        await telegram.sees("Mã hồ sơ là K")
        await files(bot)
        code = await files(oa)  # ten choices are more than an account's five buttons
        await oa.taps("Xem hồ sơ")
        await oa.sees(code)
        found = town.rows(
            "SELECT channel, kind, hamlet_id, state FROM submission ORDER BY channel"
        )
        assert [row[0] for row in found] == ["telegram", "zalo_bot", "zalo_oa"]
        assert len({row[1:] for row in found}) == 1


async def test_an_account_hears_where_and_who_comes_and_goes(tmp_path: Path) -> None:
    async with town_on_all(tmp_path) as town:
        tu = town.phone("Tư", 503, on=ZALO_OA)
        await town.control("chats/503/follow", {"name": "Tư"}, on=ZALO_OA)
        await tu.sees("Chào bà con")
        await tu.says("mất nước sinh hoạt đã ba ngày")
        await tu.sees("vị trí trên bản đồ")
        where = {"latitude": 9.5106, "longitude": 105.2569}
        await town.control("chats/503/location", where, on=ZALO_OA)
        await types(tu, "Đồng ý và gửi")
        await tu.sees("Mã hồ sơ là K")
        assert town.rows("SELECT latitude, longitude FROM submission") == [(9.5106, 105.2569)]
        left = "SELECT 1 FROM account WHERE channel = 'zalo_oa' AND NOT reachable"
        await town.control("chats/503/unfollow", {}, on=ZALO_OA)
        await town.until(lambda: town.rows(left))
        await town.control("chats/503/follow", {}, on=ZALO_OA)
        await town.until(lambda: not town.rows(left))


async def test_one_that_is_cut_slows_nobody_else(tmp_path: Path) -> None:
    """One service answers only with errors. The others go on, and its messages are sent later."""
    async with town_on_all(tmp_path) as town:
        for method in ("sendMessage", "getMe", "setWebhook"):
            fault = {"method": method, "times": -1, "error_code": 502}
            await town.control("faults", fault, on=ZALO_BOT)
        cut = [town.phone(f"Cắt {number}", 600 + number, on=ZALO_BOT) for number in range(20)]
        for one in cut:
            await one.says("đường ấp 4 lầy lội, xe không qua được")
        lan = town.phone("Lan", 501)
        # The fault is still there, so these answers do not wait for its end.
        for _ in range(5):
            await lan.says("/trogiup")
            await lan.sees("/gui")
        waits = "SELECT count(*) FROM outbox WHERE channel = 'zalo_bot' AND state = 'waiting'"
        await town.until(lambda: town.rows(waits)[0][0] >= 20)
        assert await town.is_ready()
        await town.control("reset_faults", {}, on=ZALO_BOT)
        # Each failure doubled the pause before the next try.
        await town.until(lambda: town.rows(waits) == [(0,)])
        for one in cut:
            await one.sees("1. ")
