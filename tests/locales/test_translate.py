"""A text is looked up in the catalogues, and its placeholders are filled."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from typing import IO, TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import locales
from locales import LANGUAGES, Markup, Text, _, _n, translate, weekday_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENTRIES: dict[str, list[tuple[str | tuple[str, str], str | tuple[str, ...]]]] = {
    "vi": [
        ("Your code is {code}.", "Mã của bà con là {code}."),
        ("complaint", "khiếu nại"),
        (("{count} case", "{count} cases"), ("{count} hồ sơ",)),
        ("Empty", ""),
    ],
    "en": [(("{count} case", "{count} cases"), ("{count} case", "{count} cases"))],
    "km": [("Your code is {code}.", "លេខកូដរបស់អ្នកគឺ {code}។")],
}


@pytest.fixture(autouse=True)
def _catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for language, entries in ENTRIES.items():
        write(tmp_path, language, entries)
    monkeypatch.setattr(locales, "FOLDER", tmp_path)
    locales._catalogue.cache_clear()
    yield
    locales._catalogue.cache_clear()


def write(
    folder: Path, language: str, entries: list[tuple[str | tuple[str, str], str | tuple[str, ...]]]
) -> None:
    catalogue = Catalog(locale=language, fuzzy=False)
    for msgid, string in entries:
        catalogue.add(msgid, string)
    path = folder / language / "LC_MESSAGES" / "nghedan.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


def test_a_text_is_translated_to_each_language() -> None:
    text = _("Your code is {code}.")
    assert translate(text, "vi", code="K7M") == "Mã của bà con là K7M."
    assert translate(text, "km", code="K7M") == "លេខកូដរបស់អ្នកគឺ K7M។"
    assert translate(text, "en", code="K7M") == "Your code is K7M."


def test_a_text_without_a_translation_is_english() -> None:
    assert translate(_("Never seen"), "vi") == "Never seen"
    assert translate(_("Empty"), "vi") == "Empty"


def test_values_are_escaped_texts_translated_and_markup_kept() -> None:
    text = _("Your code is {code}.")
    assert translate(text, "en", code='<b>&"') == 'Your code is &lt;b&gt;&amp;".'
    assert translate(text, "vi", code=_("complaint")) == "Mã của bà con là khiếu nại."
    assert translate(text, "en", code=Markup("<b>K</b>")) == "Your code is <b>K</b>."
    assert translate("a < b", "vi") == "a &lt; b"
    assert translate(Markup("<i>a</i>"), "vi") == "<i>a</i>"


def test_a_value_is_never_taken_for_a_placeholder() -> None:
    assert translate(_("Your code is {code}."), "en", code="{other}") == "Your code is {other}."


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="code"):
        translate(_("Your code is {code}."), "vi")
    with pytest.raises(KeyError, match="code"):
        translate(_("Your code is {code}."), "vi", name="Lan")
    with pytest.raises(KeyError, match="count"):
        translate(_n("{count} case", "{count} cases"), "vi")


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("vi", 1, "1 hồ sơ"),
        ("vi", 12, "12 hồ sơ"),
        ("en", 1, "1 case"),
        ("en", 0, "0 cases"),
        ("km", 1, "1 case"),  # no translation: English, by the English rule
        ("km", 2, "2 cases"),
    ],
)
def test_the_number_chooses_the_form(language: str, count: int, expected: str) -> None:
    assert translate(_n("{count} case", "{count} cases"), language, count=count) == expected


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("vi", date(2026, 11, 4), "04/11/2026"),
        ("en", date(2026, 11, 4), "4 November 2026"),
        ("km", date(2026, 11, 4), "ថ្ងៃទី 4 ខែវិច្ឆិកា ឆ្នាំ 2026"),
        ("vi", datetime(2026, 11, 24, 1, 30, tzinfo=UTC), "08:30 ngày 24/11/2026"),
        ("vi", datetime(2026, 11, 24, 18, 0, tzinfo=UTC), "01:00 ngày 25/11/2026"),
        ("en", datetime(2026, 11, 24, 1, 30, tzinfo=UTC), "24 November 2026, 08:30"),
        ("vi", time(7, 5), "07:05"),
        ("vi", 12345, "12.345"),
        ("en", 12345, "12,345"),
        ("vi", 0.5, "0,5"),
    ],
)
def test_days_moments_and_numbers(language: str, value: object, expected: str) -> None:
    assert translate(_("{value}"), language, value=value) == expected


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        translate(_("{value}"), "vi", value=datetime(2026, 11, 24))  # noqa: DTZ001


def test_weekdays_begin_on_monday() -> None:
    assert weekday_names("vi")[0] == "Thứ Hai"
    assert weekday_names("vi")[6] == "Chủ Nhật"
    assert weekday_names("en")[4] == "Friday"
    assert weekday_names("km")[0] == "ថ្ងៃចន្ទ"


def test_a_text_is_a_str() -> None:
    assert isinstance(_("a"), Text)
    assert _("a") == "a"


def test_each_catalogue_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: Counter[str] = Counter()

    def counted(file: IO[bytes], locale: str, **options: Any) -> Catalog:
        reads[locale] += 1
        return read_po(file, locale=locale, **options)

    monkeypatch.setattr("locales.read_po", counted)
    for _again in range(3):
        for language in LANGUAGES:
            translate(_("Your code is {code}."), language, code="K7M")
            translate(_n("{count} case", "{count} cases"), language, count=2)
            translate(_("Never seen"), language)
    assert reads == dict.fromkeys(LANGUAGES, 1)
