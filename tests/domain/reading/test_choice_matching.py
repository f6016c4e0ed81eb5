"""Typed answers are matched to the choices."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from domain.reading.choice_matching import Ambiguous, Picked, distance, pick, typed_number

HAMLETS = ("Ấp 3", "Ấp 4", "Ấp Vĩnh Tây 1", "Ấp Vĩnh Tây 2", "Ấp Vĩnh Lộc", "Ấp Hiệp Hòa")
REVIEW = ("✅ Đồng ý và gửi", "Sửa", "Thêm hình", "Thôi, không gửi")
STANCES = ("Đồng ý", "Không đồng ý", "Chưa có ý kiến", "Ý kiến khác")


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "2.",
        "2)",
        "(2)",
        "#2",
        "số 2",
        "so 2",
        "Số 2.",
        "câu 2",
        "cau 2",
        "mục 2",
        "chọn 2",
        "hai",
        "Hai",
        "số hai",
        "dạ 2",
        "2 nha",
        "dạ số 2 ạ",
        "em chọn số 2",
        "２",
        "2️⃣",
        "២",
        "លេខ ២",
        "លេខ២",
        "ពីរ",
        "two",
        "no. 2",
        "No 2",
        "02",
        "so2",
    ],
)
def test_the_second_by_number(text: str) -> None:
    assert pick(text, REVIEW) == Picked(1)
    assert pick(unicodedata.normalize("NFD", text), REVIEW) == Picked(1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("bảy", 7),
        ("bẩy", 7),
        ("tư", 4),
        ("mười", 10),
        ("mười hai", 12),
        ("muoi lam", 15),
        ("ប្រាំមួយ", 6),
        ("១០", 10),
        ("bà", None),
        ("nắm", None),
        ("Hải", None),
        ("ba ơi", None),
        ("em Hai", None),
        ("thứ hai", None),
        ("2 3", None),
        ("2.5", None),
        ("50k", None),
        ("0912345678", None),
        ("123", None),
        ("", None),
        ("!", None),
    ],
)
def test_what_is_a_number(text: str, number: int | None) -> None:
    assert typed_number(text) == number


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("đồng ý và gửi", 0),
        ("DONG Y VA GUI", 0),
        ("Đồng ý và gửi.", 0),
        ("dong y va gưi", 0),
        ("đồng ý", 0),
        ("dong y", 0),
        ("đồng ý nha", 0),
        ("dạ đồng ý", 0),
        ("tôi đồng ý", 0),
        ("sua", 1),
        ("sửa đi", 1),
        ("them hinh", 2),
        ("thêm hìn", 2),
        ("thêm hìhn", 2),
        ("thôi", 3),
        ("Thôi không gửi", 3),
        ("thoi ko gui", 3),
    ],
)
def test_by_label(text: str, index: int) -> None:
    assert pick(text, REVIEW) == Picked(index)


@pytest.mark.parametrize(
    ("text", "index"),
    [("đồng ý", 0), ("không đồng ý", 1), ("khong dong y", 1), ("y kien khac", 3)],
)
def test_a_refusal_is_never_an_agreement(text: str, index: int) -> None:
    assert pick(text, STANCES) == Picked(index)


@pytest.mark.parametrize(
    "text", ["k chap nhan", "ko chấp nhận", "hong chap nhan", "không chấp nhận"]
)
def test_a_hurried_refusal_is_no_slip(text: str) -> None:
    assert pick(text, ("Chấp nhận", "Xem lại")) is None
    assert pick(text, ("Chấp nhận", "Không chấp nhận")) == Picked(1)


def test_a_label_beats_a_list_number() -> None:
    assert pick("ấp 4", HAMLETS) == Picked(1)
    assert pick("ap 4", HAMLETS) == Picked(1)
    assert pick("Ấp 4.", HAMLETS) == Picked(1)


def test_a_number_that_means_two_is_asked() -> None:
    assert pick("4", HAMLETS) == Ambiguous((3, 1))
    assert pick("3", HAMLETS) == Ambiguous((2, 0))
    assert pick("bốn", HAMLETS) == Ambiguous((3, 1))
    assert pick("4", ("a", "b", "c", "Ấp 4")) == Picked(3)
    assert pick("7", ("Ấp 7", "Ấp 8")) == Picked(0)
    assert pick("6", HAMLETS) == Picked(5)


def test_numbers_in_labels_allow_no_slip() -> None:
    assert pick("ap vinh tay 3", HAMLETS) is None
    assert pick("ap vinh tai 2", HAMLETS) == Picked(3)


def test_a_beginning_of_several_is_asked() -> None:
    assert pick("ấp vĩnh tây", HAMLETS) == Ambiguous((2, 3))
    assert pick("ấp hiệp", HAMLETS) == Picked(5)
    assert pick("ap v", HAMLETS) is None


def test_the_old_place_of_the_tone() -> None:
    assert pick("Ấp Hiệp Hoà", HAMLETS) == Picked(5)


def test_accents_tell_labels_apart_when_typed() -> None:
    assert pick("bờ", ("Bò", "Bờ")) == Picked(1)
    assert pick("bo", ("Bò", "Bờ")) == Ambiguous((0, 1))


def test_the_closest_of_several_slips() -> None:
    assert pick("vinh lo", ("Vĩnh Lộc", "Vĩnh Lợi")) == Ambiguous((0, 1))
    assert pick("vinh loi", ("Vĩnh Lộc", "Vĩnh Lợi")) == Picked(1)


def test_a_label_that_carries_its_own_number() -> None:
    menu = ("1 Báo việc, kiến nghị", "2 Góp ý kế hoạch", "3 Việc đã gửi", "ខ្មែរ", "English")
    assert pick("2", menu) == Picked(1)
    assert pick("góp ý kế hoạch", menu) == Picked(1)
    assert pick("gop y", menu) == Picked(1)
    assert pick("ខ្មែរ", menu) == Picked(3)
    assert pick("english", menu) == Picked(4)


@pytest.mark.parametrize(
    "text",
    [
        "đường ấp 4 lầy lội, xe không qua được",
        "sửa giùm cây cầu ấp 4",
        "tôi không đồng ý gửi",
        "đồng ý và gửi cho ai vậy",
        "có 2 con heo chết",
        "2 tuần rồi chưa có nước",
        "không",
        "Huy",
        "9",
        "0",
        "",
        "👍",
        "...",
        "sua cau",
    ],
)
def test_what_fits_nothing_is_nothing(text: str) -> None:
    assert pick(text, REVIEW) is None


def test_no_choices() -> None:
    assert pick("2", ()) is None


def test_distance() -> None:
    assert distance("hinh", "hihn", 2) == 1
    assert distance("abc", "abc", 1) == 0
    assert distance("kitten", "sitting", 3) == 3
    assert distance("kitten", "sitting", 2) == 3


@given(st.text(max_size=30), st.lists(st.text(max_size=12), max_size=8))
def test_any_text_and_any_labels(text: str, labels: list[str]) -> None:
    found = pick(text, labels)
    if isinstance(found, Picked):
        assert 0 <= found.index < len(labels)
    if isinstance(found, Ambiguous):
        assert len(found.indexes) > 1


@given(st.integers(0, 7))
def test_every_place_can_be_typed(index: int) -> None:
    labels = [f"lựa chọn {name}" for name in "ABCDEFGH"]
    assert pick(str(index + 1), labels) == Picked(index)
    assert pick(labels[index], labels) == Picked(index)


def test_a_digit_in_a_code_is_no_number_of_its_own() -> None:
    assert pick("1", ["1. K2A-BCDE", "2. K1X-PQRS", "Quá hạn"]) == Picked(0)


def test_a_count_or_a_size_is_no_number_of_its_own() -> None:
    assert pick("2", ["1. K2A-BCDE", "2. K1X-PQRS", "Của tôi (0)", "Quá hạn (2)"]) == Picked(1)
    assert pick("1", ["Đồng ý", "Không đồng ý", "Xem tài liệu (1 KB)"]) == Picked(0)
