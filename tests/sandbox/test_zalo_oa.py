"""The Official Account API of the sandbox: messages, recipients, times and costs."""

from __future__ import annotations

import base64
import hashlib
import re
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.sandbox.box import LAN, OaBox

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
USER = str(LAN)


def asks(*titles: str) -> dict[str, Any]:
    """A text with buttons."""
    buttons = [{"title": one, "type": "oa.query.show", "payload": f"#{one}"} for one in titles]
    return {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": buttons}}}


def picture(**element: str) -> dict[str, Any]:
    payload = {"template_type": "media", "elements": [{"media_type": "image", **element}]}
    return {"attachment": {"type": "template", "payload": payload}}


async def upload(oa: OaBox, kind: str, name: str, content: bytes) -> dict[str, Any]:
    form = aiohttp.FormData()
    form.add_field("file", BytesIO(content), filename=name)
    url = f"{oa.url}/zalo-oa/v2.0/oa/upload/{kind}"
    async with oa.http.post(url, data=form, headers={"access_token": oa.access}) as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def test_a_text(oa: OaBox) -> None:
    await oa.act("say", text="chào", name="Lan")
    answer = await oa.ask("message/cs", recipient={"user_id": USER}, message={"text": "dạ"})
    data = answer["data"]
    assert (answer["error"], answer["message"], data["user_id"]) == (0, "Success", USER)
    assert re.fullmatch(r"\d{13}", data["sent_time"])
    assert data["quota"]["quota_type"] == "reply"
    first, second = await oa.screen()
    assert (first["from"], first["name"], second["text"]) == ("user", "Lan", "dạ")
    assert (second["id"], second["cost"]) == (data["message_id"], "free")


async def test_rate_headers(oa: OaBox) -> None:
    url = f"{oa.url}/zalo-oa/v3.0/oa/message/cs"
    async with oa.http.post(url, json={}, headers={"access_token": oa.access}) as answer:
        assert answer.headers["X-RateLimit-Limit"] == "4000"
        assert 0 < int(answer.headers["X-RateLimit-Remain"]) < 4000
    await oa.control("switches", {"rate": 0})
    assert await oa.text("a") == -32


async def test_buttons_that_ask(oa: OaBox) -> None:
    await oa.act("say", text="chào")
    await oa.control("webhook", {"url": "http://127.0.0.1:9/"})
    await oa.cs(asks("Gửi ý kiến", "Xem hồ sơ"))
    message = (await oa.screen())[-1]
    assert message["buttons"] == [
        [{"label": "Gửi ý kiến", "data": "#Gửi ý kiến"}],
        [{"label": "Xem hồ sơ", "data": "#Xem hồ sơ"}],
    ]
    tapped = await oa.act("tap", message_id=message["message_id"], button="Xem hồ sơ")
    sent = (await oa.screen())[-1]
    assert (sent["from"], sent["text"], sent["id"]) == ("user", "#Xem hồ sơ", tapped["id"])
    found = await oa.act("tap", message_id=message["message_id"], button="Đóng", status=404)
    assert "Gửi ý kiến" in found["error"]


async def test_buttons_that_hide_and_lead_elsewhere(oa: OaBox) -> None:
    await oa.act("say", text="chào")
    buttons = [
        {"title": "Kín", "type": "oa.query.hide", "payload": "#kin"},
        {"title": "Trang", "type": "oa.open.url", "payload": {"url": "https://a.vn"}},
        {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900"}},
        {
            "title": "Nhắn",
            "type": "oa.open.sms",
            "payload": {"content": "a", "phone_code": "84900"},
        },
    ]
    payload = {"buttons": buttons}
    await oa.cs({"text": "Chọn", "attachment": {"type": "template", "payload": payload}})
    message = (await oa.screen())[-1]
    assert [row[0].get("url") for row in message["buttons"]] == [
        None,
        "https://a.vn",
        "tel:84900",
        "sms:84900",
    ]
    place = {"message_id": message["message_id"]}
    await oa.act("tap", **place, button="Kín")
    assert (await oa.screen())[-1] == message
    assert (await oa.act("tap", **place, button="Gọi"))["opened"] == {"phone_code": "84900"}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "đ" * 2001}, -210),
        ({"text": "😀" * 1001}, -210),
        ({"text": " "}, -201),
        ({"text": 7}, -201),
        ({}, -201),
        (None, -201),
        (asks(*"abcdef"), -210),
        (asks(""), -201),
        (asks("a" * 101), -210),
        (asks("a") | {"text": ""}, -201),
        ({"text": "a", "attachment": {"type": "template", "payload": {"buttons": []}}}, -201),
        (
            {
                "text": "a",
                "attachment": {"type": "template", "payload": {"template_type": "list"}},
            },
            -233,
        ),
        ({"text": "a", "attachment": {"type": "carousel", "payload": {}}}, -233),
        ({"attachment": {"type": "file", "payload": {"token": "nothing"}}}, -201),
        (picture(url="nowhere"), -201),
        (picture(attachment_id="nothing"), -201),
    ],
)
async def test_messages_that_are_refused(oa: OaBox, message: Any, code: int) -> None:
    await oa.act("open")
    assert await oa.cs(message) == code
    assert await oa.screen() == []
    assert (await oa.control("state"))["refused"] == {str(code): 1}


@pytest.mark.parametrize(
    "button",
    [
        {"title": "a", "type": "oa.query.show", "payload": "p" * 1001},
        {"title": "a", "type": "oa.query.show", "payload": {"p": 1}},
        {"title": "a", "type": "oa.query.loud", "payload": "p"},
        {"title": "a", "type": "oa.open.url", "payload": "https://a.vn"},
        "a",
    ],
)
async def test_buttons_that_are_refused(oa: OaBox, button: Any) -> None:
    await oa.act("open")
    payload = {"buttons": [button]}
    message = {"text": "a", "attachment": {"type": "template", "payload": payload}}
    assert await oa.cs(message) in (-201, -210)


async def test_the_windows(oa: OaBox) -> None:
    """A message is free for two days after the person's last act, paid for seven, then refused."""
    await oa.control(f"chats/{LAN}/messages")
    assert await oa.text("a") == -232
    assert await oa.text("a", chat=502) == -201
    await oa.act("say", text="chào")
    for hours, quota in (
        (0, "reply"),
        (47.9, "reply"),
        (48.1, "purchase_quota"),
        (167.9, "purchase_quota"),
    ):
        await oa.later(hours=hours)
        oa.access = (await oa.control("tokens", {}))["access_token"]
        assert (await oa.text("a"))["quota"]["quota_type"] == quota
    await oa.later(hours=168.1)
    oa.access = (await oa.control("tokens", {}))["access_token"]
    assert await oa.text("a") == -230
    await oa.act("say", text="chào")
    assert (await oa.text("a"))["quota"]["quota_type"] == "reply"
    assert (await oa.control("state"))["spent"] == {"free": 3, "paid": 2}


async def test_who_does_not_follow_any_more(oa: OaBox) -> None:
    await oa.act("follow")
    await oa.text("a")
    await oa.act("unfollow")
    assert await oa.text("a") == -213
    await oa.act("follow")
    await oa.text("a")
    await oa.act("block")
    assert await oa.text("a") == -213
    await oa.act("unblock")
    await oa.text("a")


async def test_quotas(oa: OaBox) -> None:
    await oa.act("open")
    await oa.control("templates", {"template_id": "t1", "text": "a"})
    await oa.control("switches", {"quota": 2, "paid_quota": 0})
    assert await oa.cs({"text": "a"})
    template = {"user_id": USER, "template_id": "t1", "template_data": {}}
    assert (await oa.ask("message/template", **template))["error"] == -211
    assert (await oa.text("a"))["quota"]["remain"] == "0"
    assert await oa.text("a") == -211
    assert (await oa.control("state"))["spent"] == {"free": 2}


async def test_templates(oa: OaBox) -> None:
    """An approved text can be sent to any follower, however long ago they wrote."""
    await oa.act("open")
    await oa.later(days=30)
    oa.access = (await oa.control("tokens", {}))["access_token"]
    await oa.control("templates", {"template_id": "t1", "text": "Hồ sơ {code} đã xong."})
    asked = {"user_id": USER, "template_id": "t1", "template_data": {"code": "A1"}}
    answer = await oa.ask("message/template", **asked)
    assert (answer["error"], answer["data"]["quota"]["quota_type"]) == (0, "purchase_quota")
    message = (await oa.screen())[-1]
    assert (message["text"], message["cost"]) == ("Hồ sơ A1 đã xong.", "template")
    wrongs: tuple[dict[str, Any], ...] = (
        {"template_id": "t2"},
        {"template_data": {}},
        {"user_id": "502"},
    )
    for wrong in wrongs:
        assert (await oa.ask("message/template", **{**asked, **wrong}))["error"] == -201


async def test_uploads(oa: OaBox) -> None:
    await oa.act("open")
    image = (await upload(oa, "image", "a.png", PNG))["data"]["attachment_id"]
    file = (await upload(oa, "file", "a.pdf", b"%PDF"))["data"]["token"]
    assert (await upload(oa, "gif", "a.gif", b"GIF89a"))["data"]["attachment_id"]
    await oa.cs(picture(attachment_id=image) | {"text": "hình"})
    await oa.cs({"attachment": {"type": "file", "payload": {"token": file}}})
    photo, document = await oa.screen()
    assert (photo["text"], document["document"]["name"]) == ("hình", "a.pdf")
    async with oa.http.get(f"{oa.control_url}/files/{photo['photo']}") as got:
        assert await got.read() == PNG
    sent = await oa.sends("photo", PNG)
    shown = (await oa.screen(after=sent["message_id"] - 1))[0]
    await oa.cs(picture(url=f"{oa.url}/zalo-files/{shown['photo']}"))
    assert len(await oa.screen()) == 4
    for kind, name, content, code in (
        ("image", "a.png", PNG + bytes(1024 * 1024), -210),
        ("file", "a.pdf", bytes(5 * 1024 * 1024 + 1), -210),
        ("image", "a.txt", b"text", -201),
        ("file", "a.exe", b"MZ", -201),
        ("gif", "a.gif", b"", -201),
    ):
        assert (await upload(oa, kind, name, content))["error"] == code
    await oa.later(days=8)
    oa.access = (await oa.control("tokens", {}))["access_token"]
    assert await oa.cs(picture(attachment_id=image)) == -201


async def test_particulars(oa: OaBox) -> None:
    await oa.act("say", text="a")
    found = await oa.act("submit", name="Lan", status=404)
    assert "nobody asked" in found["error"]
    element = {"title": "Xin thông tin", "subtitle": "Để xã gọi lại"}
    payload = {"template_type": "request_user_info", "elements": [element]}
    await oa.cs({"attachment": {"type": "template", "payload": payload}})
    assert "Để xã gọi lại" in (await oa.screen())[-1]["text"]
    await oa.act("submit", name="Lan", phone="84900000000")


async def test_what_was_closed_and_what_never_was(oa: OaBox) -> None:
    for path in ("message/transaction", "message/promotion"):
        assert (await oa.ask(path))["error"] == -240
    answer = await oa.ask("user/dance")
    assert (answer["error"], "user/dance" in answer["message"]) == (-201, True)


async def test_access_tokens(oa: OaBox) -> None:
    await oa.act("open")
    await oa.later(hours=24.9)
    await oa.text("a")
    await oa.later(hours=25.1)
    assert await oa.text("a") == -220
    pair = await oa.oauth(grant_type="refresh_token", refresh_token=f"refresh-{oa.token}-1")
    assert set(pair) == {"access_token", "refresh_token", "expires_in"}
    assert pair["expires_in"] == "90000"
    assert await oa.text("a") == -216
    oa.access = pair["access_token"]
    await oa.text("a")
    for old in ("nonsense", ""):
        oa.access = old
        assert await oa.text("a") == -216


async def test_a_refresh_token_works_once(oa: OaBox) -> None:
    first = {"grant_type": "refresh_token", "refresh_token": f"refresh-{oa.token}-1"}
    second = (await oa.oauth(**first))["refresh_token"]
    assert (await oa.oauth(**first))["error"] == -14014
    assert "access_token" in await oa.oauth(grant_type="refresh_token", refresh_token=second)
    await oa.later(days=91)
    third = (await oa.control("state"))["refresh_token"]
    answer = await oa.oauth(grant_type="refresh_token", refresh_token=third)
    assert (answer["error"], bool(answer["error_description"])) == (-14014, True)
    assert (await oa.oauth(**first, app_id="1"))["error"] == -14004
    assert (await oa.oauth(grant_type="password"))["error"] == -201
    calls = await oa.control("calls?after=0")
    assert all("refresh-" not in str(call) for call in calls)


async def test_a_refresh_whose_answer_is_lost_is_spent(oa: OaBox) -> None:
    first = {"grant_type": "refresh_token", "refresh_token": f"refresh-{oa.token}-1"}
    await oa.control("faults", {"method": "access_token", "cut": "before"})
    with pytest.raises(aiohttp.ClientError):
        await oa.oauth(**first)
    await oa.control("faults", {"method": "access_token", "cut": "after"})
    with pytest.raises(aiohttp.ClientError):
        await oa.oauth(**first)
    assert (await oa.oauth(**first))["error"] == -14014
    pair = await oa.control("tokens", {})
    assert "access_token" in await oa.oauth(
        grant_type="refresh_token", refresh_token=pair["refresh_token"]
    )


async def test_consent(oa: OaBox) -> None:
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    asked = {
        "app_id": f"9{oa.token}",
        "redirect_uri": "https://a.vn/back",
        "code_challenge": challenge,
        "state": "s7",
    }
    url = f"{oa.url}/zalo-oa/v4/oa/permission"
    async with oa.http.get(url, params=asked, allow_redirects=False) as answer:
        assert answer.status == 302
        back = URL(answer.headers["Location"])
    assert (back.host, back.query["oa_id"], back.query["state"]) == ("a.vn", oa.token, "s7")
    exchange = {"grant_type": "authorization_code", "code": back.query["code"]}
    assert "access_token" in await oa.oauth(**exchange, code_verifier=verifier)
    assert (await oa.oauth(**exchange, code_verifier=verifier))["error"] == -14005
    code = (await oa.control("consent", {"code_challenge": challenge}))["code"]
    wrong = await oa.oauth(grant_type="authorization_code", code=code, code_verifier="w")
    assert wrong["error"] == -14005
    await oa.control("setup", {"redirect_uri": "https://b.vn"})
    async with oa.http.get(url, params=asked, allow_redirects=False) as answer:
        assert (await answer.json())["error"] == -14003


async def test_faults(oa: OaBox) -> None:
    await oa.act("open")
    await oa.control("faults", {"method": "message/cs", "error_code": -227})
    assert await oa.text("a") == -227
    url = f"{oa.url}/zalo-oa/v3.0/oa/message/cs"
    for fault, status in (({"html": True}, 502), ({"error_code": 503}, 503)):
        await oa.control("faults", {"method": "message/cs", **fault})
        async with oa.http.post(url, json={}, headers={"access_token": oa.access}) as page:
            assert (page.status, page.content_type) == (status, "text/html")
    for cut, seen in (("before", 0), ("after", 1)):
        await oa.control("faults", {"method": "message/cs", "cut": cut})
        with pytest.raises(aiohttp.ClientError):
            await oa.text("a")
        assert len(await oa.screen()) == seen
    await oa.control("revoke", {})
    assert await oa.text("a") == -216
    answer = await oa.oauth(grant_type="refresh_token", refresh_token=f"refresh-{oa.token}-1")
    assert answer["error"] == -14014


async def test_behind_the_scenes(oa: OaBox) -> None:
    state = await oa.control("state")
    assert state["app_id"] == f"9{oa.token}"
    assert state["oa_secret"] == f"oa-secret-{oa.token}"
    await oa.control("setup", {"app_id": "77", "app_secret": "x", "oa_secret": "y"})
    assert (await oa.control("state"))["app_id"] == "77"
    await oa.control("setup", {"colour": "blue"}, status=400)
    await oa.control("chats/0501/say", {"text": "a"}, status=400)
    await oa.act("join", status=404)
    await oa.act("say", text="a")
    await oa.control("reset", {})
    assert await oa.screen() == []
