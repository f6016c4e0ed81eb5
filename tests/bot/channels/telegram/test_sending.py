"""Parcels as calls, and what Telegram's answers mean."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.contract import (
    ChannelClosed,
    Moved,
    Operation,
    Refused,
    SendError,
    SendRequest,
    Throttled,
    TryAgain,
    Unreachable,
)
from bot.channels.telegram import TelegramChannel, request
from bot.channels.webhook_secret import webhook_secret
from domain.messages.message import Choice, FileKind, Outgoing, OutgoingFile
from tests.bot.telegram import SENT, TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.telegram import Telegram

SECRET = TOKEN.partition(":")[2]


def send_request(text: str = "chào <b>bà con</b>", **more: Any) -> SendRequest:
    """Words for Lan."""
    return SendRequest("501", Operation.SEND, Outgoing(text, **more))


def edit(text: str) -> SendRequest:
    """Other words in message 70."""
    return SendRequest("501", Operation.EDIT, Outgoing(text), target="70")


async def test_words_with_buttons(channel: TelegramChannel, telegram: Telegram) -> None:
    choices = ((Choice("Xong", "done:"),), (Choice("Mở", url="https://example.vn/"),))
    assert await channel.send(send_request(choices=choices, reply_to="12")) == "77"
    (call,) = telegram.of("sendMessage")
    assert (call.fields["chat_id"], call.fields["parse_mode"]) == ("501", "HTML")
    assert call.fields["text"] == "chào <b>bà con</b>"
    assert json.loads(call.fields["reply_markup"])["inline_keyboard"] == [
        [{"text": "Xong", "callback_data": "done:"}],
        [{"text": "Mở", "url": "https://example.vn/"}],
    ]
    assert json.loads(call.fields["reply_parameters"])["message_id"] == 12


async def test_the_origin_is_told_to_a_local_api_only(
    channel: TelegramChannel, telegram: Telegram, tmp_path: Path
) -> None:
    await channel.send(SendRequest("501", Operation.SEND, Outgoing("a"), origin="digest"))
    await channel.send(send_request())
    far = TelegramChannel(TOKEN, telegram.url, tmp_path, api_is_local=False)
    await far.open()
    await far.send(SendRequest("501", Operation.SEND, Outgoing("a"), origin="digest"))
    await far.close()
    told = [call.headers.get(request.ORIGIN_HEADER) for call in telegram.of("sendMessage")]
    assert told == ["digest", None, None]


@pytest.mark.parametrize(
    ("kind", "ref", "method", "field"),
    [
        (FileKind.PHOTO, "F", "sendPhoto", "photo"),
        (FileKind.VOICE, "F", "sendVoice", "voice"),
        (FileKind.VOICE, "audio:F", "sendAudio", "audio"),
        (FileKind.VIDEO, "F", "sendVideo", "video"),
        (FileKind.VIDEO, "video_note:F", "sendVideoNote", "video_note"),
        (FileKind.DOCUMENT, "F", "sendDocument", "document"),
    ],
)
async def test_files_go_on_as_what_they_came(
    channel: TelegramChannel, telegram: Telegram, kind: FileKind, ref: str, method: str, field: str
) -> None:
    file = OutgoingFile(kind, "a", ref=ref)
    await channel.send(send_request("K12", file=file, choices=((Choice("Mở", "open:"),),)))
    (call,) = telegram.of(method)
    assert call.fields[field] == "F"
    assert call.fields.get("caption") == (None if method == "sendVideoNote" else "K12")
    assert "open:" in call.fields["reply_markup"]


async def test_our_copy_is_sent(
    channel: TelegramChannel, telegram: Telegram, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "1").write_bytes(b"%PDF")
    file = OutgoingFile(FileKind.DOCUMENT, "kế hoạch.pdf", path="files/1")
    await channel.send(send_request("", file=file))
    (call,) = telegram.of("sendDocument")
    assert list(call.files.values()) == [b"%PDF"]
    telegram.refuses("sendDocument", 400, "Bad Request: wrong file identifier/HTTP URL specified")
    await channel.send(
        send_request("", file=OutgoingFile(FileKind.DOCUMENT, "a", ref="old", path="files/1"))
    )
    assert list(telegram.calls[-1].files.values()) == [b"%PDF"]
    for gone in (
        OutgoingFile(FileKind.PHOTO, "a", path="files/2"),
        OutgoingFile(FileKind.PHOTO, "a"),
    ):
        with pytest.raises(Refused):
            await channel.send(send_request("", file=gone))


async def test_edits(channel: TelegramChannel, telegram: Telegram) -> None:
    assert await channel.send(edit("b")) == "70"
    assert telegram.of("editMessageText")[0].fields["message_id"] == "70"
    telegram.refuses("editMessageText", 400, "Bad Request: message is not modified: specified new")
    assert await channel.send(edit("b")) == "70"
    telegram.refuses(
        "editMessageText", 400, "Bad Request: there is no text in the message to edit"
    )
    await channel.send(edit("caption"))
    assert telegram.of("editMessageCaption")[0].fields["caption"] == "caption"
    telegram.refuses("editMessageText", 400, "Bad Request: message to edit not found")
    with pytest.raises(Refused):
        await channel.send(edit("b"))


async def test_deletes(channel: TelegramChannel, telegram: Telegram) -> None:
    delete = SendRequest("501", Operation.DELETE, target="70")
    await channel.send(delete)
    telegram.refuses("deleteMessage", 400, "Bad Request: message to delete not found")
    await channel.send(delete)
    telegram.refuses("deleteMessage", 400, "Bad Request: message can't be deleted for everyone")
    with pytest.raises(Refused):
        await channel.send(delete)


async def test_menus(channel: TelegramChannel, telegram: Telegram) -> None:
    await channel.send(SendRequest("501", Operation.MENU, menu=(("gui", "Báo việc"),)))
    (call,) = telegram.of("setMyCommands")
    assert json.loads(call.fields["commands"]) == [{"command": "gui", "description": "Báo việc"}]
    assert json.loads(call.fields["scope"]) == {"type": "chat", "chat_id": 501}


async def test_html_that_is_none_is_sent_plain(
    channel: TelegramChannel, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.refuses("sendMessage", 400, "Bad Request: can't parse entities: Unexpected end tag")
    assert await channel.send(send_request("chào <b>Lan &amp; bà con</b>")) == "77"
    last = telegram.of("sendMessage")[-1].fields
    assert last["text"] == "chào Lan & bà con"
    assert "parse_mode" not in last
    assert "sent as plain text" in caplog.text
    assert "Lan" not in caplog.text


@pytest.mark.parametrize(
    ("code", "words", "parameters", "error"),
    [
        (429, "Too Many Requests: retry after 7", {"retry_after": 7}, Throttled),
        (403, "Forbidden: bot was blocked by the user", {}, Unreachable),
        (403, "Forbidden: user is deactivated", {}, Unreachable),
        (400, "Bad Request: chat not found", {}, Unreachable),
        (400, "Bad Request: PEER_ID_INVALID", {}, Unreachable),
        (400, "Bad Request: not enough rights to send text messages to the chat", {}, Unreachable),
        (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1005}, Moved),
        (400, "Bad Request: message is too long", {}, Refused),
        (400, "Bad Request: not enough rights to send photos to the chat", {}, Refused),
        (500, "Internal Server Error", {}, TryAgain),
        (401, "Unauthorized", {}, TryAgain),
        (404, "Not Found", {}, TryAgain),
    ],
)
async def test_what_a_refusal_means(
    channel: TelegramChannel,
    telegram: Telegram,
    code: int,
    words: str,
    parameters: dict[str, Any],
    error: type[SendError],
) -> None:
    telegram.refuses("sendMessage", code, words, **parameters)
    with pytest.raises(error) as raised:
        await channel.send(send_request())
    found = raised.value
    if isinstance(found, Throttled):
        assert found.seconds == 7
    if isinstance(found, Moved):
        assert found.chat == "-1005"
    if isinstance(found, TryAgain):
        assert not found.ambiguous
        assert found.counts is (code != 401)


@pytest.mark.parametrize("status", [302, 403, 404, 413, 502])
async def test_a_proxys_page_is_nobodys_word(
    channel: TelegramChannel, telegram: Telegram, status: int
) -> None:
    """An HTML 403 is not a person who blocked the bot."""
    telegram.says("sendMessage", b"<html>no</html>", status)
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request())
    assert not raised.value.ambiguous


async def test_a_lost_answer_is_ambiguous(
    channel: TelegramChannel, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.cuts("sendMessage")
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request())
    assert raised.value.ambiguous
    telegram.says("sendMessage", b'{"ok": tr')
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request())
    assert raised.value.ambiguous
    monkeypatch.setattr(request, "READ_TIMEOUT", 0.01)
    release = asyncio.Event()
    telegram.waits("sendMessage", release, {"ok": True, "result": SENT})
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request())
    release.set()
    assert raised.value.ambiguous


async def test_a_refused_connection_is_not_ambiguous(
    channel: TelegramChannel, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    await telegram.server.close()
    await asyncio.sleep(0.05)
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request())
    assert not raised.value.ambiguous
    assert not raised.value.counts
    assert SECRET not in f"{raised.value!r}{raised.value.__cause__!r}{caplog.text}"


@pytest.mark.parametrize("chat", ["", "x", "1e3"])
async def test_a_chat_that_is_none(channel: TelegramChannel, chat: str) -> None:
    with pytest.raises(Refused):
        await channel.send(SendRequest(chat, Operation.SEND, Outgoing("a")))


async def test_acknowledging_never_raises(
    channel: TelegramChannel, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await channel.acknowledge("T")
    telegram.refuses("answerCallbackQuery", 400, "Bad Request: query is too old")
    await channel.acknowledge("T")
    telegram.cuts("answerCallbackQuery")
    await channel.acknowledge("T")
    assert caplog.text.count("not acknowledged") == 2


async def test_fetching(channel: TelegramChannel, telegram: Telegram, tmp_path: Path) -> None:
    file = {"file_id": "F", "file_unique_id": "u", "file_path": "voice/1.oga"}
    telegram.files["voice/1.oga"] = b"x" * 1000
    telegram.answers("getFile", file)
    assert await channel.fetch("audio:F", tmp_path / "a", 1000) == 1000
    assert telegram.of("getFile")[0].fields["file_id"] == "F"
    assert (tmp_path / "a").read_bytes() == b"x" * 1000
    for answer in (file, {**file, "file_size": 1000}):
        telegram.answers("getFile", answer)
        with pytest.raises(Refused):
            await channel.fetch("F", tmp_path / "b", 999)
    telegram.answers("getFile", {**file, "file_path": "gone"})
    with pytest.raises(TryAgain):
        await channel.fetch("F", tmp_path / "b", 999)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a"]


async def test_no_file_of_this_machine_is_fetched(
    channel: TelegramChannel, telegram: Telegram, tmp_path: Path
) -> None:
    """python-telegram-bot leaves a path that exists here as it is."""
    telegram.answers(
        "getFile", {"file_id": "F", "file_unique_id": "u", "file_path": "/etc/passwd"}
    )
    with pytest.raises(SendError):
        await channel.fetch("F", tmp_path / "b", 99999)
    assert list(tmp_path.iterdir()) == []


async def test_who_we_are(telegram: Telegram, tmp_path: Path) -> None:
    channel = TelegramChannel(TOKEN, telegram.url, tmp_path, api_is_local=True)
    await channel.open()
    assert channel.bot_name == "nghedan_bot"
    telegram.refuses("getMe", 401, "Unauthorized")
    with pytest.raises(ChannelClosed):
        await channel.open()
    telegram.says("getMe", b"", 502)
    with pytest.raises(TryAgain):
        await channel.open()
    await channel.close()


async def test_the_webhook_is_set_when_it_differs(
    channel: TelegramChannel, telegram: Telegram
) -> None:
    url = "https://nghedan.example.vn/telegram"
    await channel.set_webhook(url)
    (call,) = telegram.of("setWebhook")
    assert (call.fields["url"], call.fields["secret_token"]) == (url, webhook_secret(TOKEN))
    info = {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "allowed_updates": json.loads(call.fields["allowed_updates"]),
    }
    telegram.answers("getWebhookInfo", info)
    await channel.set_webhook(url)
    assert len(telegram.of("setWebhook")) == 1
    refused = "Wrong response from the webhook: 403 Forbidden"
    for other in (
        {"url": url + "x"},
        {"allowed_updates": ["message"]},
        {"last_error_message": refused, "last_error_date": 1},
    ):
        telegram.answers("getWebhookInfo", {**info, **other})
        await channel.set_webhook(url)
    assert len(telegram.of("setWebhook")) == 4
