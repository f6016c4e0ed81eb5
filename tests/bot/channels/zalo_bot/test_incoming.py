"""What Zalo's Bot Platform tells, event by event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.contract import Unreadable
from bot.channels.zalo_bot.incoming import read, unwrapped, updates_of
from domain.messages.message import FileKind, Incoming, Kind
from tests.bot.channels.zalo_bot.zalo import LAN, OWN, event

AT = datetime(2026, 4, 23, 4, 39, 12, 762000, tzinfo=UTC)
PHOTO = "https://photo-stal-29.zdn.vn/no/jpg/x.jpg"
VOICE = "https://f2-voice-aac-dl.zdn.vn/x.aac"


def heard(raw: dict[str, Any]) -> Incoming:
    found = read(raw, OWN)
    assert isinstance(found, Incoming), found
    return found


def test_a_text() -> None:
    found = heard(event("text", text="be\u0301 ơi"))
    assert found == Incoming(
        channel="zalo_bot",
        key="94691c36aef84aa113ee",
        chat=LAN,
        sender=LAN,
        kind=Kind.TEXT,
        at=AT,
        text="b\u00e9 ơi",
        message="94691c36aef84aa113ee",
        sender_name="Lan",
    )


def test_as_the_documents_show_it() -> None:
    """Wrapped, the keys in another order."""
    raw = {
        "ok": True,
        "result": {
            "message": {
                "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Ted", "is_bot": False},
                "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
                "text": "Xin chào",
                "message_id": "2d758cb5e222177a4e35",
                "date": 1750316131602,
            },
            "event_name": "message.text.received",
        },
    }
    found = heard(unwrapped(raw))
    assert (found.text, found.sender_name, found.key) == (
        "Xin chào",
        "Ted",
        "2d758cb5e222177a4e35",
    )
    assert unwrapped(event("text", text="x")) == event("text", text="x")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        *((word, "/start") for word in ("bắt đầu", "Bat dau", "menu", "Menu.", "0", "START")),
        *((word, word) for word in ("00", "menu gì", "số 0", "bắt đầu từ đâu")),
    ],
)
def test_words_that_begin_anew(typed: str, text: str) -> None:
    """Nothing on this service can be pressed for it."""
    assert heard(event("text", text=typed)).text == text


@pytest.mark.parametrize("date", [1776919152762, 1776919152, "1776919152"])
def test_a_date_in_milliseconds_or_seconds(date: Any) -> None:
    assert heard(event("text", text="x", date=date)).at.replace(microsecond=0) == AT.replace(
        microsecond=0
    )


@pytest.mark.parametrize(
    ("raw", "kind", "ref", "text"),
    [
        (event("image", photo_url=PHOTO, caption="đường hư"), FileKind.PHOTO, PHOTO, "đường hư"),
        (event("image", photo=PHOTO, caption=""), FileKind.PHOTO, PHOTO, ""),
        (event("image", photo_url=PHOTO, message_type="CHAT_PHOTO"), FileKind.PHOTO, PHOTO, ""),
        (event("voice", voice_url=VOICE, message_type="CHAT_VOICE"), FileKind.VOICE, VOICE, ""),
    ],
)
def test_photos_and_voices(raw: dict[str, Any], kind: FileKind, ref: str, text: str) -> None:
    found = heard(raw)
    assert (found.kind, found.text) == (Kind.FILE, text)
    assert [(file.kind, file.ref) for file in found.files] == [(kind, ref)]


@pytest.mark.parametrize(
    "raw",
    [
        event("sticker", sticker="0e078a2f", url="https://zalo-api.zadn.vn/x"),
        event("unsupported"),
        event("location", latitude=10.1),  # a name that some guessed
        event("text", text="  "),
        event("text"),
    ],
)
def test_what_has_no_words_is_answered_kindly(raw: dict[str, Any]) -> None:
    assert heard(raw).kind is Kind.OTHER


@pytest.mark.parametrize(
    "raw",
    [
        event("text", text="x", **{"from": {"id": OWN, "is_bot": False}}),
        event("text", text="x", **{"from": {"id": "b1", "is_bot": True}}),
        event("text", text="x", chat={"id": "g1", "chat_type": "GROUP"}),
        {"event_name": "user.followed", "message": {}},
        {},
    ],
)
def test_what_says_nothing_to_us(raw: dict[str, Any]) -> None:
    assert read(raw, OWN) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"event_name": "message.text.received"},
        {"event_name": "message.text.received", "message": "words"},
        event("text", text="bí mật", date="hôm qua"),
        event("text", text="bí mật", date=None),
        event("text", text="bí mật", **{"from": None}),
        event("text", text="bí mật", chat=[]),
        event("text", text="bí mật", date=1e30),
    ],
)
def test_what_cannot_be_understood_is_kept(broken: dict[str, Any]) -> None:
    found = read(broken, OWN)
    assert isinstance(found, Unreadable)
    assert found.key
    assert "bí mật" not in found.error


@pytest.mark.parametrize(
    ("result", "number"), [(None, 0), ({}, 0), ([], 0), ({"event_name": "x"}, 1), ([{"a": 1}], 1)]
)
def test_what_a_poll_gives(result: Any, number: int) -> None:
    assert len(updates_of(result)) == number
