"""Finding phrases of a list in what people write, with accents, without, or with some of them.

A list is a readable text, one phrase a line:

    cháy nhà            these words, one after the other
    nhà … cháy          at most four other words between, in one sentence
    bị/đang cháy        either word
    !cháy               only when it is written with its accents ("chay" is also "chạy", to run)
    ភ្លើងឆេះ              Khmer, anywhere: Khmer puts no blanks between words

A word typed with accents must have the same ones; a word typed without any may be either. Chat
spelling is understood ("ko", "đc"). `#` begins a comment.
"""

from __future__ import annotations

import re
from functools import lru_cache

from domain.reading.normalise import fold, has_khmer, plain, tone_last

_SENTENCE_ENDS = frozenset(".!?;\n។")
_TOKEN = re.compile("(?:[^\\W_]|[\u17b4-\u17d3\u17dd])+|[.!?;\n។]")
_KHMER_BLANK = re.compile(r"(?<=[\u1780-\u17dd]) (?=[\u1780-\u17dd])")
_NUMBER_DOT = re.compile(r"(?<=\d)[.](?=\d)")
_CHAT_WORDS = {
    "ko": "khong", "k": "khong", "kg": "khong", "khg": "khong", "hok": "khong", "hk": "khong",
    "hông": "không", "hổng": "không", "dc": "duoc", "đc": "được", "dk": "duoc", "ng": "nguoi",
    "ngta": "nguoi ta", "vs": "voi", "cb": "can bo", "nc": "nuoc", "trc": "truoc", "wa": "qua",
    "z": "vay", "j": "gi", "r": "roi", "lun": "luon", "mún": "muốn", "mun": "muon",
}  # fmt: skip
_CHAT = {
    short: " ".join(tone_last(word) for word in meant.split())
    for short, meant in _CHAT_WORDS.items()
}
_BETWEEN = r"(?:[^ .]+ ){0,4}"
_GAP = "\x00"
_BLANKED = "_"


@lru_cache(maxsize=8)
def spoken(text: str) -> str:
    """A message made ready for `Phrases`: its words between single blanks, "." at the end of a
    sentence, each tone at its syllable's end. The last few are kept: one turn asks several times."""
    lines = "\n".join(plain(line) for line in text.splitlines())
    words = [
        "." if token in _SENTENCE_ENDS else _CHAT.get(token, tone_last(token))
        for token in _TOKEN.findall(_NUMBER_DOT.sub("", lines))
    ]
    return _KHMER_BLANK.sub("", f" {' '.join(words)} ")


class Phrases:
    """A list of phrases that can be looked for."""

    def __init__(self, listed: str) -> None:
        lines = [line.partition("#")[0].strip() for line in listed.splitlines()]
        khmer = [_khmer(line) for line in lines if has_khmer(line)]
        latin = [_slots(line) for line in lines if line and not has_khmer(line)]
        self._first_words = frozenset(word for slots in latin for word in slots[0])
        self._is_khmer = bool(khmer)
        # Without any phrase of a script: "(?!)" never matches.
        self._pattern = re.compile(
            f"(?<= )(?:{'|'.join(map(_latin, latin)) or '(?!)'})(?= )|{'|'.join(khmer) or '(?!)'}"
        )

    def found(self, said: str) -> tuple[str, ...]:
        """What of the list stands in a text that `spoken` made ready, as it was said."""
        if not self._may_stand_in(said):
            return ()
        return tuple(match[0].strip() for match in self._pattern.finditer(said))

    def stand_in(self, said: str) -> bool:
        """Whether any of the list stands in a text that `spoken` made ready."""
        return self._may_stand_in(said) and self._pattern.search(said) is not None

    def blanked(self, said: str) -> str:
        """The text without the phrases of the list; other words do not come together over the gap."""
        return self._pattern.sub(_BLANKED, said) if self._may_stand_in(said) else said

    def _may_stand_in(self, said: str) -> bool:
        """Whether a phrase begins with any of the words at all. A message is looked through for
        some fifty lists and has to do with few of them; this is several times quicker."""
        words, is_khmer = _words(said)
        return not self._first_words.isdisjoint(words) or (self._is_khmer and is_khmer)


@lru_cache(maxsize=8)
def _words(said: str) -> tuple[frozenset[str], bool]:
    """The words of a text, and whether it holds Khmer; kept as `spoken` is."""
    return frozenset(said.split()), has_khmer(said)


def _khmer(line: str) -> str:
    return re.escape(_KHMER_BLANK.sub("", plain(line)))


def _slots(line: str) -> list[list[str]]:
    """A line's words, each in all its spellings; none where other words may stand."""
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
