"""Words made comparable: one Unicode form, no accents, no capitals, no stray characters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_KHMER = re.compile("[\u1780-\u17ff]")


def nfc(text: str) -> str:
    """The text in Unicode's composed form, as it is kept and shown."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Small letters without accents ("đ" is "d"), spaces collapsed. Khmer stays as it is."""
    text = _INVISIBLE.sub("", text).casefold().replace("đ", "d")
    if not _KHMER.search(text):
        text = "".join(
            letter for letter in unicodedata.normalize("NFD", text)
            if not unicodedata.combining(letter)
        )  # fmt: skip
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def words(text: str) -> list[str]:
    """The folded words, without punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


def has_accents(text: str) -> bool:
    """Whether any letter is one that only Vietnamese writing (with its accents) has."""
    return any(
        letter in "đĐ" or unicodedata.normalize("NFD", letter) != letter
        for letter in text
        if letter.isalpha() and not _KHMER.match(letter)
    )
