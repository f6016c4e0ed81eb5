"""Events of an Official Account: signed, in Zalo's format, and posted again after a failure."""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import Any

import pytest

from sandbox.zalo_oa.hooks import signature
from tests.sandbox.box import LAN, OaBox
from tests.sandbox.listener import Listener, Post, listening

USER = str(LAN)


def test_the_published_vector() -> None:
    assert signature("X", b"BODY", "1234567890", "Y") == (
        "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"
    )


def signed(post: Post, who: str, secret: str, timestamp: str) -> str:
    return hashlib.sha256(
        who.encode() + post.raw + timestamp.encode() + secret.encode()
    ).hexdigest()


async def set_webhook(oa: OaBox, bot: Listener) -> None:
    answer = await oa.control("webhook", {"url": bot.url})
    assert answer == {"url": bot.url, "ok": True, "outcome": "ok"}


async def test_saving_the_address_is_tried_unsigned(oa: OaBox) -> None:
    assert (await oa.act("say", text="a"))["update_id"] is None
    async with listening() as bot:
        await set_webhook(oa, bot)
        assert bot.posts[0].raw == b"{}"
        assert "X-ZEvent-Signature" not in bot.posts[0].headers
    answer = await oa.control("webhook", {"url": "http://127.0.0.1:9/"})
    assert (answer["ok"], answer["outcome"]) == (False, "err.conn")


async def test_a_text_is_signed(oa: OaBox) -> None:
    async with listening() as bot:
        await set_webhook(oa, bot)
        sent = await oa.act("say", text="chào đ", name="Lan")
        post = (await bot.got(2))[1]
        timestamp = post.body["timestamp"]
        assert post.body == {
            "app_id": f"9{oa.token}",
            "user_id_by_app": f"8{USER}",
            "event_name": "user_send_text",
            "timestamp": timestamp,
            "sender": {"id": USER},
            "recipient": {"id": oa.token},
            "message": {"text": "chào đ", "msg_id": sent["id"]},
        }
        mac = signed(post, f"9{oa.token}", f"oa-secret-{oa.token}", timestamp)
        assert post.headers["X-ZEvent-Signature"] == f"mac={mac}"
        assert abs(int(timestamp) / 1000 - time.time()) < 60
        assert (await oa.control("state"))["waiting"] == []


async def test_other_ways_to_sign(oa: OaBox) -> None:
    async with listening() as bot:
        await set_webhook(oa, bot)
        switches = {"mac_prefix": False, "signed_by_oa": True, "timestamp_header": True}
        await oa.control("switches", switches)
        await oa.act("say", text="a")
        post = (await bot.got(2))[1]
        assert "timestamp" not in post.body
        timestamp = post.headers["X-ZEvent-Timestamp"]
        mac = signed(post, oa.token, f"oa-secret-{oa.token}", timestamp)
        assert post.headers["X-ZEvent-Signature"] == mac


async def test_everything_people_do(oa: OaBox) -> None:
    async with listening() as bot:
        await set_webhook(oa, bot)

        async def one(count: int) -> Any:
            return (await bot.got(count))[count - 1].body

        await oa.act("follow")
        follow = await one(2)
        assert follow == {
            "oa_id": oa.token,
            "follower": {"id": USER},
            "user_id_by_app": f"8{USER}",
            "event_name": "follow",
            "source": "oa_profile",
            "app_id": f"9{oa.token}",
            "timestamp": follow["timestamp"],
        }
        await oa.act("location", latitude=10.79, longitude=106.78)
        location = await one(3)
        assert location["event_name"] == "user_send_location"
        assert location["message"]["attachments"] == [
            {
                "type": "location",
                "payload": {"coordinates": {"latitude": "10.79", "longitude": "106.78"}},
            }
        ]
        await oa.sends("photo", b"picture", caption="hố")
        image = (await one(4))["message"]
        payload = image["attachments"][0]["payload"]
        assert (image["text"], set(payload)) == ("hố", {"thumbnail", "url"})
        async with oa.http.get(payload["url"]) as got:
            assert await got.read() == b"picture"
        await oa.sends("voice", b"sound")
        assert (await one(5))["event_name"] == "user_send_audio"
        await oa.sends("document", b"x")
        file = (await one(6))["message"]["attachments"][0]
        assert file["type"] == "file"
        assert set(file["payload"]) == {"size", "name", "checksum", "type", "url"}
        await oa.sends("video", b"x")
        assert (await one(7))["event_name"] == "user_send_video"
        await oa.act("sticker")
        assert (await one(8))["event_name"] == "user_send_sticker"
        await oa.act("contact", phone="84900000000")
        assert (await one(9))["event_name"] == "user_send_business_card"
        sent = await oa.text("Chọn")
        number = (await oa.screen())[-1]["message_id"]
        await oa.act("say", text="này", reply_to=number)
        assert (await one(10))["message"]["quote_msg_id"] == sent["message_id"]
        await oa.act("unfollow")
        assert (await one(11))["event_name"] == "unfollow"


async def test_a_tap_comes_back_as_a_text(oa: OaBox) -> None:
    await oa.act("open")
    for kind in ("oa.query.show", "oa.query.hide"):
        button = {"title": "Có", "type": kind, "payload": "#co"}
        payload = {"buttons": [button]}
        await oa.cs({"text": "?", "attachment": {"type": "template", "payload": payload}})
        async with listening() as bot:
            await set_webhook(oa, bot)
            number = (await oa.screen())[-1]["message_id"]
            tapped = await oa.act("tap", message_id=number, button="Có")
            body = (await bot.got(2))[1].body
            assert body["event_name"] == "user_send_text"
            assert body["message"] == {"text": "#co", "msg_id": tapped["id"]}


async def test_particulars_that_were_submitted(oa: OaBox) -> None:
    await oa.act("open")
    element = {"title": "Xin thông tin", "subtitle": "Để xã gọi lại"}
    payload = {"template_type": "request_user_info", "elements": [element]}
    await oa.cs({"attachment": {"type": "template", "payload": payload}})
    async with listening() as bot:
        await set_webhook(oa, bot)
        await oa.act("submit", name="Lan", phone="84900000000")
        body = (await bot.got(2))[1].body
        assert body["event_name"] == "user_submit_info"
        assert body["info"] == {"name": "Lan", "phone": "84900000000"}


async def test_echoes_and_humans_at_the_desk(oa: OaBox) -> None:
    await oa.act("open")
    async with listening() as bot:
        await set_webhook(oa, bot)
        await oa.text("máy")
        await oa.act("agent", text="người", admin_id="77")
        body = (await bot.got(2))[1].body
        assert (body["event_name"], body["sender"]) == (
            "oa_send_text",
            {"id": oa.token, "admin_id": "77"},
        )
        assert body["recipient"] == {"id": USER}
        await oa.control("switches", {"echoes": True})
        sent = await oa.text("máy")
        body = (await bot.got(3))[2].body
        assert body["sender"] == {"id": oa.token}
        assert body["message"]["msg_id"] == sent["message_id"]


async def test_what_is_not_taken_comes_again_by_the_sandbox_s_clock(oa: OaBox) -> None:
    async with listening(200, 500) as bot:
        await set_webhook(oa, bot)
        first = await oa.act("say", text="a")
        await oa.act("say", text="b")
        texts = [post.body["message"]["text"] for post in (await bot.got(3))[1:]]
        assert texts == ["a", "b"]
        assert (await oa.control("state"))["waiting"] == [first["update_id"]]
        await oa.later(seconds=31)
        again = (await bot.got(4))[3].body
        assert (again["message"]["text"], again["num_retry"]) == ("a", 1)
        assert again["timestamp"] == bot.posts[1].body["timestamp"]


async def test_a_slow_webhook_is_not_waited_for(oa: OaBox) -> None:
    async with listening() as bot:
        await set_webhook(oa, bot)
        bot.slow = 0.5
        await oa.control("switches", {"webhook_lasts": 0.1, "retries": [0.1]})
        await oa.act("say", text="a")
        assert (await bot.got(3))[2].body["num_retry"] == 1


@pytest.mark.parametrize(("cut", "numbers"), [("before", [1]), ("after", [None, 1])])
async def test_a_post_or_its_answer_is_lost(
    oa: OaBox, cut: str, numbers: list[int | None]
) -> None:
    async with listening() as bot:
        await set_webhook(oa, bot)
        await oa.control("switches", {"retries": [0.05]})
        await oa.control("faults", {"method": "webhook", "cut": cut})
        await oa.act("say", text="a")
        posts = await bot.got(1 + len(numbers))
        assert [one.body.get("num_retry") for one in posts[1:]] == numbers
        async with asyncio.timeout(5):
            while (await oa.control("state"))["waiting"]:
                await asyncio.sleep(0.02)
        assert (await oa.control("state"))["tried_again"] == 1


@pytest.mark.parametrize("retries", [[], [0.05]])
async def test_what_is_never_taken_is_lost(oa: OaBox, retries: list[float]) -> None:
    async with listening(200, 500, 500, 500) as bot:
        await set_webhook(oa, bot)
        await oa.control("switches", {"retries": retries})
        await oa.act("say", text="a")
        await bot.got(2 + len(retries))
        async with asyncio.timeout(5):
            while (await oa.control("state"))["waiting"]:
                await asyncio.sleep(0.02)
        await oa.act("say", text="b")
        assert (await bot.got(3 + len(retries)))[-1].body["message"]["text"] == "b"


async def test_doubles_and_made_up_events(oa: OaBox) -> None:
    async with listening() as bot:
        await set_webhook(oa, bot)
        await oa.control("switches", {"duplicates": 1})
        sent = await oa.act("say", text="a")
        posts = await bot.got(3)
        assert posts[1].body == posts[2].body
        await oa.control("switches", {"duplicates": 0})
        await oa.control("redeliver", {"update_id": sent["update_id"]})
        assert (await bot.got(4))[3].body == posts[1].body
        await oa.control("updates", {"event_name": "user_send_comet"})
        assert (await bot.got(5))[4].body == {"event_name": "user_send_comet"}
