"""Words made comparable: one Unicode form, no accents, no capitals, no stray characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]"
)
_SPACES = re.compile(r"\s+")
_KHMER = re.compile("[\u1780-\u17ff]")
_KHMER_LETTER = re.compile("[\u1780-\u17b3]")
# Python's \w leaves out the Khmer vowels and signs: they are marks, yet part of the word.
_WORD = re.compile("(?:[^\\W_]|[\u17b4-\u17d3\u17dd])+")
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
"""Huyền, sắc, ngã, hỏi, nặng: the tones, as combining marks."""
_LETTERS = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)


def nfc(text: str) -> str:
    """The text in Unicode's composed form, as it is kept and shown."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Small letters and single blanks; accents stay. Full-width and ornamental letters become
    common ones, invisible characters go."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).casefold())
    # Some ornamental capitals become small only once they are common letters.
    text = unicodedata.normalize("NFKC", text.casefold())
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """Small letters without accents ("đ" is "d"), spaces collapsed. Khmer stays as it is."""
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
    """`fold`, for single words: Vietnamese has only so many syllables."""
    return fold(word)


def words(text: str) -> list[str]:
    """The folded words, without punctuation."""
    return _WORD.findall(fold(text))


def accented_words(text: str) -> list[str]:
    """The words with their accents, each tone at the end of its syllable, so that "hòa" and "hoà"
    are one. Only to be compared with each other, never shown."""
    return [tone_last(word) for word in _WORD.findall(plain(text))]


@lru_cache(maxsize=2048)
def tone_last(word: str) -> str:
    """A word with its tone mark moved behind its last letter: the same for both ways to write it."""
    if word.isascii() or _KHMER.search(word):
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _MARKS)
    return nfc("".join(letter for letter in letters if letter not in _MARKS) + tones)


def has_accents(text: str) -> bool:
    """Whether any letter is one that Vietnamese writing has and English has not."""
    return not (text.isascii() or _LETTERS.isdisjoint(nfc(text)))


def has_khmer(text: str) -> bool:
    """Whether any letter is Khmer. Digits and signs alone decide nothing: Khmer's own digits may
    stand in any text."""
    return not text.isascii() and _KHMER_LETTER.search(text) is not None
