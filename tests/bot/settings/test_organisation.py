"""An operator's mistake in `config/` is one line with the file, the key and what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.settings.organisation import load_organisation
from domain.organisation import ZONE

SAMPLE = Path(__file__).resolve().parents[3] / "config"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(SAMPLE, folder)
    return folder


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_the_sample_is_whole() -> None:
    organisation = load_organisation(SAMPLE)
    assert organisation.sample
    assert len(organisation.hamlets) >= 10
    assert all(unit.matters for unit in organisation.units)


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("organisation.toml", 'name = "UBND', 'nam = "UBND', "nam"),
        ("organisation.toml", 'default_unit = "van-phong"', 'default_unit = "x"', "default_unit"),
        ("organisation.toml", '"on_send"\nversion', '"sometimes"\nversion', "consent.asked"),
        ("deadlines.toml", '"10wd"', '"ten days"', "10wd (working days)"),
        (
            "deadlines.toml",
            "[rules.petition.first_notice]",
            "[rules.petitions.resolve]",
            "petition",
        ),
        ("hamlets.toml", "[[hamlets]]", "[[hamlets]", "not valid TOML"),
        ("units.toml", 'id = "kinh-te"', 'id = "van-phong"', "twice"),
        ("hamlets.toml", 'name = "Ấp 3"', 'name = "ấp 4"', "hamlet name"),
        ("calendar.toml", "day = 2026-01-10", "day = 2026-01-02", "calendar day"),
        ("organisation.toml", "weeks = [1, 3]", "weeks = [1, 6]", "reception.0.weeks.1"),
        (
            "deadlines.toml",
            'period = "15wd"\nbasis = "Quy định của xã (mẫu)"\nmark = "U"',
            'period = "15wd"\nbasis = "Quy định của xã (mẫu)"\nmark = "C"',
            "needs a `source`",
        ),
    ],
)
def test_mistakes_are_named(config: Path, name: str, before: str, after: str, said: str) -> None:
    change(config, name, before, after)
    with pytest.raises(OperatorError) as told:
        load_organisation(config)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_key_in_two_files(config: Path) -> None:
    (config / "more.toml").write_text('name = "again"', "utf-8")
    with pytest.raises(OperatorError, match="stands in"):
        load_organisation(config)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="NGHEDAN_CONFIG_DIR"):
        load_organisation(tmp_path)


def test_the_head_receives_people_on_two_days_a_month() -> None:
    from datetime import date

    days = load_organisation(SAMPLE).reception_days(date(2026, 12, 1), 2)
    assert [day for day, _rule in days] == [date(2026, 12, 3), date(2026, 12, 17)]
    assert ZONE.key == "Asia/Ho_Chi_Minh"
