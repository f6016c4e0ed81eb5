"""Parcels as calls, and what each of Zalo's codes means."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bot.channels.contract import (
    NotAllowedNow,
    Operation,
    Refused,
    SendError,
    SendRequest,
    Throttled,
    TryAgain,
    Unreachable,
)
from bot.channels.zalo.pictures import IMAGE_LIMIT
from bot.channels.zalo_oa import ZaloOaChannel, errors
from bot.channels.zalo_oa.capabilities import MOST_BUTTONS
from domain.messages.message import Choice, FileKind, Outgoing, OutgoingFile
from tests.bot.channels.zalo_oa.zalo import CS, FILE, IMAGE, LAN

if TYPE_CHECKING:
    from pathlib import Path

    from bot.channels.zalo_oa.signature import ButtonSigner
    from tests.bot.channels.zalo_oa.zalo import Ring, Zalo


def send_request(text: str = "chào <b>bà con</b> &amp; cả nhà", **more: Any) -> SendRequest:
    """Words for Lan."""
    return SendRequest(LAN, Operation.SEND, Outgoing(text, **more))


def rows(number: int) -> tuple[tuple[Choice, ...], ...]:
    """So many choices."""
    return tuple((Choice(f"Ấp {n}", f"hamlet:{n}"),) for n in range(1, number + 1))


async def test_words_are_plain(channel: ZaloOaChannel, zalo: Zalo) -> None:
    assert await channel.send(send_request()) == "m77"
    (call,) = zalo.calls
    assert (call.path, call.token) == (CS, "token-1")
    assert call.body == {
        "recipient": {"user_id": LAN},
        "message": {"text": "chào bà con & cả nhà"},
    }


async def test_up_to_five_buttons(
    channel: ZaloOaChannel, zalo: Zalo, signer: ButtonSigner
) -> None:
    choices = (*rows(MOST_BUTTONS - 1), (Choice("Bản đồ", url="https://example.vn/"),))
    await channel.send(send_request("Ấp nào?", choices=choices))
    message = zalo.calls[0].body["message"]
    assert message["text"] == "Ấp nào?"
    buttons = message["attachment"]["payload"]["buttons"]
    assert message["attachment"]["type"] == "template"
    assert [one["title"] for one in buttons] == ["Ấp 1", "Ấp 2", "Ấp 3", "Ấp 4", "Bản đồ"]
    assert buttons[0]["type"] == "oa.query.hide"
    assert signer.read(LAN, buttons[0]["payload"]) == "hamlet:1"
    assert buttons[4] == {
        "title": "Bản đồ",
        "type": "oa.open.url",
        "payload": {"url": "https://example.vn/"},
    }


async def test_more_than_five_are_numbers(channel: ZaloOaChannel, zalo: Zalo) -> None:
    choices = ((Choice("1. Báo việc", "report:"),), *rows(6)[1:], (Choice("Web", url="u"),))
    await channel.send(send_request("Chọn đi", choices=choices))
    (call,) = zalo.calls
    assert call.body["message"] == {
        "text": "Chọn đi\n\n1. Báo việc\n2. Ấp 2\n3. Ấp 3\n4. Ấp 4\n5. Ấp 5\n6. Ấp 6\nWeb: u"
    }


async def test_above_a_list_stands_how_to_answer(channel: ZaloOaChannel, zalo: Zalo) -> None:
    """Buttons explain themselves."""
    await channel.send(send_request("Ấp nào?", choices=rows(6), how="Trả lời bằng số:"))
    await channel.send(send_request("Ấp nào?", choices=rows(5), how="Trả lời bằng số:"))
    listed, pressed = (call.body["message"]["text"] for call in zalo.calls)
    assert listed.startswith("Ấp nào?\n\nTrả lời bằng số:\n1. Ấp 1\n2. Ấp 2\n")
    assert pressed == "Ấp nào?"


async def test_a_list_that_does_not_fit_comes_after(channel: ZaloOaChannel, zalo: Zalo) -> None:
    await channel.send(send_request("x" * 1990, choices=rows(6)))
    assert [call.body["message"]["text"][:5] for call in zalo.calls] == ["xxxxx", "1. Ấp"]


async def test_a_long_title_is_cut_between_letters(channel: ZaloOaChannel, zalo: Zalo) -> None:
    label = "Đồng ý 👨‍👩‍👧" * 20
    await channel.send(send_request("?", choices=((Choice(label, "a:"),),)))
    (button,) = zalo.calls[0].body["message"]["attachment"]["payload"]["buttons"]
    assert len(button["title"].encode("utf-16-le")) // 2 <= 100
    assert button["title"].endswith("…")
    assert "👨‍👩‍👧" in button["title"]
    assert not button["title"].removesuffix("…").endswith(("👨", "\u200d"))


def picture(side: int, kind: str = "JPEG") -> bytes:
    """A picture that hardly compresses."""
    made = io.BytesIO()
    Image.effect_noise((side, side), 200).convert("RGB").save(made, kind, quality=95)
    return made.getvalue()


async def test_a_photo_is_uploaded_light(
    channel: ZaloOaChannel, zalo: Zalo, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1500))
    file = OutgoingFile(FileKind.PHOTO, "", ref="https://x.zdn.vn/1", path="a.jpg")
    await channel.send(send_request("K12", file=file))
    (upload,) = zalo.of(IMAGE)
    assert 0 < len(upload.files["file"]) <= IMAGE_LIMIT < (tmp_path / "a.jpg").stat().st_size
    assert zalo.of(CS)[0].body["message"] == {
        "text": "K12",
        "attachment": {
            "type": "template",
            "payload": {
                "template_type": "media",
                "elements": [{"media_type": "image", "attachment_id": "A1"}],
            },
        },
    }


async def test_a_photo_without_a_copy_goes_by_its_address(
    channel: ZaloOaChannel, zalo: Zalo
) -> None:
    file = OutgoingFile(FileKind.PHOTO, "", ref="https://x.zdn.vn/1")
    await channel.send(send_request("", file=file))
    (element,) = zalo.of(CS)[0].body["message"]["attachment"]["payload"]["elements"]
    assert element == {"media_type": "image", "url": "https://x.zdn.vn/1"}
    assert "text" not in zalo.of(CS)[0].body["message"]


async def test_a_small_png_stays_as_it_is(
    channel: ZaloOaChannel, zalo: Zalo, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(picture(20, "PNG"))
    await channel.send(send_request("", file=OutgoingFile(FileKind.PHOTO, "", path="a.png")))
    assert zalo.of(IMAGE)[0].files["file"] == picture(20, "PNG") or zalo.of(IMAGE)[0].files[
        "file"
    ].startswith(b"\x89PNG")


async def test_a_file_then_its_words_with_buttons(
    channel: ZaloOaChannel, zalo: Zalo, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    file = OutgoingFile(FileKind.DOCUMENT, "đơn.pdf", path="a.pdf")
    await channel.send(send_request("Đây", file=file, choices=rows(1)))
    assert zalo.of(FILE)[0].files["file"] == b"%PDF"
    first, second = (call.body["message"] for call in zalo.of(CS))
    assert first == {"attachment": {"type": "file", "payload": {"token": "F1"}}}
    assert second["text"] == "Đây"
    assert second["attachment"]["payload"]["buttons"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (OutgoingFile(FileKind.DOCUMENT, "a.pdf", path="a"), b"x" * (5 * 1024 * 1024 + 1)),
        (OutgoingFile(FileKind.DOCUMENT, "a.pdf", ref="https://x.zdn.vn/1"), None),
        (OutgoingFile(FileKind.VOICE, "", path="gone"), None),
        (OutgoingFile(FileKind.PHOTO, "", path="a"), b"no picture"),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    channel: ZaloOaChannel, zalo: Zalo, tmp_path: Path, file: OutgoingFile, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(Refused):
        await channel.send(send_request("x", file=file))
    assert zalo.of(CS) == []


async def test_what_the_service_cannot_do(channel: ZaloOaChannel, zalo: Zalo) -> None:
    """An edit is sent as a new message; a deletion and a menu make no call."""
    assert (
        await channel.send(SendRequest(LAN, Operation.EDIT, Outgoing("mới"), target="m1")) == "m77"
    )
    assert await channel.send(SendRequest(LAN, Operation.DELETE, target="m1")) == "m1"
    assert await channel.send(SendRequest(LAN, Operation.MENU, menu=(("a", "b"),))) == ""
    assert len(zalo.calls) == 1


CODES: dict[int, type[SendError]] = {
    -32: Throttled,
    -201: Refused,
    -210: Refused,
    -211: NotAllowedNow,
    -213: Unreachable,
    -216: TryAgain,
    -220: TryAgain,
    -221: TryAgain,
    -223: Refused,
    -224: TryAgain,
    -227: Unreachable,
    -230: NotAllowedNow,
    -232: NotAllowedNow,
    -233: Refused,
    -240: Refused,
}


def test_every_code_is_in_the_table() -> None:
    assert set(CODES) == errors.EVERY_CODE


@pytest.mark.parametrize(("code", "error"), [*CODES.items(), (-99999, TryAgain)])
async def test_what_each_code_means(
    channel: ZaloOaChannel,
    zalo: Zalo,
    code: int,
    error: type[SendError],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    zalo.refuses(CS, code, times=2)
    with pytest.raises(error) as raised:
        await channel.send(send_request())
    told = f"{raised.value}{raised.value.__cause__}{caplog.text}"
    assert "token-" not in told
    assert "secret words" not in told
    assert len(zalo.calls) == (2 if code in errors.TOKEN_SPENT else 1)


@pytest.mark.parametrize("code", [-216, -220])
async def test_a_spent_token_is_renewed_once(
    channel: ZaloOaChannel, zalo: Zalo, ring: Ring, code: int
) -> None:
    zalo.refuses(CS, code)
    assert await channel.send(send_request()) == "m77"
    assert ring.refused == ["token-1"]
    assert [call.token for call in zalo.calls] == ["token-1", "token-2"]


@pytest.mark.parametrize(
    ("body", "status", "ambiguous", "counts"),
    [
        (b"<html>502", 502, False, True),
        (b"<html>maintenance", 200, True, True),
        (b"[]", 200, True, True),
        (b'{"data":{}}', 200, True, True),
        (b'{"error":"x"}', 503, False, True),
    ],
)
async def test_what_is_no_answer(
    channel: ZaloOaChannel, zalo: Zalo, body: bytes, status: int, *, ambiguous: bool, counts: bool
) -> None:
    zalo.says(CS, body, status)
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request())
    assert (raised.value.ambiguous, raised.value.counts) == (ambiguous, counts)


async def test_lost_and_refused_connections(channel: ZaloOaChannel, zalo: Zalo) -> None:
    zalo.cuts(CS)
    with pytest.raises(TryAgain) as lost:
        await channel.send(send_request())
    assert lost.value.ambiguous
    await zalo.server.close()
    with pytest.raises(TryAgain) as down:
        await channel.send(send_request())
    assert not down.value.counts


async def test_half_of_it_arrived(channel: ZaloOaChannel, zalo: Zalo) -> None:
    zalo.says(CS, {"error": 0, "data": {"message_id": "m1"}})
    zalo.says(CS, b"", 502)
    with pytest.raises(TryAgain) as raised:
        await channel.send(send_request("x" * 1990, choices=rows(6)))
    assert raised.value.ambiguous


async def test_what_was_made_for_a_service_of_longer_texts_comes_in_parts(
    channel: ZaloOaChannel, zalo: Zalo
) -> None:
    words = "<b>Trả lời</b> " + "đường ấp 4 & cầu 😀. " * 150
    await channel.send(send_request(words, choices=rows(2)))
    bodies = [call.body["message"] for call in zalo.of(CS)]
    assert [("attachment" in body) for body in bodies] == [False, True]
    for body in bodies:
        assert len(body["text"].encode("utf-16-le")) // 2 <= 2000
        assert "<" not in body["text"]
