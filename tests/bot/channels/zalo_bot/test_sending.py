"""Sending on the Bot Platform, and how its error codes are mapped."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.contract import (
    ChannelClosed,
    NotAllowedNow,
    Operation,
    Refused,
    SendError,
    SendRequest,
    TryAgain,
    Unreachable,
)
from bot.channels.zalo_bot.errors import EVERY_CODE
from domain.messages.message import Choice, FileKind, Outgoing, OutgoingFile
from tests.bot.channels.zalo_bot.zalo import LAN, PUBLIC, TOKEN, Zalo, channel_on

if TYPE_CHECKING:
    from pathlib import Path

    from bot.channels.zalo_bot import ZaloBotChannel

CHOICES = ((Choice("Đồng ý", "a:"), Choice("Thôi", "b:")), (Choice("Trang web", url="https://x"),))


def send_request(text: str = "Chào bà con", **more: Any) -> SendRequest:
    return SendRequest(LAN, Operation.SEND, Outgoing(text, **more))


async def test_a_text_is_plain(channel: ZaloBotChannel, zalo: Zalo) -> None:
    given = await channel.send(send_request("<b>Mã</b> K3F &amp; vie\u0302\u0323c"))
    assert given == "82599fa32f56d00e8941"
    assert zalo.of("sendMessage") == [{"chat_id": LAN, "text": "Mã K3F & vi\u1ec7c"}]


async def test_choices_are_a_numbered_list(channel: ZaloBotChannel, zalo: Zalo) -> None:
    await channel.send(send_request("Chọn đi", choices=CHOICES, how="Bà con trả lời bằng số:"))
    assert [call["text"] for call in zalo.of("sendMessage")] == [
        "Chọn đi\n\nBà con trả lời bằng số:\n1. Đồng ý\n2. Thôi\nTrang web: https://x"
    ]


async def test_a_label_that_is_its_own_number_stands_alone(
    channel: ZaloBotChannel, zalo: Zalo
) -> None:
    scores = (tuple(Choice(str(score), f"rate:{score}") for score in range(1, 4)),)
    await channel.send(send_request("Hài lòng tới đâu?", choices=scores))
    assert [call["text"] for call in zalo.of("sendMessage")] == ["Hài lòng tới đâu?\n\n1\n2\n3"]


async def test_no_choice_is_cut_off(channel: ZaloBotChannel, zalo: Zalo) -> None:
    """And no message is longer than Zalo's limit."""
    choices = tuple(
        (Choice(f"Ấp {number} " + "😀" * 25, f"{number}:"),) for number in range(1, 60)
    )
    await channel.send(send_request("😀" * 995, choices=choices))
    texts = [call["text"] for call in zalo.of("sendMessage")]
    assert all(len(text.encode("utf-16-le")) // 2 <= 2000 for text in texts)
    lines = "\n".join(texts).split("\n")
    assert [line.split(" ")[0] for line in lines[1:]] == [f"{number}." for number in range(1, 60)]


async def test_a_photo_that_zalo_has(zalo: Zalo, tmp_path: Path) -> None:
    channel = channel_on(zalo.url, tmp_path, "")
    photo = OutgoingFile(FileKind.PHOTO, "a.jpg", ref="https://photo.zdn.vn/a.jpg")
    await channel.send(send_request("Đây", file=photo))
    assert zalo.of("sendPhoto") == [
        {"chat_id": LAN, "photo": "https://photo.zdn.vn/a.jpg", "caption": "Đây"}
    ]
    assert not zalo.of("sendMessage")
    await channel.close()


async def test_zalo_is_given_the_time_to_fetch_a_photo(
    channel: ZaloBotChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given up too soon it would come twice."""
    given: dict[str, float] = {}
    call = channel._client.call

    async def noted(method: str, body: Any, *, within: float) -> Any:
        given[method] = within
        return await call(method, body, within=within)

    monkeypatch.setattr(channel._client, "call", noted)
    photo = OutgoingFile(FileKind.PHOTO, "a.jpg", path="files/a")
    await channel.send(send_request("Đây", file=photo, choices=CHOICES))
    assert given["sendMessage"] <= 10
    assert given["sendPhoto"] >= 100


async def test_a_photo_with_choices(channel: ZaloBotChannel, zalo: Zalo) -> None:
    photo = OutgoingFile(FileKind.PHOTO, "a.jpg", path="files/a")
    await channel.send(send_request("Đây", file=photo, choices=CHOICES))
    (sent,) = zalo.of("sendPhoto")
    assert sent["photo"].startswith(f"{PUBLIC}/zalo-bot/files/")
    assert "caption" not in sent
    assert "1. Đồng ý" in zalo.of("sendMessage")[0]["text"]


@pytest.mark.parametrize(
    ("public", "shown"), [(PUBLIC, f"{PUBLIC}/zalo-bot/files/"), ("", "Zalo không chuyển được")]
)
async def test_another_file_is_a_link_or_a_line(
    zalo: Zalo, tmp_path: Path, public: str, shown: str
) -> None:
    channel = channel_on(zalo.url, tmp_path, public)
    file = OutgoingFile(FileKind.DOCUMENT, "bao-cao.csv", path="files/a")
    await channel.send(send_request("Số liệu", file=file))
    (sent,) = zalo.of("sendMessage")
    assert sent["text"].startswith("Số liệu\n📎 bao-cao.csv")
    assert shown in sent["text"]
    await channel.close()


async def test_a_voice(channel: ZaloBotChannel, zalo: Zalo) -> None:
    voice = OutgoingFile(FileKind.VOICE, "", ref="https://f2.zdn.vn/a.aac")
    await channel.send(send_request("Nghe thử", file=voice))
    assert [method for method, _ in zalo.calls] == ["sendVoice", "sendMessage"]


async def test_what_there_is_not(channel: ZaloBotChannel, zalo: Zalo) -> None:
    """An edit is sent as a new message; a deletion and a menu do nothing."""
    await channel.send(SendRequest(LAN, Operation.EDIT, Outgoing("Mới"), "m1"))
    await channel.send(SendRequest(LAN, Operation.DELETE, target="m1"))
    await channel.send(SendRequest(LAN, Operation.MENU))
    assert [method for method, _ in zalo.calls] == ["sendMessage"]


ERRORS: list[tuple[int, type[SendError], bool]] = [
    (400, Refused, True),
    (401, TryAgain, False),
    (403, Unreachable, True),
    (404, Refused, True),
    (408, TryAgain, True),
    (426, Refused, True),
    (429, NotAllowedNow, True),
    (500, TryAgain, True),
    (502, TryAgain, True),
    (503, TryAgain, True),
    (599, TryAgain, True),
]


def test_every_code_has_its_line() -> None:
    assert {code for code, _, _ in ERRORS} > EVERY_CODE


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("name", ["error_code", "errorCode"])
@pytest.mark.parametrize(("code", "error", "counts"), ERRORS)
async def test_an_error_is_what_the_body_says(
    channel: ZaloBotChannel,
    zalo: Zalo,
    code: int,
    error: type[SendError],
    counts: bool,
    name: str,
    status: int,
) -> None:
    zalo.refuses("sendMessage", code, status, name)
    with pytest.raises(error) as told:
        await channel.send(send_request())
    assert type(told.value) is error
    assert getattr(told.value, "counts", True) is counts
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("body", "status", "ambiguous"),
    [
        (b"<html>Bad gateway</html>", 502, False),
        (b"<html>hello</html>", 200, True),
        (b"[]", 200, True),
        (b'{"result": {}}', 200, True),
        (b"", 504, False),
    ],
)
async def test_what_is_no_answer(
    channel: ZaloBotChannel, zalo: Zalo, body: bytes, status: int, ambiguous: bool
) -> None:
    zalo.says("sendMessage", body, status)
    with pytest.raises(TryAgain) as told:
        await channel.send(send_request())
    assert told.value.ambiguous is ambiguous


async def test_a_lost_answer_may_have_arrived(channel: ZaloBotChannel, zalo: Zalo) -> None:
    zalo.cuts("sendMessage")
    with pytest.raises(TryAgain) as told:
        await channel.send(send_request())
    assert told.value.ambiguous


async def test_the_second_part_is_not_tried_for_ever(channel: ZaloBotChannel, zalo: Zalo) -> None:
    zalo.says("sendPhoto", b'{"ok": true, "result": {"message_id": "m1"}}')
    zalo.refuses("sendMessage", 500)
    photo = OutgoingFile(FileKind.PHOTO, "a.jpg", ref="https://photo.zdn.vn/a.jpg")
    with pytest.raises(TryAgain) as told:
        await channel.send(send_request("Đây", file=photo, choices=CHOICES))
    assert told.value.ambiguous


async def test_the_token_is_told_nowhere(
    zalo: Zalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It stands in the address, which the HTTP client likes to tell."""
    caplog.set_level(logging.INFO)
    gone = channel_on("http://127.0.0.1:9", tmp_path)
    with pytest.raises(TryAgain) as told:
        await gone.send(send_request())
    assert not told.value.counts
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    await gone.close()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert TOKEN not in f"{told.value!r} {ours}"


async def test_a_refused_token_closes_the_channel(zalo: Zalo, tmp_path: Path) -> None:
    channel = channel_on(zalo.url, tmp_path)
    zalo.refuses("getMe", 401)
    with pytest.raises(ChannelClosed, match="NGHEDAN_ZALO_BOT_TOKEN"):
        await channel.open()
    await channel.close()
