"""Normalises text for comparison: one Unicode form, no accents, capitals or odd characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]"
)
_LONG = re.compile("[\u3300-\u33ff\ufbea-\ufdff]")
"""Letters that NFKC writes as up to eighteen: squared Japanese words and Arabic sentences."""
_SPACES = re.compile(r"\s+")
_KHMER = re.compile("[\u1780-\u17ff]")
_KHMER_LETTER = re.compile("[\u1780-\u17b3]")
# Python's \w excludes the Khmer vowels and signs: they are marks, but belong to the word.
_WORD = re.compile("(?:[^\\W_]|[\u17b4-\u17d3\u17dd])+")
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
"""The five Vietnamese tones (huyền, sắc, ngã, hỏi, nặng) as combining marks."""
_LETTERS = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form, as it is stored and shown."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Return the text in small letters with single blanks. Accents stay.

    Full-width and ornamental letters become common ones. Invisible characters are removed.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", _LONG.sub(" ", _INVISIBLE.sub("", text)).casefold())
    # Some ornamental capitals become small only after they have become common letters.
    text = unicodedata.normalize("NFKC", text.casefold())
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """Return `plain(text)` without accents ("đ" becomes "d"). Khmer stays as it is."""
    text = plain(text)
    if text.isascii():
        return text
    bare = [
        letter
        for letter in unicodedata.normalize("NFD", text.replace("đ", "d"))
        if letter.isascii() or not unicodedata.combining(letter) or _KHMER.match(letter)
    ]
    return _SPACES.sub(" ", nfc("".join(bare))).strip()


@lru_cache(maxsize=4096)
def fold_word(word: str) -> str:
    """Cached `fold` for single words, because Vietnamese has few different syllables."""
    return fold(word)


def words(text: str) -> list[str]:
    """Return the folded words, without punctuation."""
    return _WORD.findall(fold(text))


def accented_words(text: str) -> list[str]:
    """Return the words with accents, each with its tone at the end, so that "hòa" equals "hoà".

    They are for comparison only, never shown.
    """
    return [tone_last(word) for word in _WORD.findall(plain(text))]


@lru_cache(maxsize=2048)
def tone_last(word: str) -> str:
    """Return a word with its tone mark after its last letter, so that both spellings are equal."""
    if word.isascii() or _KHMER.search(word):
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _MARKS)
    return nfc("".join(letter for letter in letters if letter not in _MARKS) + tones)


def has_accents(text: str) -> bool:
    """Return whether any letter exists in Vietnamese but not in English."""
    return not (text.isascii() or _LETTERS.isdisjoint(nfc(text)))


def has_khmer(text: str) -> bool:
    """Return whether any letter is Khmer. Khmer digits and signs alone do not count."""
    return not text.isascii() and _KHMER_LETTER.search(text) is not None
