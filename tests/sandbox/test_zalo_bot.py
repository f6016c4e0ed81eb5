"""The Zalo Bot Platform of the sandbox: formats, refusals, and each switch."""

from __future__ import annotations

import asyncio
import re
import time

import aiohttp
import pytest

from tests.sandbox.box import LAN, Box, ZaloBotBox
from tests.sandbox.listener import listening

HEX = re.compile(r"[0-9a-f]{20}")
LAN_ID = f"{LAN:020x}"
SECRET = "12345678"
BY_WEBHOOK = "You cannot use this API while a webhook is set. Please remove the webhook first"


async def test_who_it_is(zalo: ZaloBotBox) -> None:
    status, answer = await zalo.status_and_body("getMe")
    assert (status, answer["ok"], answer["error_code"]) == (200, True, 0)
    me = answer["result"]
    assert me["id"] == "1459232241454765289"
    assert (me["account_type"], me["can_join_groups"]) == ("BASIC", False)
    assert me["account_name"].startswith("bot.")
    assert me["display_name"].startswith("Bot")


async def test_a_text_and_its_answer(zalo: ZaloBotBox) -> None:
    written = await zalo.act("say", text="bé ơi", name="Lan")
    update = await zalo.call("getUpdates", timeout="1")
    message = update["message"]
    assert update == {
        "event_name": "message.text.received",
        "message": {
            "date": message["date"],
            "chat": {"chat_type": "PRIVATE", "id": LAN_ID},
            "message_id": written["id"],
            "from": {"id": LAN_ID, "is_bot": False, "display_name": "Lan"},
            "text": "bé ơi",
        },
    }
    assert HEX.fullmatch(written["id"])
    assert abs(message["date"] / 1000 - time.time()) < 60
    sent = await zalo.call("sendMessage", chat_id=LAN_ID, text="dạ")
    assert HEX.fullmatch(sent["message_id"])
    assert sent["date"] >= message["date"]
    first, second = await zalo.screen()
    assert (first["from"], first["text"], first["name"]) == ("user", "bé ơi", "Lan")
    assert (second["from"], second["text"], second["buttons"]) == ("bot", "dạ", [])
    assert second["id"] == sent["message_id"]
    assert await zalo.screen(after=first["message_id"]) == [second]
    assert await zalo.control(f"chats/{LAN_ID}/messages?after=0") == [first, second]


async def test_photo_voice_and_sticker(zalo: ZaloBotBox) -> None:
    await zalo.sends("photo", b"picture", caption="hố sâu")
    await zalo.sends("voice", b"sound")
    await zalo.act("sticker", sticker="0e078a2fb66a5f34067b")
    photo, voice, sticker = [await zalo.call("getUpdates") for _ in range(3)]
    assert photo["event_name"] == "message.image.received"
    assert photo["message"]["message_type"] == "CHAT_PHOTO"
    assert photo["message"]["caption"] == "hố sâu"
    assert voice["event_name"] == "message.voice.received"
    assert sticker["message"]["message_type"] == "CHAT_STICKER"
    assert "eid=0e078a2fb66a5f34067b" in sticker["message"]["url"]
    for url, content in (
        (photo["message"]["photo_url"], b"picture"),
        (voice["message"]["voice_url"], b"sound"),
    ):
        async with zalo.http.get(url) as got:
            assert (got.status, await got.read()) == (200, content)
    shown = await zalo.screen()
    async with zalo.http.get(f"{zalo.control_url}/files/{shown[0]['photo']}") as got:
        assert await got.read() == b"picture"
    assert shown[1]["document"]["kind"] == "voice"
    assert shown[2]["sticker"]["emoji"]


async def test_what_the_platform_does_not_pass_on(zalo: ZaloBotBox) -> None:
    sent = await zalo.act("say", text="a")
    await zalo.call("getUpdates")
    await zalo.act("say", text="trích", reply_to=sent["message_id"])
    await zalo.act("location", latitude=9.9, longitude=105.1)
    await zalo.act("contact", phone="+84912345678")
    await zalo.act("unsupported")
    await zalo.sends("document", b"x")
    for _ in range(5):
        update = await zalo.call("getUpdates")
        assert update["event_name"] == "message.unsupported.received"
        assert set(update["message"]) == {"date", "chat", "message_id", "from"}
    found = await zalo.act("tap", button="1", status=404)
    assert "no tap" in found["error"]


async def test_an_album_is_so_many_messages(zalo: ZaloBotBox) -> None:
    sent = await zalo.sends("album", b"1", b"2", caption="hai hình")
    assert len(sent) == 2
    updates = [await zalo.call("getUpdates") for _ in range(2)]
    assert [one["message"]["caption"] for one in updates] == ["hai hình", ""]


async def test_an_idle_poll(zalo: ZaloBotBox) -> None:
    timeout = {"ok": False, "description": "Request timeout", "error_code": 408}
    began = time.monotonic()
    assert await zalo.status_and_body("getUpdates", timeout=0.2) == (408, timeout)
    assert time.monotonic() - began >= 0.2
    await zalo.switch(http_status={"408": 200})
    assert await zalo.status_and_body("getUpdates", timeout=0) == (200, timeout)


async def test_a_poll_waits_and_is_not_lost_on_a_killed_bot(zalo: ZaloBotBox) -> None:
    waiting = asyncio.create_task(zalo.call("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    await zalo.act("say", text="a")
    assert (await asyncio.wait_for(waiting, 2))["message"]["text"] == "a"
    killed = asyncio.create_task(zalo.call("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    killed.cancel()
    await asyncio.sleep(0.1)
    await zalo.act("say", text="b")
    assert (await zalo.call("getUpdates", timeout=2))["message"]["text"] == "b"


async def test_consumed_replayed_redelivered_lost(zalo: ZaloBotBox) -> None:
    async def fetched() -> str:
        answer = await zalo.ask("getUpdates", timeout=0)
        return str(answer["result"]["message"]["text"]) if answer["ok"] else ""

    first = await zalo.act("say", text="a")
    await zalo.act("say", text="b")
    assert [await fetched() for _ in range(3)] == ["a", "b", ""]
    await zalo.control("redeliver", {"update_id": first["update_id"]})
    assert [await fetched() for _ in range(2)] == ["a", ""]
    await zalo.switch(replay=2)
    await zalo.act("say", text="c")
    await zalo.act("say", text="d")
    assert [await fetched() for _ in range(7)] == ["c", "c", "c", "d", "d", "d", ""]
    await zalo.switch(lossy=True)
    assert (await zalo.act("say", text="e"))["update_id"] is None
    assert await fetched() == ""
    await zalo.control("updates", {"event_name": "message.comet.received", "message": {}})
    update = await zalo.call("getUpdates")
    assert update["event_name"] == "message.comet.received"


async def test_refusals(zalo: ZaloBotBox) -> None:
    async def refused(method: str, **parameters: object) -> tuple[int, int]:
        status, answer = await zalo.status_and_body(method, **parameters)
        assert answer["ok"] is False
        assert "result" not in answer
        return status, answer["error_code"]

    assert await refused("sendmessage") == (400, 400)
    assert await refused("sendMessage", chat_id=LAN_ID, text="a") == (400, 400)
    await zalo.act("open")
    await zalo.call("sendMessage", chat_id=LAN_ID, text="đ" * 2000)
    for text in ("", " ", None, "đ" * 2001, "😀" * 1001):
        assert await refused("sendMessage", chat_id=LAN_ID, text=text) == (400, 400)
    await zalo.act("block")
    assert await refused("sendMessage", chat_id=LAN_ID, text="a") == (403, 403)
    await zalo.act("unblock")
    await zalo.call("sendMessage", chat_id=LAN_ID, text="a", reply_markup={"keyboard": []})
    assert (await zalo.control("calls?after=0"))[-1]["unknown"] == ["reply_markup"]
    await zalo.switch(quota=1)
    await zalo.call("sendMessage", chat_id=LAN_ID, text="a")
    status, answer = await zalo.status_and_body("sendMessage", chat_id=LAN_ID, text="a")
    assert (status, answer["description"]) == (429, "Quota exceeded")
    await zalo.control("revoke", {})
    assert await refused("getMe") == (200, 401)
    await zalo.switch(http_status={"401": 401})
    assert await refused("getMe") == (401, 401)


async def test_a_token_that_is_none(zalo: ZaloBotBox) -> None:
    url = f"{zalo.url}/zalo-bot/botnonsense/getMe"
    async with zalo.http.post(url) as answer:
        assert answer.status == 200
        assert (await answer.json())["error_code"] == 401


async def test_every_encoding(zalo: ZaloBotBox) -> None:
    await zalo.act("open")
    url = f"{zalo.api}/sendMessage"
    fields = {"chat_id": LAN_ID, "text": "a & b = + đ"}
    calls = (
        zalo.http.get(url, params=fields),
        zalo.http.post(url, data=fields),
        zalo.http.post(url, data=aiohttp.FormData(fields, default_to_multipart=True)),
        zalo.http.post(url, json=fields),
    )
    for call in calls:
        async with call as answer:
            assert (await answer.json())["ok"]
    assert [one["text"] for one in await zalo.screen()] == [fields["text"]] * 4


async def test_what_else_a_bot_sends(zalo: ZaloBotBox) -> None:
    await zalo.act("open")
    sent = await zalo.sends("photo", b"picture")
    update = await zalo.call("getUpdates")
    url = update["message"]["photo_url"]
    await zalo.call("sendPhoto", chat_id=LAN_ID, photo=url, caption="hình")
    await zalo.call("sendVoice", chat_id=LAN_ID, voice_url=url)
    await zalo.call("sendSticker", chat_id=LAN_ID, sticker="0e078a2fb66a5f34067b")
    answer = await zalo.ask("sendChatAction", chat_id=LAN_ID, action="typing")
    assert answer == {"ok": True, "error_code": 0}
    photo, voice, sticker = await zalo.screen(after=sent["message_id"])
    assert (photo["caption"], voice["document"]["kind"]) == ("hình", "voice")
    assert "sticker" in sticker
    async with zalo.http.get(f"{zalo.control_url}/files/{photo['photo']}") as got:
        assert await got.read() == b"picture"
    for bad in ("", "picture", f"{zalo.url}/nowhere", "http://127.0.0.1:9/x.jpg"):
        assert (await zalo.ask("sendPhoto", chat_id=LAN_ID, photo=bad))["error_code"] == 400


async def test_a_webhook(zalo: ZaloBotBox) -> None:
    missing = {"ok": False, "description": "Not Found", "error_code": 404}
    assert await zalo.status_and_body("getWebhookInfo") == (404, missing)
    await zalo.switch(http_status={"404": 200})
    assert await zalo.status_and_body("getWebhookInfo") == (200, missing)
    poll = asyncio.create_task(zalo.status_and_body("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    async with listening() as bot:
        answer = await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        assert answer == {
            "url": bot.url,
            "updated_at": answer["updated_at"],
            "verification": {
                "ok": True,
                "url": bot.url,
                "outcome": "webhook.ok",
                "hint": "Your endpoint responded successfully.",
            },
        }
        refusal = {"ok": False, "description": BY_WEBHOOK, "error_code": 400}
        assert await asyncio.wait_for(poll, 2) == (400, refusal)
        assert await zalo.ask("getUpdates") == refusal
        await zalo.act("say", text="chào", name="Lan")
        ping, post = await bot.got(2)
        assert (ping.raw, "Content-Type" in ping.headers) == (b"", False)
        assert post.headers["X-Bot-Api-Secret-Token"] == SECRET
        assert post.headers["Content-Type"] == "application/json"
        assert post.body["event_name"] == "message.text.received"
        info = await zalo.call("getWebhookInfo")
        assert info == {"url": bot.url, "updated_at": answer["updated_at"]}
        assert (await zalo.call("testWebhook"))["outcome"] == "webhook.ok"
        gone = await zalo.call("deleteWebhook")
        assert gone["url"] == ""
    await zalo.call("deleteWebhook")
    assert (await zalo.ask("getUpdates", timeout=0))["error_code"] == 408


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://example.org/hook", SECRET),
        ("https://192.168.1.5/hook", SECRET),
        ("https://10.0.0.1/hook", SECRET),
        ("https://nowhere/hook", SECRET),
        ("http://127.0.0.1:9/hook", "1234567"),
        ("http://127.0.0.1:9/hook", "1" * 257),
        ("", SECRET),
    ],
)
async def test_webhooks_that_are_refused(zalo: ZaloBotBox, url: str, secret: str) -> None:
    answer = await zalo.ask("setWebhook", url=url, secret_token=secret)
    assert answer["error_code"] == 400
    assert (await zalo.ask("getWebhookInfo"))["error_code"] == 404


async def test_webhooks_on_this_machine_can_be_forbidden_and_counted(zalo: ZaloBotBox) -> None:
    async with listening() as bot:
        await zalo.switch(webhook_quota=1)
        await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        answer = await zalo.ask("setWebhook", url=bot.url, secret_token=SECRET)
        assert answer["error_code"] == 426
        await zalo.switch(webhook_quota=None, local_webhooks=False)
        answer = await zalo.ask("setWebhook", url=bot.url, secret_token=SECRET)
        assert answer["error_code"] == 400


@pytest.mark.parametrize(
    ("status", "outcome"), [(403, "http.403"), (500, "http.5xx"), (302, "http.other")]
)
async def test_a_webhook_is_stored_though_it_fails(
    zalo: ZaloBotBox, status: int, outcome: str
) -> None:
    async with listening(status) as bot:
        answer = await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        assert answer["verification"]["ok"] is False
        assert answer["verification"]["outcome"] == f"webhook.{outcome}"
        assert (await zalo.call("getWebhookInfo"))["url"] == bot.url
        await zalo.act("say", text="a")
        await bot.got(2)


async def test_a_webhook_that_nobody_answers(zalo: ZaloBotBox) -> None:
    url = "http://127.0.0.1:9/hook"
    answer = await zalo.call("setWebhook", url=url, secret_token=SECRET)
    assert answer["verification"]["outcome"] == "webhook.err.conn"


async def test_wrapped_doubled_echoed_and_tried_again(zalo: ZaloBotBox) -> None:
    async with listening(200, 500, 200) as bot:
        await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        await zalo.switch(wrapped=True, duplicates=1, echoes=True, photo_field="photo")
        await zalo.act("say", text="a")
        posts = await bot.got(4)
        assert posts[1].raw == posts[2].raw == posts[3].raw
        assert posts[1].body["ok"] is True
        assert posts[1].body["result"]["message"]["text"] == "a"
        await zalo.switch(wrapped=False, duplicates=0)
        sent = await zalo.call("sendMessage", chat_id=LAN_ID, text="b")
        echo = (await bot.got(5))[4].body["message"]
        assert (echo["message_id"], echo["text"]) == (sent["message_id"], "b")
        assert echo["from"]["is_bot"] is True
        assert echo["from"]["id"] == (await zalo.call("getMe"))["id"]
        await zalo.sends("photo", b"x")
        assert "photo_url" not in (await bot.got(6))[5].body["message"]
        assert bot.posts[5].body["message"]["photo"].startswith(zalo.url)


async def test_what_is_never_taken_is_lost_in_the_end(zalo: ZaloBotBox) -> None:
    async with listening(200, 500, 500) as bot:
        await zalo.switch(retries=1)
        await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        await zalo.act("say", text="a")
        await zalo.act("say", text="b")
        posts = await bot.got(4)
        assert [one.body["message"]["text"] for one in posts[1:]] == ["a", "a", "b"]


async def test_what_was_not_taken_may_be_overtaken(zalo: ZaloBotBox) -> None:
    async with listening(200, 500) as bot:
        await zalo.switch(overtaking=True)
        await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        await zalo.act("say", text="a")
        await zalo.act("say", text="b")
        posts = await bot.got(4)
        assert [one.body["message"]["text"] for one in posts[1:]] == ["a", "b", "a"]
        assert (await zalo.control("state"))["tried_again"] == 1


@pytest.mark.parametrize(("cut", "received"), [("before", ["a"]), ("after", ["a", "a"])])
async def test_a_post_or_its_answer_is_lost(
    zalo: ZaloBotBox, cut: str, received: list[str]
) -> None:
    async with listening() as bot:
        await zalo.call("setWebhook", url=bot.url, secret_token=SECRET)
        await zalo.control("faults", {"method": "webhook", "cut": cut})
        await zalo.act("say", text="a")
        await zalo.act("say", text="b")
        posts = await bot.got(len(received) + 2)
        assert [one.body["message"]["text"] for one in posts[1:]] == [*received, "b"]


async def test_many_act_at_once(zalo: ZaloBotBox) -> None:
    acts = [
        {"chat": LAN, "act": "say", "text": "một", "name": "Lan"},
        {"chat": LAN, "act": "tap"},
        {"chat": "nobody", "act": "say", "text": "hai"},
    ]
    first, second, third = await zalo.control("acts", {"acts": acts})
    assert (await zalo.call("getUpdates"))["message"]["message_id"] == first["id"]
    assert [one["name"] for one in await zalo.screen()] == ["Lan"]
    assert "`act` is one of" in second["error"]
    assert "a chat is a number" in third["error"]


async def test_faults(zalo: ZaloBotBox) -> None:
    await zalo.act("open")
    sending = {"chat_id": LAN_ID, "text": "a"}
    await zalo.control("faults", {"method": "sendMessage", "html": True})
    async with zalo.http.post(f"{zalo.api}/sendMessage", json=sending) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    await zalo.control("faults", {"method": "sendMessage", "error_code": 503})
    assert await zalo.status_and_body("sendMessage", **sending) == (
        503,
        {"ok": False, "description": "Service Unavailable", "error_code": 503},
    )
    assert await zalo.screen() == []
    for cut, seen in (("before", 0), ("after", 1)):
        await zalo.control("faults", {"method": "sendMessage", "cut": cut})
        with pytest.raises(aiohttp.ClientError):
            await zalo.ask("sendMessage", **sending)
        assert len(await zalo.screen()) == seen
    await zalo.control("faults", {"method": "*", "times": -1, "delay": 0.2})
    began = time.monotonic()
    await zalo.call("getMe")
    assert time.monotonic() - began >= 0.2
    await zalo.control("reset_faults", {})
    await zalo.sends("photo", b"x")
    url = (await zalo.call("getUpdates"))["message"]["photo_url"]
    elsewhere = "http://10.0.0.1/"
    for fault, status in (({"error_code": 404}, 404), ({"location": elsewhere}, 302)):
        await zalo.control("faults", {"method": "file", **fault})
        async with zalo.http.get(url, allow_redirects=False) as got:
            assert got.status == status
    async with zalo.http.get(url) as got:
        assert got.status == 200


async def test_behind_the_scenes(box: Box, zalo: ZaloBotBox) -> None:
    await zalo.act("say", text="a", name="Lan")
    state = await zalo.control("state")
    assert (state["waiting"], state["made"], state["webhook"]) == ([1], 1, "")
    assert (
        state["chats"][0] | {"chat": LAN, "id": LAN_ID, "name": "Lan", "open": True}
        == (state["chats"][0])
    )
    assert await zalo.control("switches") == state["switches"]
    for wrong in ({"tone": "warm"}, {"replay": "often"}, {"echoes": 1}):
        assert (await zalo.control("switches", wrong, status=400))["error"]
    for chat in ("-77", "x" * 20):
        await zalo.control(f"chats/{chat}/say", {"text": "a"}, status=400)
    await zalo.control("redeliver", {"update_id": 99}, status=404)
    await zalo.control("reset", {})
    assert await zalo.screen() == []
    async with box.http.post(f"{box.url}/sandbox/clock", json={"offset": 86_400}) as answer:
        assert (await answer.json())["offset"] == 86_400
    await zalo.act("say", text="b")
    assert (await zalo.screen())[0]["date"] > time.time() + 86_000
