"""The one parser of what comes from outside: numbers, moments, degrees, texts, names, ids.

Services, people, files of an operator and command lines may send anything. What these functions return
fits into the columns of both databases: whole numbers of 64 bits, texts without NUL and without halves
of characters. A house rule keeps `int`, `float` and `isdigit` on such values out of other modules.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from unicodedata import decimal

from domain.reading.normalise import nfc

MOST_DIGITS = 18
"""A whole number of so few digits fits into 64 bits, which both databases have."""
MOST_NUMBER = 10**MOST_DIGITS - 1
MOST_SMALL = 2**31 - 1
"""The largest number of a column of 32 bits: sizes and counts."""
MOST_WORDS = 8192
"""Letters of one message, at most: twice what any of the services takes."""
MOST_NAME = 100
"""Letters of the name of a person or a file."""
MOST_ID = 200
"""Letters of an id that a service gives."""
MOST_REF = 4096
"""Letters of the reference of a file; on some services it is an address."""
MILLISECONDS = 10**11
"""A moment of this value or more is in milliseconds, a smaller one in seconds (until the year 5138)."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""What breaks a line or turns its direction: a name has one line, read in one direction."""
_SIGNED = re.compile(r"[+-]?[0-9]{1,18}")


def digits(text: str) -> str:
    """Return the digits in a text, of any script, in their order as common digits: "០1-²" is "01"."""
    return "".join(str(decimal(letter)) for letter in text if letter.isdecimal())


def is_number(text: str) -> bool:
    """Return whether a text is a whole number in common digits that both databases can store."""
    return number(text) is not None


def number(text: str, *, most: int = MOST_NUMBER) -> int | None:
    """Return the whole number from 0 to `most` that a text is, in common digits; else None."""
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        return None
    found = int(text)
    return found if found <= most else None


def count(text: str) -> int:
    """Return the whole number of a command line. Raises ValueError."""
    found = number(text)
    if found is None:
        raise ValueError(f"not a number: {text[:20]!r}")
    return found


def typed_number(text: str, *, places: int = MOST_DIGITS) -> int | None:
    """Return the number of at most `places` digits of any script that a person typed, else None.

    "²" and "①" are no digits of a number.
    """
    return int(text) if text.isdecimal() and len(text) <= min(places, MOST_DIGITS) else None


def whole(value: object, *, most: int = MOST_NUMBER) -> int | None:
    """Return the whole number of a JSON value, a number or a text, from -`most` to `most`; else None."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, str):
        if not _SIGNED.fullmatch(value):
            return None
        value = int(value)
    return value if -most <= value <= most else None


def size(value: object) -> int:
    """Return a number of bytes for a column of 32 bits: 0 if unknown, else the most it can hold."""
    found = whole(value)
    return min(found, MOST_SMALL) if found is not None and found > 0 else 0


def real(value: object) -> float | None:
    """Return a finite number, from a JSON number or a text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and (len(value) > MOST_ID or not value.isascii() or "_" in value):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def degrees(value: object, *, most: float) -> float | None:
    """Return a coordinate between -`most` and `most`; None for anything else."""
    found = real(value)
    return found if found is not None and abs(found) <= most else None


def moment(value: object) -> datetime:
    """Return the aware moment of seconds or milliseconds since 1970. Raises ValueError."""
    found = whole(value, most=10**14)
    if found is None:
        raise ValueError("no moment")
    return datetime.fromtimestamp(found / 1000 if found >= MILLISECONDS else found, UTC)


def identifier(value: object) -> str:
    """Return an id as text. Raises ValueError when it is empty, too long or cannot be stored.

    An id is never shortened: then two things could have one id.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError("an id of another type")  # noqa: TRY004 like any other odd value
    if isinstance(value, int):
        value = str(value) if -MOST_NUMBER <= value <= MOST_NUMBER else ""
    if not value or len(value) > MOST_ID or _UNSTORABLE.search(value):
        raise ValueError("an id that cannot be stored")
    return value


def words(value: object, *, most: int = MOST_WORDS) -> str:
    """Return a text in NFC that both databases can store, at most `most` letters of it."""
    text = value if isinstance(value, str) else ""
    if text.isascii():
        return (text.replace("\0", "") if "\0" in text else text)[:most]
    return nfc(_UNSTORABLE.sub("", text[: 2 * most]))[:most]


def line(value: object, *, most: int = MOST_NAME) -> str:
    """Return a name or label: `words` in one line, without signs that turn the direction."""
    text = value if isinstance(value, str) else ""
    if not (text.isascii() and text.isprintable()):
        text = nfc(_CONTROLS.sub(" ", text[: 2 * most]))
    return text[:most].strip()


def file_name(value: object) -> str:
    """Return a file's name without folders, at most `MOST_NAME` letters; its ending stays."""
    text = value[-MOST_REF:] if isinstance(value, str) else ""
    name = line(text, most=MOST_REF).replace("\\", "/").rpartition("/")[2].strip()
    if len(name) <= MOST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    keeps = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return name[: MOST_NAME - len(keeps)] + keeps
