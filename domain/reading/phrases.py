"""Finds the phrases of a list in a text, typed with all accents, with some or with none.

A list is a readable text with one phrase on each line:

    cháy nhà            these words, one after the other
    nhà … cháy          at most four other words between them, in one sentence
    bị/đang cháy        either word
    !cháy               only when it is written with its accents ("chay" is also "chạy", to run)
    ភ្លើងឆេះ              Khmer, anywhere, because Khmer has no blanks between words

A word typed with accents must have the accents of the list. A word typed without accents matches any.
Chat spelling is understood ("ko" for "không", "đc" for "được"). `#` begins a comment.
"""

from __future__ import annotations

import re
from functools import lru_cache

from domain.reading.normalise import fold, has_khmer, plain, tone_last

_SENTENCE_ENDS = frozenset(".!?;\n។")
_TOKEN = re.compile("(?:[^\\W_]|[\u17b4-\u17d3\u17dd])+|[.!?;\n។]")
_KHMER_BLANK = re.compile(r"(?<=[\u1780-\u17dd]) (?=[\u1780-\u17dd])")
_NUMBER_DOT = re.compile(r"(?<=\d)[.](?=\d)")
_CHAT_SPELLINGS = {
    "khong": "ko k kg khg hok hk",
    "không": "hông hổng",
    "duoc": "dc dk",
    "được": "đc",
    "nguoi": "ng",
    "nguoi ta": "ngta",
    "voi": "vs",
    "can bo": "cb",
    "nuoc": "nc",
    "truoc": "trc",
    "qua": "wa",
    "vay": "z",
    "gi": "j",
    "roi": "r",
    "luon": "lun",
    "muốn": "mún",
    "muon": "mun",
}
_CHAT = {
    short: " ".join(tone_last(word) for word in meant.split())
    for meant, spellings in _CHAT_SPELLINGS.items()
    for short in spellings.split()
}
_BETWEEN = r"(?:[^ .]+ ){0,4}"
_GAP = "\x00"
_BLANKED = "_"


@lru_cache(maxsize=8)
def prepared(text: str) -> str:
    """Return a message in the form that `Phrases` searches.

    Its words stand between single blanks, "." ends a sentence, and each tone is at the end of its
    syllable. The last few results are cached, because one turn asks several times.
    """
    lines = "\n".join(plain(line) for line in text.splitlines())
    words = [
        "." if token in _SENTENCE_ENDS else _CHAT.get(token, tone_last(token))
        for token in _TOKEN.findall(_NUMBER_DOT.sub("", lines))
    ]
    return _KHMER_BLANK.sub("", f" {' '.join(words)} ")


class Phrases:
    """A compiled list of phrases. Every `text` parameter is a result of `prepared`."""

    def __init__(self, listed: str) -> None:
        lines = [line.partition("#")[0].strip() for line in listed.splitlines()]
        khmer = [_khmer(line) for line in lines if has_khmer(line)]
        latin = [_slots(line) for line in lines if line and not has_khmer(line)]
        self._first_words = frozenset(word for slots in latin for word in slots[0])
        self._is_khmer = bool(khmer)
        # "(?!)" never matches: it stands for a script without phrases.
        self._pattern = re.compile(
            f"(?<= )(?:{'|'.join(map(_latin, latin)) or '(?!)'})(?= )|{'|'.join(khmer) or '(?!)'}"
        )

    def found(self, text: str) -> tuple[str, ...]:
        """Return the phrases that occur in the text, in the text's own spelling."""
        if not self._may_occur_in(text):
            return ()
        return tuple(match[0].strip() for match in self._pattern.finditer(text))

    def occurs_in(self, text: str) -> bool:
        """Return whether any phrase occurs in the text."""
        return self._may_occur_in(text) and self._pattern.search(text) is not None

    def blanked(self, text: str) -> str:
        """Return the text with a gap for each phrase. No phrase can match across a gap."""
        return self._pattern.sub(_BLANKED, text) if self._may_occur_in(text) else text

    def _may_occur_in(self, text: str) -> bool:
        """Whether the text contains the first word of any phrase.

        A message is searched for about fifty lists and matches few of them. This check is several
        times faster than the search.
        """
        words, is_khmer = _words(text)
        return not self._first_words.isdisjoint(words) or (self._is_khmer and is_khmer)


@lru_cache(maxsize=8)
def _words(text: str) -> tuple[frozenset[str], bool]:
    """The words of a text, and whether it contains Khmer. Cached like `prepared`."""
    return frozenset(text.split()), has_khmer(text)


def _khmer(line: str) -> str:
    return re.escape(_KHMER_BLANK.sub("", plain(line)))


def _slots(line: str) -> list[list[str]]:
    """The words of a line, each as a list of spellings. An empty list stands for other words."""
    strict = line.startswith("!")
    slots = plain(line.removeprefix("!").replace("…", f" {_GAP} ")).split(" ")
    return [[] if slot == _GAP else _spellings(slot, strict=strict) for slot in slots]


def _latin(slots: list[list[str]]) -> str:
    patterns = [
        f"(?:{'|'.join(map(re.escape, spellings))}) " if spellings else _BETWEEN
        for spellings in slots
    ]
    return "".join(patterns).removesuffix(" ")


def _spellings(slot: str, *, strict: bool) -> list[str]:
    words = [tone_last(word) for word in slot.split("/")]
    if not strict:
        words += [fold(word) for word in slot.split("/")]
    return list(dict.fromkeys(words))
