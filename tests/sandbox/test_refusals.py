"""Refused calls with Telegram's messages, and ordered failures."""

from __future__ import annotations

import time

import aiohttp
import pytest

from tests.sandbox.box import GROUP, LAN, SUPERGROUP, Box

A = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


async def test_methods_and_tokens(box: Box) -> None:
    words = await box.refused("sendDice", chat_id=LAN)
    assert words == "Not Found: method sendDice is not supported by this sandbox"
    async with box.http.get(f"{box.url}/botnonsense/getMe") as answer:
        assert answer.status == 404
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    await box.control("revoke", {})
    assert await box.refused("getMe") == "Unauthorized"
    await box.control("revoke", {"revoked": False})
    assert (await box.call("getMe"))["id"] == 42


async def test_every_encoding(box: Box) -> None:
    """Query, form, multipart and JSON, by GET and POST, with method names in any case."""
    await box.act("say", text="chào")
    url = f"{box.url}/bot{box.token}/sendmessage"
    fields = {"chat_id": str(LAN), "text": "a & b = + đ"}
    calls = (
        box.http.get(url, params=fields),
        box.http.post(url, params=fields),
        box.http.post(url, data=fields),
        box.http.post(url, data=aiohttp.FormData(fields, default_to_multipart=True)),
        box.http.post(url, json=fields),
    )
    for call in calls:
        async with call as answer:
            assert (await answer.json())["result"]["text"] == "a & b = + đ"
    for body in (b"{", b"[]"):
        headers = {"Content-Type": "application/json"}
        async with box.http.post(url, data=body, headers=headers) as answer:
            assert answer.status == 400


async def test_where_the_bot_may_write(box: Box) -> None:
    assert await box.refused("sendMessage", chat_id=LAN, text="a") == "Bad Request: chat not found"
    await box.act("open", name="Lan")
    await box.call("sendMessage", chat_id=LAN, text="a")
    await box.act("block")
    words = await box.refused("sendMessage", chat_id=LAN, text="a")
    assert words == "Forbidden: bot was blocked by the user"
    await box.act("say", text="lại đây")
    await box.call("sendMessage", chat_id=LAN, text="a")
    kinds = [[*one][1] for one in await box.updates()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


async def test_editing(box: Box) -> None:
    written = await box.act("say", text="chào")
    sent = await box.call("sendMessage", chat_id=LAN, text="a", reply_markup=A)
    place = {"chat_id": LAN, "message_id": sent["message_id"]}
    same = await box.refused("editMessageText", **place, text="a", reply_markup=A)
    assert same.startswith("Bad Request: message is not modified")
    assert "reply_markup" not in await box.call("editMessageText", **place, text="b")
    words = await box.refused("editMessageText", chat_id=LAN, message_id=99, text="b")
    assert words == "Bad Request: message to edit not found"
    place["message_id"] = written["message_id"]
    words = await box.refused("editMessageText", **place, text="b")
    assert words == "Bad Request: message can't be edited"
    await box.call("deleteMessage", **place)
    words = await box.refused("deleteMessage", **place)
    assert words == "Bad Request: message to delete not found"
    assert [one["text"] for one in await box.screen()] == ["b"]


async def test_new_buttons_alone_are_no_edit_on_the_screen(box: Box) -> None:
    await box.act("say", text="chào")
    sent = await box.call("sendMessage", chat_id=LAN, text="a")
    place = {"chat_id": LAN, "message_id": sent["message_id"]}
    await box.call("editMessageReplyMarkup", **place, reply_markup=A)
    assert [one["edited"] for one in await box.screen()] == [False, False]
    await box.call("editMessageText", **place, text="b")
    assert [one["edited"] for one in await box.screen()] == [False, True]


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "A", "callback_data": "đ" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "A"}, "Text buttons are unallowed"),
        ({"text": "A", "url": "nowhere"}, "Wrong HTTP URL"),
        ({"callback_data": "a"}, 'Field "text"'),
    ],
)
async def test_buttons(box: Box, button: dict[str, str], words: str) -> None:
    await box.act("say", text="chào")
    markup = {"inline_keyboard": [[button]]}
    assert words in await box.refused("sendMessage", chat_id=LAN, text="a", reply_markup=markup)


async def test_a_tap_is_answered_once(box: Box) -> None:
    await box.act("say", text="chào")
    sent = await box.call("sendMessage", chat_id=LAN, text="a", reply_markup=A)
    await box.act("tap", message_id=sent["message_id"], button="A")
    query = (await box.updates())[-1]["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("a", "a")
    await box.call("answerCallbackQuery", callback_query_id=query["id"])
    words = await box.refused("answerCallbackQuery", callback_query_id="77")
    assert words == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_files(box: Box) -> None:
    await box.act("say", text="chào")
    assert "wrong file identifier" in await box.refused("sendPhoto", chat_id=LAN, photo="x")
    assert "there is no photo" in await box.refused("sendPhoto", chat_id=LAN)
    await box.sends("document", b"x" * (20 * 1024 * 1024 + 1))
    document = (await box.updates())[-1]["message"]["document"]
    words = await box.refused("getFile", file_id=document["file_id"])
    assert words == "Bad Request: file is too big"
    for count in (1, 11):
        items = [{"type": "document", "media": document["file_id"]}] * count
        words = await box.refused("sendMediaGroup", chat_id=LAN, media=items)
        assert words == "Bad Request: media group must include 2-10 items"


async def test_topics(box: Box) -> None:
    await box.act("join", SUPERGROUP, user_id=LAN, forum=True, admin=True)
    thread = (await box.call("createForumTopic", chat_id=SUPERGROUP, name="Ấp 4"))[
        "message_thread_id"
    ]
    place = {"chat_id": SUPERGROUP, "message_thread_id": thread}
    await box.call("sendMessage", **place, text="a")
    await box.act("say", SUPERGROUP, user_id=LAN, topic=thread, text="b")
    await box.call("closeForumTopic", **place)
    assert await box.refused("sendMessage", **place, text="a") == "Bad Request: TOPIC_CLOSED"
    await box.call("deleteForumTopic", **place)
    words = await box.refused("sendMessage", **place, text="a")
    assert words == "Bad Request: message thread not found"
    assert all("topic" not in one for one in await box.screen(SUPERGROUP))


async def test_a_group_that_became_a_supergroup(box: Box) -> None:
    await box.act("join", GROUP, user_id=LAN, title="Tổ")
    new = (await box.act("migrate", GROUP))["chat_id"]
    answer = await box.ask("sendMessage", chat_id=GROUP, text="a")
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    assert (await box.call("sendMessage", chat_id=new, text="a"))["chat"]["type"] == "supergroup"
    old, came = (one["message"] for one in (await box.updates())[-2:])
    assert (old["migrate_to_chat_id"], came["migrate_from_chat_id"]) == (new, GROUP)
    await box.act("leave", new, user_id=LAN)
    words = await box.refused("sendMessage", chat_id=new, text="a")
    assert words == "Forbidden: bot was kicked from the supergroup chat"


async def test_rights_in_a_group(box: Box) -> None:
    sent = await box.act("say", GROUP, user_id=LAN, text="a")
    place = {"chat_id": GROUP, "message_id": sent["message_id"]}
    words = await box.refused("deleteMessage", **place)
    assert words == "Bad Request: message can't be deleted for everyone"
    await box.act("promote", GROUP, user_id=LAN)
    await box.call("deleteMessage", **place)


async def test_faults(box: Box) -> None:
    await box.act("say", text="chào")
    sending = {"chat_id": LAN, "text": "a"}
    await box.control("faults", {"method": "sendMessage", "times": 1, "retry_after": 7})
    answer = await box.ask("sendMessage", **sending)
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 7})
    assert answer["description"] == "Too Many Requests: retry after 7"
    await box.call("sendMessage", **sending)
    await box.control("faults", {"method": "*", "times": -1, "error_code": 502})
    assert await box.refused("getMe") == await box.refused("getChat", chat_id=LAN) == "Bad Gateway"
    await box.control("reset_faults", {})
    await box.control("faults", {"method": "sendMessage", "times": 1, "delay": 0.3})
    begun = time.monotonic()
    await box.call("sendMessage", **sending)
    assert time.monotonic() - begun >= 0.3
    await box.control("faults", {"method": "x", "times": 1, "cut": "never"}, status=400)


@pytest.mark.parametrize(("cut", "sent"), [("before", 0), ("after", 1), (True, 1)])
async def test_a_connection_that_is_cut(box: Box, cut: str | bool, sent: int) -> None:
    await box.act("say", text="chào")
    await box.control("faults", {"method": "sendMessage", "times": 1, "cut": cut})
    with pytest.raises(aiohttp.ClientError):
        await box.call("sendMessage", chat_id=LAN, text="a")
    assert len(await box.screen()) == 1 + sent
    (call,) = await box.control("calls?after=0")
    assert (call["answer"] is not None) == bool(sent)
