"""The control API: acts of people, screens, the call log, live events and the power switch."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.server import application
from tests.e2e.town import free_port
from tests.sandbox.box import GROUP, LAN, SUPERGROUP, Box, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("zalo", ["/sandbox/zalo-bot/{token}", "/sandbox/zalo-oa/{oa_id}"])
def test_zalo_has_every_call_that_telegram_has(zalo: str) -> None:
    """A call that Zalo does not have is answered with an explanation."""
    called = {
        (route.method, route.resource.canonical)
        for route in application().router.routes()
        if route.resource
    }
    ours = "/sandbox/bots/{token}"
    wanted = {(method, path.replace(ours, zalo)) for method, path in called if ours in path}
    assert len(wanted) > 30
    assert wanted - called == set()


async def test_what_a_person_sees(box: Box) -> None:
    sent = await box.act("say", text="chào", name="Lan")
    await box.call(
        "sendMessage",
        chat_id=LAN,
        text="<b>Chọn</b>",
        parse_mode="HTML",
        reply_parameters={"message_id": sent["message_id"]},
        reply_markup={
            "inline_keyboard": [
                [{"text": "A", "callback_data": "a"}, {"text": "B", "url": "https://b.vn"}],
            ]
        },
    )
    await box.upload("sendPhoto", "photo", b"picture", chat_id=str(LAN), caption="hình")
    first, second, third = await box.screen()
    assert (first["from"], first["text"], first["edited"]) == ("user", "chào", False)
    assert second["buttons"] == [
        [{"label": "A", "data": "a"}, {"label": "B", "url": "https://b.vn"}]
    ]
    assert second["reply_to"] == sent["message_id"]
    assert second["entities"] == [{"offset": 0, "length": 4, "type": "bold"}]
    assert (third["caption"], third["text"]) == ("hình", "")
    async with box.http.get(f"{box.url}/sandbox/bots/{box.token}/files/{third['photo']}") as got:
        assert await got.read() == b"picture"
    assert await box.screen(after=second["message_id"]) == [third]


async def test_buttons_and_keys(box: Box) -> None:
    await box.act("say", text="chào")
    keys = {
        "keyboard": [["Có", {"text": "Số", "request_contact": True}]],
        "one_time_keyboard": True,
    }
    await box.call("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keys)
    assert (await box.screen())[-1]["keyboard"] == [["Có", "Số"]]
    await box.act("tap", button="Số", name="Lan")
    contact = (await box.updates())[-1]["message"]["contact"]
    assert (contact["user_id"], contact["first_name"]) == (LAN, "Lan")
    assert (await box.screen())[-2]["keyboard"] == []
    username = (await box.call("getMe"))["username"]
    link = {"text": "Mở", "url": f"https://t.me/{username}?start=k7"}
    sent = await box.call(
        "sendMessage", chat_id=LAN, text="Mở hồ sơ", reply_markup={"inline_keyboard": [[link]]}
    )
    await box.act("tap", message_id=sent["message_id"], button="Mở")
    assert (await box.updates())[-1]["message"]["text"] == "/start k7"
    found = await box.act("tap", message_id=sent["message_id"], button="Đóng", status=404)
    assert "there are ['Mở']" in found["error"]


async def test_many_act_at_once(box: Box) -> None:
    acts = [
        {"chat": LAN, "act": "say", "text": "một"},
        {"chat": LAN, "act": "sing"},
        {"chat": LAN + 1, "act": "say", "text": "hai"},
        {"chat": LAN, "act": "say"},
    ]
    url = f"{box.url}/sandbox/bots/{box.token}/acts"
    async with box.http.post(url, json={"acts": acts}) as got:
        first, second, third, fourth = await got.json()
    assert [one["message"]["text"] for one in await box.updates()] == ["một", "hai"]
    assert third["update_id"] == first["update_id"] + 1
    assert "`act` is one of" in second["error"]
    assert fourth == {"error": "`text` is missing"}
    async with box.http.post(url, json={"acts": "say"}) as got:
        assert got.status == 400


async def test_events_of_one_type_alone(box: Box) -> None:
    await box.act("say", text="chào")
    url = f"{box.url}/sandbox/bots/{box.token}/events?after=0&only=message"
    async with box.http.get(url) as stream:
        await box.act("say", text="tạm biệt")
        published = []
        async for line in stream.content:
            if line.startswith(b"data: "):
                published.append(json.loads(line[6:]))
            if len(published) == 2:
                break
    assert [(one["type"], one["text"]) for one in published] == [
        ("message", "chào"),
        ("message", "tạm biệt"),
    ]


async def test_albums(box: Box) -> None:
    sent = await box.sends("album", b"1", b"2", b"3", caption="ba hình")
    messages = [one["message"] for one in await box.updates()]
    assert [one["message_id"] for one in sent] == [one["message_id"] for one in messages]
    assert len({one["media_group_id"] for one in messages}) == 1
    assert [one.get("caption") for one in messages] == ["ba hình", None, None]


async def test_anonymous_admins(box: Box) -> None:
    await box.act("say", SUPERGROUP, anonymous=True, text="ai đó")
    message = (await box.updates())[0]["message"]
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"] == message["chat"]
    found = await box.act("say", GROUP, text="ai?", status=400)
    assert "user_id" in found["error"]


async def test_menus_by_scope_and_language(box: Box) -> None:
    def menu(word: str) -> list[dict[str, str]]:
        return [{"command": word, "description": word}]

    await box.call("setMyCommands", commands=menu("all"))
    await box.call("setMyCommands", commands=menu("vi"), language_code="vi")
    here = {"type": "chat", "chat_id": LAN}
    await box.call("setMyCommands", commands=menu("here"), scope=here)

    async def seen(chat: int, language: str) -> str:
        found = await box.control(f"chats/{chat}/menu?language_code={language}")
        return str(found[0]["command"])

    assert [await seen(LAN, "vi"), await seen(9, "vi"), await seen(9, "km")] == [
        "here",
        "vi",
        "all",
    ]
    await box.call("deleteMyCommands", scope=here)
    assert await seen(LAN, "vi") == "vi"
    words = await box.refused("setMyCommands", commands=menu("Gửi"))
    assert words == "Bad Request: BOT_COMMAND_INVALID"


async def test_the_call_log(box: Box) -> None:
    await box.act("say", text="chào")
    url = f"{box.url}/bot{box.token}/sendMessage"
    body = {"chat_id": LAN, "text": "a", "tone": "warm"}
    async with box.http.post(url, json=body, headers={"X-Nghedan-Origin": "turn:7"}) as answer:
        assert answer.status == 200
    await box.refused("sendDice")
    first, second = await box.control("calls?after=0")
    assert (first["n"], first["method"], first["params"]) == (1, "sendMessage", body)
    assert (first["origin"], first["unknown"]) == ("turn:7", ["tone"])
    assert first["answer"]["result"]["text"] == "a"
    assert second["answer"]["error_code"] == 404
    assert await box.control("calls?after=1") == [second]


async def events(box: Box, count: int, last: str = "0") -> list[tuple[str, dict[str, Any]]]:
    """The next `count` events after number `last`."""
    found: list[tuple[str, dict[str, Any]]] = []
    url = f"{box.url}/sandbox/bots/{box.token}/events"
    async with asyncio.timeout(5), box.http.get(url, headers={"Last-Event-ID": last}) as stream:
        number = ""
        async for raw in stream.content:
            line = raw.decode().rstrip("\n")
            if line.startswith("id: "):
                number = line[4:]
            elif line.startswith("data: "):
                found.append((number, json.loads(line[6:])))
                if len(found) == count:
                    break
    return found


async def test_events_tell_the_story_and_go_on_where_one_left(box: Box) -> None:
    await box.act("say", text="chào")
    update = (await box.updates())[0]["update_id"]
    await box.updates(offset=update + 1)
    sent = await box.call("sendMessage", chat_id=LAN, text="a")
    await box.call("editMessageText", chat_id=LAN, message_id=sent["message_id"], text="b")
    await box.call("sendChatAction", chat_id=LAN, action="typing")
    await box.call("deleteMessage", chat_id=LAN, message_id=sent["message_id"])
    published = await events(box, 12)
    assert [one["type"] for _, one in published] == [
        "message",
        "update",
        "update",
        "update",
        "message",
        "call",
        "edited",
        "call",
        "typing",
        "call",
        "deleted",
        "call",
    ]
    stages = [one["stage"] for _, one in published if one["type"] == "update"]
    assert stages == ["received", "fetched", "confirmed"]
    assert await events(box, 2, last=published[9][0]) == published[10:]


async def test_reset_forgets_everything(box: Box) -> None:
    await box.act("say", text="chào")
    await box.control("reset", {})
    assert await box.screen() == []
    assert await box.updates() == []
    assert (await box.act("say", text="chào"))["update_id"] == 1


async def test_nonsense_is_explained(box: Box) -> None:
    for path in ("chats/x/say", "chats/1/say", "chats/1/location", "redeliver"):
        found = await box.control(path, {}, status=400)
        assert found["error"]
    url = f"{box.url}/sandbox/bots/nonsense/state"
    async with box.http.get(url) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "a token is digits:secret"})


async def test_the_power_switch(box: Box) -> None:
    """The call is passed on to the process that has the switch."""
    async with box.http.get(f"{box.url}/sandbox/power") as answer:
        assert answer.status == 404
    state = {"on": True}

    async def show(request: web.Request) -> web.Response:
        if request.method == "POST":
            state.update(await request.json())
        return web.json_response(state)

    app = web.Application()
    app.router.add_route("*", "/switch", show)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    switch = f"http://127.0.0.1:{runner.addresses[0][1]}/switch"
    async with opened(power_url=switch, sample={"people": []}) as other:
        async with other.http.post(f"{other.url}/sandbox/power", json={"on": False}) as answer:
            assert await answer.json() == {"on": False}
        async with other.http.get(f"{other.url}/sandbox/power") as answer:
            assert await answer.json() == {"on": False}
        async with other.http.get(f"{other.url}/sandbox/sample") as answer:
            assert await answer.json() == {"people": [], "power": True}
        async with other.http.get(other.url) as answer:
            assert "Nghe Dân" in await answer.text()
    await runner.cleanup()


async def test_the_process(tmp_path: Path) -> None:
    """`python -m sandbox` prints its address, stops on a signal, and names a used port."""
    port = free_port()
    command = (sys.executable, "-m", "sandbox", "--port", str(port))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe)
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), 20)
    assert f"http://127.0.0.1:{port}" in line.decode()
    second = await asyncio.create_subprocess_exec(*command, stderr=pipe)
    _, complaint = await asyncio.wait_for(second.communicate(), 20)
    assert second.returncode == 2
    assert complaint.decode().splitlines() == [
        f"Cannot listen on 127.0.0.1:{port}: {complaint.decode().split(': ', 1)[1].strip()}"
    ]
    getting = f"http://127.0.0.1:{port}/bot1:a/getMe"
    async with aiohttp.ClientSession() as http, http.get(getting) as answer:
        assert answer.status == 200
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0
