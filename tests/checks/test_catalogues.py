from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.checks import catalogues
from tests.checks.catalogues import path_of, problems, update

if TYPE_CHECKING:
    from pathlib import Path

CODE = """
# Translators: a button, at most 20 characters
_("Send")
_("Your code is <b>{code}</b>.")
_n("{count} case", "{count} cases", 3)
"""
TEXTS: dict[str, dict[str, str | list[str]]] = {
    "Send": {"vi": "Gửi", "km": "ផ្ញើ"},
    "Your code is <b>{code}</b>.": {"vi": "Mã: <b>{code}</b>.", "km": "លេខ <b>{code}</b>"},
    "{count} case": {"vi": ["{count} việc"], "km": "{count} រឿង"},
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in (*catalogues.SPOKEN_IN, "locales"):
        (tmp_path / package).mkdir()
    (tmp_path / "handlers" / "x.py").write_text(CODE)
    return tmp_path


def test_the_catalogues_are_complete() -> None:
    assert list(problems()) == []


def test_filling_makes_them_complete(house: Path) -> None:
    update({}, house)
    assert {line.split(": ")[1] for line in problems(house)} == {"not translated"}
    assert sorted(catalogues.missing(house)) == sorted(TEXTS)
    assert update(TEXTS, house) == []
    assert list(problems(house)) == []

    vi = path_of("vi", house).read_text()
    assert 'msgid "Send"\nmsgstr "Gửi"\n' in vi
    assert "#. a button, at most 20 characters\n" in vi
    assert 'msgid_plural "{count} cases"\nmsgstr[0] "{count} việc"\n' in vi
    assert "Date" not in vi
    assert "#:" not in vi
    assert vi.index("Send") < vi.index("Your code") < vi.index("{count}")
    en = path_of("en", house).read_text()
    assert 'msgid "Send"\nmsgstr "Send"\n' in en
    assert 'msgstr[0] "{count} case"\nmsgstr[1] "{count} cases"\n' in en


def test_updating_keeps_what_is_translated_and_drops_what_is_gone(house: Path) -> None:
    update(TEXTS, house)
    before = path_of("km", house).read_text()
    update({}, house)
    assert path_of("km", house).read_text() == before
    (house / "handlers" / "x.py").write_text('_("Send")')
    assert any("make catalogues" in line for line in problems(house))
    update({}, house)
    assert "cases" not in path_of("km", house).read_text()
    assert list(problems(house)) == []


def test_a_text_that_the_code_lacks_is_reported(house: Path) -> None:
    assert update({"Gone": {"vi": "Mất"}}, house) == ["Gone"]


@pytest.mark.parametrize(
    ("msgid", "text", "problem"),
    [
        ("Your code is <b>{code}</b>.", "Mã <b>{ma}</b>.", "other placeholders"),
        ("Your code is <b>{code}</b>.", "<b>Mã</b>.", "other placeholders"),
        ("Your code is <b>{code}</b>.", "Mã {code}.", "other <tags>"),
        ("Your code is <b>{code}</b>.", "Mã <b>{code</b>.", "expected '}'"),
        ("Your code is <b>{code}</b>.", "Mã <b>{}</b>.", "not a plain name"),
        (
            "Your code is <b>{code}</b>.",
            "x" * 688 + "<b>{code}</b>.",
            "up to 701 characters, at most 700",
        ),
        ("Send", "Đồng ý và gửi ngay đi", "up to 21 characters, at most 20"),
        ("{count} case", "việc", "other placeholders"),
    ],
)
def test_a_wrong_translation_is_named(house: Path, msgid: str, text: str, problem: str) -> None:
    update({**TEXTS, msgid: {**TEXTS[msgid], "vi": text}}, house)
    (line,) = problems(house)
    assert line.startswith("locales/vi/LC_MESSAGES/nghedan.po: ")
    assert problem in line


def test_a_fuzzy_one_is_not_done(house: Path) -> None:
    update(TEXTS, house)
    path = path_of("vi", house)
    path.write_text(path.read_text().replace('msgid "Send"', '#, fuzzy\nmsgid "Send"'))
    assert any("marked fuzzy" in line for line in problems(house))


def test_two_branches_merged_line_by_line_come_out_sorted(house: Path) -> None:
    update(TEXTS, house)
    path = path_of("vi", house)
    path.write_text(path.read_text() + '\nmsgid "Send"\nmsgstr "Gửi"\n')
    update({}, house)
    assert list(problems(house)) == []


def test_the_command(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("extract", "read", "problems", "missing", "update"):
        whole = getattr(catalogues, name)
        monkeypatch.setattr(whole, "__defaults__", (*(whole.__defaults__ or ())[:-1], house))
    file = house / "texts.json"
    file.write_text(json.dumps(TEXTS))
    assert catalogues.main([]) == 1
    assert catalogues.main(["--fill", str(file)]) == 0
    assert catalogues.main([]) == 0
    assert catalogues.main(["--missing"]) == 0
    assert capsys.readouterr().out.endswith("Catalogues: complete.\n{}\n")
