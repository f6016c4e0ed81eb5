"""The unit that gets a new case, by words typed with and without accents."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.organisation import load_organisation
from domain.cases.routing import unit_for

SAMPLE = load_organisation(Path(__file__).resolve().parents[3] / "config")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("đường ấp 4 lầy lội, xe không qua được", "kinh-te"),
        ("duong ap 4 lay loi", "kinh-te"),
        ("đèn đường hư", "kinh-te"),
        ("bãi rác hôi thối", "kinh-te"),
        ("hộ nghèo mà chưa có bảo hiểm", "van-hoa"),
        ("nha toi ho ngheo ma chua co bao hiem", "van-hoa"),
        ("làm khai sinh cho con", "mot-cua"),
        # "cho" is no market, "hỏi" no smell, "đến" no lamp, "lo" no road.
        ("cho hỏi giấy khai sinh làm ở đâu", "mot-cua"),
        ("cho em hoi thu tuc khai sinh", "mot-cua"),
        ("khi nào tôi đến làm hộ khẩu", "mot-cua"),
        ("tôi lo cho con chưa được học", "van-hoa"),
        # "yêu cầu" is no bridge, "điện thoại" no current, "trường hợp" no school.
        ("yêu cầu làm lại hộ khẩu", "mot-cua"),
        ("gọi điện thoại hỏi thủ tục", "mot-cua"),
        ("trường hợp này xin trợ cấp", "van-hoa"),
        ("môi trường ô nhiễm", "kinh-te"),
    ],
)
def test_the_words_lead_to_the_office(text: str, unit: str) -> None:
    assert unit_for(text, SAMPLE) == unit


@pytest.mark.parametrize("text", ["", "...", "chào cán bộ", "đường trước trường", "ផ្លូវខូច"])
def test_in_doubt_the_default(text: str) -> None:
    assert unit_for(text, SAMPLE) == SAMPLE.default_unit
