"""Translates texts. They are marked in the code in English, and translated when they are sent.

    turn.say(_("Your report has the code {code}."), code="K7M")

Texts use the small HTML subset of `domain.messages.message.Outgoing`. Inserted values are escaped.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("vi", "en", "km")
"""The first is the default."""

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FOLDER = Path(__file__).parent
_DAYS = {"vi": "dd/MM/y", "en": "d MMMM y", "km": "'ថ្ងៃទី' d 'ខែ'MMMM 'ឆ្នាំ' y"}


class Text(str):
    """An English text of the code, marked for the catalogues."""

    __slots__ = ("many",)

    def __new__(cls, msgid: str, many: str = "") -> Text:
        """Mark a text. `many` is the English plural, which the value named `count` selects."""
        text = super().__new__(cls, msgid)
        text.many = many
        return text

    many: str


class Markup(str):
    """A finished HTML text, which is inserted as it is."""

    __slots__ = ()


def _(msgid: str) -> Text:
    """Mark a text for translation."""
    return Text(msgid)


def _n(one: str, many: str) -> Text:
    """Mark a text for translation that depends on the value named `count`."""
    return Text(one, many)


def translate(text: str, language: str, /, **values: Any) -> str:
    """Return the text in a language, as HTML with its placeholders filled.

    A `Text` is looked up in the catalogue. Without a translation it stays English. Any other str is
    only escaped. Values can be texts (which are translated first), `Markup` (inserted as it is),
    numbers, dates, times of the day, or aware datetimes (shown in Vietnam's time). Raises KeyError for
    a missing value, and ValueError for a datetime without a time zone.
    """
    if isinstance(text, Markup):
        return text
    if not isinstance(text, Text):
        return escape(text, quote=False)
    if not values:
        return _filled(text, language)
    form = _form(text, language, values)
    return form.format_map({name: _show(value, language) for name, value in values.items()})


def weekday_names(language: str) -> tuple[str, ...]:
    """Return the names of the days of the week, Monday first."""
    names = get_day_names("wide", "stand-alone", locale=language)
    before = "ថ្ងៃ" if language == "km" else ""
    return tuple(before + names[day] for day in range(7))


@lru_cache(maxsize=8192)
def _filled(text: Text, language: str) -> str:
    """Cached, because there are few different texts without placeholders."""
    return _form(text, language, {}).format_map({})


def _form(text: Text, language: str, values: dict[str, Any]) -> str:
    forms = _catalogue(language).get(text)
    if forms is None:
        forms, language = (str(text), text.many), "en"
    if not text.many:
        return forms[0]
    # Vietnamese and Khmer have one form, English has two, so no other rule is needed.
    return forms[0] if values["count"] == 1 or len(forms) == 1 else forms[1]


def _show(value: Any, language: str) -> str:
    if isinstance(value, str):
        return translate(value, language)
    if isinstance(value, datetime):
        return _moment(value, language)
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (int, float)):
        return _number(value, language)
    return escape(str(value), quote=False)


@lru_cache(maxsize=1024)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=language)


@lru_cache(maxsize=1024)
def _day(day: date, language: str) -> str:
    return format_date(day, _DAYS[language], locale=language)


def _moment(moment: datetime, language: str) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"a datetime without a time zone cannot be shown: {moment!r}")
    local = moment.astimezone(ZONE)
    day = _day(local.date(), language)
    return f"{local:%H:%M} ngày {day}" if language == "vi" else f"{day}, {local:%H:%M}"


@cache
def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """msgid → its forms, for the texts that have a translation."""
    path = FOLDER / language / "LC_MESSAGES" / "nghedan.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    found = {}
    for message in catalogue:
        forms = (message.string,) if isinstance(message.string, str) else message.string
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        if msgid and forms and all(forms):
            found[msgid] = tuple(forms)
    return found
