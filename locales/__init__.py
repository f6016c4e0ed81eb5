"""What is said, in each language: marked in the code in English, translated when it is said.

    turn.say(_("Your report has the code {code}."), code="K7M")

Texts are the small HTML subset of `domain.messages.Outgoing`; values filled in are escaped.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("vi", "en", "km")
"""The first is the organisation's own."""

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FOLDER = Path(__file__).parent


class Text(str):
    """A text of the code, marked for the catalogues."""

    __slots__ = ("many",)

    def __new__(cls, msgid: str, many: str = "") -> Text:
        """`many` is the English plural, chosen by the value named `count`."""
        text = super().__new__(cls, msgid)
        text.many = many
        return text

    many: str


class Markup(str):
    """A finished text, put in as it is."""

    __slots__ = ()


def _(msgid: str) -> Text:
    """Mark a text."""
    return Text(msgid)


def _n(one: str, many: str) -> Text:
    """Mark a text that depends on the value named `count`."""
    return Text(one, many)


def translate(text: str, language: str, /, **values: Any) -> str:
    """The text in a language, its placeholders filled and escaped.

    A `Text` is looked up; any other str is taken as it is, escaped. Values may be texts
    (translated first), `Markup` (put in as it is), numbers, dates, or aware datetimes (told in
    Vietnam's time). A text without a translation is said in English. KeyError names a value that
    is missing.
    """
    if not isinstance(text, Text):
        return text if isinstance(text, Markup) else escape(str(text), quote=False)
    form = _form(text, language, values.get("count"))
    if not values:
        return form
    return form.format_map({name: _show(value, language) for name, value in values.items()})


def _form(text: Text, language: str, count: Any) -> str:
    forms = _catalogue(language).get(str(text))
    if not forms:
        forms = (str(text), text.many) if text.many else (str(text),)
    singular = len(forms) == 1 or (count == 1 and language == "en")
    return forms[0] if singular else forms[1]


def _show(value: Any, language: str) -> str:
    if isinstance(value, (Text, Markup)):
        return translate(value, language)
    if isinstance(value, datetime):
        return _moment(value.astimezone(ZONE), language)
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, int):
        return format_decimal(value, locale=language)
    return escape(str(value), quote=False)


def _day(day: date, language: str) -> str:
    if language == "vi":
        return format_date(day, "dd/MM/y", locale="vi")
    return format_date(day, "long", locale=language)


def _moment(moment: datetime, language: str) -> str:
    hour = format_time(moment, "HH:mm", locale=language, tzinfo=ZONE)
    day = _day(moment.date(), language)
    return f"{hour} ngày {day}" if language == "vi" else f"{day}, {hour}"


@cache
def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """msgid → its forms, of the texts that have a translation."""
    path = FOLDER / language / "LC_MESSAGES" / "nghedan.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    found = {}
    for message in catalogue:
        single = isinstance(message.string, str)
        forms = (message.string,) if single else tuple(message.string or ())
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        if msgid and all(forms):
            found[msgid] = tuple(str(form) for form in forms)
    return found
