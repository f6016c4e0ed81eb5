"""What becomes of an update, of whatever kind."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.channels.contract import Unreadable
from bot.channels.lenient_json import parse_lenient_json
from bot.channels.telegram.incoming import read
from domain.messages.message import FileKind, Incoming, Kind, Point
from tests.bot.telegram import LAN, ME, message

GROUP = {"id": -1001, "type": "supergroup", "title": "Cán bộ"}
FILE = {"file_id": "F", "file_unique_id": "u", "file_size": 9}


def reads(kind: str = "message", /, **parts: Any) -> Incoming:
    """One update with a message, as we read it."""
    found = read({"update_id": 9, kind: message(**parts)}, "nghedan_bot")
    assert isinstance(found, Incoming), found
    return found


def test_words() -> None:
    found = reads(text=unicodedata.normalize("NFD", "đường ấp 4"))
    assert found.kind is Kind.TEXT
    assert found.text == unicodedata.normalize("NFC", "đường ấp 4")
    assert (found.channel, found.key, found.chat, found.sender) == ("telegram", "9", "501", "501")
    assert (found.message, found.private, found.language_hint) == ("5", True, "vi")
    assert found.at == datetime.fromtimestamp(1790000000, UTC)


def test_a_quote() -> None:
    assert reads(text="rồi", reply_to_message=message(message_id=3)).reply_to == "3"


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("/gui@nghedan_bot", "/gui"),
        ("/gui@NgheDan_Bot x", "/gui x"),
        ("/gui@nghedan_bot\nđường hư", "/gui\nđường hư"),
        ("/gui@other_bot", "/gui@other_bot"),
        ("hỏi @nghedan_bot", "hỏi @nghedan_bot"),
        ("/gui", "/gui"),
        ("a\0b", "ab"),
    ],
)
def test_commands_to_this_bot(typed: str, read_as: str) -> None:
    assert reads(text=typed).text == read_as


def test_the_largest_photo_with_its_caption() -> None:
    sizes = [
        {**FILE, "file_id": name, "width": width, "height": width}
        for name, width in (("s", 90), ("l", 1280), ("m", 320))
    ]
    found = reads(photo=sizes, caption="cầu gãy", media_group_id="77")
    assert (found.kind, found.text, found.album) == (Kind.FILE, "cầu gãy", "77")
    assert found.files[0].kind is FileKind.PHOTO
    assert found.files[0].ref == "l"


@pytest.mark.parametrize(
    ("field", "more", "kind", "ref"),
    [
        ("voice", {"duration": 3, "mime_type": "audio/ogg"}, FileKind.VOICE, "F"),
        ("audio", {"duration": 3, "file_name": "a.mp3"}, FileKind.VOICE, "audio:F"),
        ("video", {"duration": 3, "width": 1, "height": 1}, FileKind.VIDEO, "F"),
        ("video_note", {"duration": 3, "length": 1}, FileKind.VIDEO, "video_note:F"),
        ("document", {"file_name": "đơn.pdf"}, FileKind.DOCUMENT, "F"),
    ],
)
def test_files(field: str, more: dict[str, Any], kind: FileKind, ref: str) -> None:
    (file,) = reads(**{field: {**FILE, **more}}).files
    assert (file.kind, file.ref, file.size) == (kind, ref, 9)
    assert file.name == more.get("file_name", "")


def test_places() -> None:
    at = {"latitude": 9.5, "longitude": 105.1}
    assert reads(location=at).place == Point(9.5, 105.1)
    venue = {"location": at, "title": "Chợ", "address": "Ấp 4"}
    assert reads(venue=venue).place == Point(9.5, 105.1)


def test_only_ones_own_telephone_number() -> None:
    contact = {"phone_number": "+84912345678", "first_name": "Lan"}
    assert reads(contact={**contact, "user_id": 501}).phone == "+84912345678"
    for stranger in ({}, {"user_id": 502}):
        found = reads(contact={**contact, **stranger})
        assert (found.kind, found.phone) == (Kind.OTHER, "")


def test_kinds_that_we_cannot_use() -> None:
    sticker = {
        **FILE,
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
        "type": "regular",
    }
    assert reads(sticker=sticker).kind is Kind.OTHER
    assert reads(something_of_the_year_2030={"deep": [{}]}).kind is Kind.OTHER


def test_edits() -> None:
    found = reads("edited_message", text="đường ấp 5", edit_date=1790000009)
    assert (found.kind, found.text, found.message) == (Kind.EDIT, "đường ấp 5", "5")


def test_a_live_location_that_moves_says_nothing() -> None:
    moved = message(location={"latitude": 1, "longitude": 2}, edit_date=1790000009)
    assert read({"update_id": 9, "edited_message": moved}, "b") is None


def test_groups() -> None:
    found = reads(chat=GROUP, text="chào")
    assert (found.chat, found.private, found.anonymous) == ("-1001", False, False)
    hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    for anonymous in ({"from": hidden}, {"sender_chat": GROUP}):
        assert reads(chat=GROUP, text="chào", **anonymous).anonymous


def test_a_group_that_becomes_a_supergroup() -> None:
    found = reads(chat={**GROUP, "id": -5, "type": "group"}, migrate_to_chat_id=-1005)
    assert (found.kind, found.chat, found.moved_to) == (Kind.MOVED, "-5", "-1005")


@pytest.mark.parametrize(
    "of",
    [message(text="?"), {"message_id": 5, "date": 0, "chat": message()["chat"]}],
    ids=["message", "inaccessible"],
)
def test_taps(of: dict[str, Any]) -> None:
    tap = {"id": "T", "from": LAN, "message": of, "chat_instance": "1", "data": "q:3:yes"}
    found = read({"update_id": 9, "callback_query": tap}, "b")
    assert isinstance(found, Incoming)
    assert (found.kind, found.tap, found.tap_id) == (Kind.TAP, "q:3:yes", "T")
    assert (found.message, found.chat, found.sender) == ("5", "501", "501")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("member", "kicked", Kind.STOPPED), ("kicked", "member", Kind.STARTED)],
)
def test_blocking_and_unblocking(before: str, after: str, kind: Kind) -> None:
    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": ME, **until}

    change = {
        "chat": message()["chat"],
        "from": LAN,
        "date": 1790000000,
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    found = read({"update_id": 9, "my_chat_member": change}, "b")
    assert isinstance(found, Incoming)
    assert found.kind is kind


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": message(text="tin", chat={"id": -1, "type": "channel", "title": "x"})},
        {"something_of_the_year_2030": {}},
        {},
        {"poll_answer": None},
        {"callback_query": {"id": "1", "from": LAN, "chat_instance": "1", "game_short_name": "g"}},
    ],
)
def test_what_says_nothing_to_us(update: dict[str, Any]) -> None:
    assert read({"update_id": 9, **update}, "b") is None


@pytest.mark.parametrize("odd", [{"message": {"text": "x"}}, {"message": 5}, {"message": [1]}])
def test_what_cannot_be_understood(odd: dict[str, Any]) -> None:
    found = read({"update_id": 9, **odd}, "b")
    assert isinstance(found, Unreadable)
    assert found.key == "9"
    assert " at " in found.error


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = (
    "text",
    "photo",
    "voice",
    "location",
    "contact",
    "from",
    "chat",
    "date",
    "reply_to_message",
)


@given(
    kind=st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    whole=st.booleans(),
    odd=JSON,
    parts=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3),
)
def test_nothing_raises(kind: str, whole: bool, odd: Any, parts: dict[str, Any]) -> None:
    found = read({"update_id": 9, kind: odd if whole else {**message(), **parts}}, "b")
    if isinstance(found, Incoming):
        words = (found.chat, found.sender, found.text, found.sender_name, found.tap, found.phone)
        assert not any("\0" in word for word in words)


def test_half_a_letter_does_not_hide_the_rest() -> None:
    assert parse_lenient_json(b'{"a": "\\ud83d x", "b": "\xff", "c": 1}') == {
        "a": "? x",
        "b": "\ufffd",
        "c": 1,
    }
    for broken in (b"", b"{", b"[" * 100_000, b'{"a": NaN}'):
        with pytest.raises(ValueError, match=r"."):
            parse_lenient_json(broken)
