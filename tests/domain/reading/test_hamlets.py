"""The hamlet that a text names."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from domain.reading.hamlets import Found, Several, find_hamlet


@dataclass(frozen=True)
class Hamlet:
    id: str
    name: str
    aliases: tuple[str, ...] = ()


HAMLETS = (
    Hamlet("ap-3", "Ấp 3"),
    Hamlet("ap-4", "Ấp 4"),
    Hamlet("ap-5", "Ấp 5"),
    Hamlet("kinh-1", "Ấp Kinh 1", ("Kênh 1",)),
    Hamlet("vinh-tay-1", "Ấp Vĩnh Tây 1", ("Vĩnh Tây A",)),
    Hamlet("vinh-tay-2", "Ấp Vĩnh Tây 2"),
    Hamlet("vinh-trinh", "Ấp Vĩnh Trinh"),
    Hamlet("vinh-loc", "Ấp Vĩnh Lộc"),
    Hamlet("hiep-hoa", "Ấp Hiệp Hòa", ("Cạnh Đền 3",)),
    Hamlet("xeo-doc", "Ấp Xẻo Đốc"),
    Hamlet("cho", "Ấp Chợ"),
    Hamlet("vinh-thuan", "Ấp Vĩnh Thuận"),
)
WIDER = ("xã Vĩnh Thuận", "Vĩnh Thuận", "Vĩnh Bình", "Vĩnh Phong")


@pytest.mark.parametrize(
    ("text", "hamlet"),
    [
        ("đường ấp 4 lầy lội", "ap-4"),
        ("ap 4", "ap-4"),
        ("âp 4", "ap-4"),
        ("Ấp bốn", "ap-4"),
        ("ap bon", "ap-4"),
        ("ấp tư", "ap-4"),
        ("ấp số 4", "ap-4"),
        ("ap4", "ap-4"),
        ("ẤP 04", "ap-4"),
        ("ấp ៤", "ap-4"),
        ("ភូមិ ៤", "ap-4"),
        ("tổ 3 ấp 4", "ap-4"),
        ("o ap nam", "ap-5"),
        ("ấp năm", "ap-5"),
        ("hamlet 3", "ap-3"),
        ("kênh 1", "kinh-1"),
        ("kinh mot", "kinh-1"),
        ("ap kenh 1", "kinh-1"),
        ("vinh tay 1", "vinh-tay-1"),
        ("Vĩnh Tây một", "vinh-tay-1"),
        ("vĩnh tây a", "vinh-tay-1"),
        ("ap vinh tai 2", "vinh-tay-2"),
        ("vinh trin", "vinh-trinh"),
        ("gần cầu Vĩnh Lộc", "vinh-loc"),
        ("Hiệp Hoà", "hiep-hoa"),
        ("cạnh đền 3", "hiep-hoa"),
        ("xeo doc", "xeo-doc"),
        ("Ấp Chợ", "cho"),
        ("ap cho", "cho"),
        ("ấp Vĩnh Thuận", "vinh-thuan"),
        ("ấp 4, xã Vĩnh Thuận", "ap-4"),
    ],
)
def test_found(text: str, hamlet: str) -> None:
    assert find_hamlet(text, HAMLETS, WIDER) == Found(hamlet)


@pytest.mark.parametrize(
    "text",
    [
        "Vĩnh Thuận",
        "vinh thuan",
        "xã Vĩnh Thuận",
        "thị trấn Vĩnh Thuận",
        "huyện Vĩnh Thuận",
        "xã Vĩnh Lộc",
        "4",
        "ấp",
        "ấp 9",
        "đường số 4",
        "ngoài chợ",
        "vĩnh tây",
        "vinh tay 3",
        "ở ấp năm ngoái ngập",
        "trong ap hai nguoi chet",
        "Vĩnh Lợi",
        "cho tui hoi",
        "",
        "ấp nằm kế sông",
    ],
)
def test_never_guessed(text: str) -> None:
    assert find_hamlet(text, HAMLETS, WIDER) is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("từ ấp 3 qua ấp 4", ("ap-3", "ap-4")),
        ("ấp 3 và 4", ("ap-3", "ap-4")),
        ("vinh loc voi xeo doc", ("vinh-loc", "xeo-doc")),
    ],
)
def test_several(text: str, ids: tuple[str, ...]) -> None:
    assert find_hamlet(text, HAMLETS, WIDER) == Several(ids)


def test_an_old_name_of_two_is_asked() -> None:
    split = (Hamlet("a", "Ấp Bình An", ("Bình Minh",)), Hamlet("b", "Ấp Bình Hòa", ("Bình Minh",)))
    assert find_hamlet("binh minh", split) == Several(("a", "b"))


def test_the_same_hamlet_twice_is_one() -> None:
    assert find_hamlet("ấp 4, đầu ấp bốn", HAMLETS) == Found("ap-4")


@given(st.text())
def test_any_text(text: str) -> None:
    find_hamlet(text, HAMLETS, WIDER)
