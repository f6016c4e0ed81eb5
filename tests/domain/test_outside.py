"""The one parser of values from outside: nothing it returns fails a database or a reckoning."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain import outside
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind, Point, point

NOON = datetime(2026, 11, 16, 5, tzinfo=UTC)
NO_NUMBERS = ("", " ", "²", "①", "½", "-1", "+1", "1.0", "1e3", "0x10", "1_0", "1" * 19, "1\0")


def incoming(**more: object) -> Incoming:
    given = {"channel": "telegram", "key": "1", "chat": "2", "sender": "3", **more}
    return Incoming(kind=Kind.TEXT, at=NOON, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number(text: str) -> None:
    assert outside.number(text) is None
    assert not outside.is_number(text)
    with pytest.raises(ValueError, match="not a number"):
        outside.count(text)


def test_a_number_fits_into_both_databases() -> None:
    assert outside.number("9" * 18) == 10**18 - 1 < 2**63
    assert outside.number("65536", most=65535) is None
    assert outside.number("٣") is None
    assert outside.typed_number("٣៤") == 34
    assert outside.typed_number("²") is None
    assert outside.typed_number("100", places=2) is None
    assert outside.typed_number("1" * 5000, places=9999) is None
    assert outside.digits("០១-٢ ²") == "012"


@pytest.mark.parametrize("value", [2**64, -(2**64), "²", True, None, 1.5, "1e400", [], {}])
def test_what_is_no_whole_number(value: object) -> None:
    assert outside.whole(value) is None
    assert outside.size(value) == 0


def test_a_size_fits_into_a_column_of_32_bits() -> None:
    assert outside.size(4 * 1024**3) == 2**31 - 1
    assert outside.size("4096") == 4096
    assert outside.size(-1) == 0


@pytest.mark.parametrize(
    "latitude", ["nan", "inf", "-inf", "1e400", "90.1", "9_0", "٣", "", None, True, float("nan")]
)
def test_a_point_that_is_not_on_the_earth(latitude: object) -> None:
    assert point(latitude, "105.1") is None
    assert point("9.5", latitude) is None or latitude == "90.1"


def test_a_point_is_on_the_earth_however_it_is_made() -> None:
    assert point("-9.5", 180) == Point(-9.5, 180.0)
    for odd in (float("nan"), float("inf"), 90.5):
        with pytest.raises(ValueError, match="not on the earth"):
            Point(odd, 105.1)


@pytest.mark.parametrize("value", [10**20, -(10**20), "", "soon", None, 1.5, True, [1]])
def test_what_is_no_moment(value: object) -> None:
    with pytest.raises(ValueError, match="no moment"):
        outside.moment(value)


def test_a_moment_in_seconds_or_milliseconds() -> None:
    assert outside.moment(1_794_805_200) == outside.moment("1794805200000")


@pytest.mark.parametrize("value", ["", "x" * 201, "1\0", "\ud800", 2**64, None, 1.5, True, {}])
def test_an_id_is_never_shortened(value: object) -> None:
    with pytest.raises(ValueError, match="an id"):
        outside.identifier(value)


def test_a_text_that_both_databases_can_store() -> None:
    assert outside.words("a\0b\ud800c") == "abc"
    assert outside.words("e\u0302\u0323") == "ệ"
    assert len(outside.words("ﷺ" * 10**6)) <= outside.MOST_WORDS
    assert outside.words(None) == outside.words(["x"]) == ""


def test_a_name_has_one_line_and_one_direction() -> None:
    assert outside.line("Lan\r\nNguyễn\u202egnp.exe\0") == "Lan Nguyễn gnp.exe"
    assert len(outside.line("x" * 10**6)) == outside.MOST_NAME


def test_a_file_keeps_its_ending_and_loses_its_folder() -> None:
    assert outside.file_name("../../etc/passwd") == "passwd"
    assert outside.file_name("C:\\giấy\\don.pdf") == "don.pdf"
    long = outside.file_name("x" * 5000 + ".pdf")
    assert len(long) == outside.MOST_NAME
    assert long.endswith(".pdf")


def test_what_comes_in_is_bounded_where_it_is_made() -> None:
    made = incoming(text="a\0\ud800" + "x" * 10**6, sender_name="Lan\n" * 99, tap="\0" * 9)
    assert "\0" not in made.text
    assert len(made.text) == outside.MOST_WORDS
    assert made.shortened
    assert "\n" not in made.sender_name
    assert made.tap == ""
    assert not incoming(text="cầu hư").shortened
    with pytest.raises(ValueError, match="an id"):
        incoming(chat="x" * 201)
    file = IncomingFile(FileKind.DOCUMENT, "ref", name="a/b\0.pdf", size=4 * 1024**3)
    assert (file.name, file.size) == ("b .pdf", 2**31 - 1)
    with pytest.raises(ValueError, match="reference"):
        IncomingFile(FileKind.DOCUMENT, "ref\0")
