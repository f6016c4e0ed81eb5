"""Events in, one by one, as Zalo's documentation shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.contract import Unreadable
from bot.channels.zalo_oa.incoming import HumanWrote, read
from bot.channels.zalo_oa.signature import EXPIRED, ButtonSigner
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind, Point
from tests.bot.channels.zalo_oa.zalo import APP_SECRET, LAN, OA, attached, event

SIGNER = ButtonSigner(APP_SECRET)
AT = datetime(2026, 4, 23, 4, 39, 12, 762000, tzinfo=UTC)
URL = "https://photo-stal-29.zdn.vn/no/jpg/x.jpg"
PDF = {"size": "12845", "name": "đơn.pdf", "checksum": "c", "type": "pdf", "url": URL}


def understood(raw: dict[str, Any]) -> Incoming:
    found = read(raw, OA, SIGNER)
    assert isinstance(found, Incoming), found
    return found


def test_words_in_full() -> None:
    assert understood(event("user_send_text", {"text": "Đường hỏng\0"})) == Incoming(
        channel="zalo_oa",
        key="96d3cdf3af150460909",
        chat=LAN,
        sender=LAN,
        kind=Kind.TEXT,
        at=AT,
        text="Đường hỏng",
        message="96d3cdf3af150460909",
    )


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        (
            attached("image", {"thumbnail": "t", "url": URL}, text="ổ gà"),
            Kind.FILE,
            {"text": "ổ gà", "files": (IncomingFile(FileKind.PHOTO, URL),)},
        ),
        (
            attached("image", {"url": URL}, {"url": URL + "?2"}),
            Kind.FILE,
            {
                "files": (
                    IncomingFile(FileKind.PHOTO, URL),
                    IncomingFile(FileKind.PHOTO, URL + "?2"),
                )
            },
        ),
        (
            attached("audio", {"url": URL}),
            Kind.FILE,
            {"files": (IncomingFile(FileKind.VOICE, URL),)},
        ),
        (
            attached("video", {"url": URL, "description": ""}),
            Kind.FILE,
            {"files": (IncomingFile(FileKind.VIDEO, URL),)},
        ),
        (
            attached("file", PDF),
            Kind.FILE,
            {
                "files": (
                    IncomingFile(FileKind.DOCUMENT, URL, "đơn.pdf", "application/pdf", 12845),
                )
            },
        ),
        (
            attached(
                "location",
                {"coordinates": {"latitude": "9.51", "longitude": "105.26"}},
                text="Ấp 4",
            ),
            Kind.PLACE,
            {"place": Point(9.51, 105.26), "text": "Ấp 4"},
        ),
        (
            attached("location", {"coordinates": {"latitude": "NaN", "longitude": "105.26"}}),
            Kind.OTHER,
            {"place": None},
        ),
        (attached("location", {"coordinates": None}), Kind.OTHER, {"place": None}),
        (
            attached("link", {"title": "Bản đồ", "url": "https://maps.app.goo.gl/x"}, text="đây"),
            Kind.TEXT,
            {"text": "đây\nhttps://maps.app.goo.gl/x"},
        ),
        (attached("sticker", {"id": "1", "url": URL}), Kind.OTHER, {"files": ()}),
        (attached("business_card", {"thumbnail": "t"}), Kind.OTHER, {}),
        (attached("something_new", {"url": URL}), Kind.OTHER, {"files": ()}),
        (attached("image"), Kind.OTHER, {}),
        (event("user_send_text", {"text": " "}), Kind.OTHER, {}),
        (
            event("user_send_text", {"text": SIGNER.sign(LAN, "report:")}),
            Kind.TAP,
            {"tap": "report:", "text": ""},
        ),
        (
            event("user_send_text", {"text": SIGNER.sign("another", "report:")}),
            Kind.TAP,
            {"tap": EXPIRED},
        ),
        (event("user_send_text", {"text": "report:"}), Kind.TEXT, {"text": "report:"}),
        (
            event("user_send_text", {"text": "rồi", "quote_msg_id": "m5"}),
            Kind.TEXT,
            {"text": "rồi", "reply_to": "m5"},
        ),
    ],
)
def test_what_people_send(raw: dict[str, Any], kind: Kind, expected: dict[str, Any]) -> None:
    found = understood(raw)
    assert found.kind is kind
    assert {name: getattr(found, name) for name in expected} == expected
    assert (found.chat, found.sender, found.private) == (LAN, LAN, True)


@pytest.mark.parametrize(("name", "kind"), [("follow", Kind.STARTED), ("unfollow", Kind.STOPPED)])
def test_who_comes_and_goes(name: str, kind: Kind) -> None:
    raw = {
        "oa_id": OA,
        "follower": {"id": LAN},
        "user_id_by_app": "1",
        "event_name": name,
        "source": "oa_profile",
        "app_id": "a",
        "timestamp": "1776919152762",
    }
    assert understood(raw) == Incoming(
        channel="zalo_oa",
        key=f"{name}:{LAN}:1776919152762",
        chat=LAN,
        sender=LAN,
        kind=kind,
        at=AT,
    )
    assert read({**raw, "oa_id": "1"}, OA, SIGNER) is None


def test_a_colleague_and_our_own_echo() -> None:
    echo = event("oa_send_text", {"text": "x"}, sender={"id": OA}, recipient={"id": LAN})
    assert read(echo, OA, SIGNER) is None
    assert read({**echo, "sender": {"id": OA, "admin_id": "9"}}, OA, SIGNER) == HumanWrote(LAN, AT)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"event_name": "shop_has_order"},
        {"event_name": 5},
        event("oa_send_anonymous_text", {}, sender=None),
        event("user_send_text", {"text": "x"}, recipient={"id": "another account"}),
        event("user_seen_message"),
    ],
)
def test_what_says_nothing_to_us(raw: dict[str, Any]) -> None:
    assert read(raw, OA, SIGNER) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"event_name": "follow"},
        {"event_name": "user_send_text", "recipient": {"id": OA}},
        event("user_send_text", {"text": "x"}, timestamp="soon"),
        event("user_send_text", {"text": "x"}, timestamp=None),
        event("user_send_image", {"attachments": [{"payload": {"url": 5, "size": {}}}, 7]})
        | {"sender": "Lan"},
    ],
)
def test_what_is_odd_is_kept_and_blocks_nothing(raw: dict[str, Any]) -> None:
    found = read(raw, OA, SIGNER)
    assert isinstance(found, Unreadable)
    assert found.key
    assert " at " in found.error
