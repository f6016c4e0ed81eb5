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

from domain.fold import fold, has_khmer, plain, tone_last

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
        latin = [_latin(line) for line in lines if line and not has_khmer(line)]
        # Without any phrase of a script: "(?!)" never matches.
        self._pattern = re.compile(
            f"(?<= )(?:{'|'.join(latin) or '(?!)'})(?= )|{'|'.join(khmer) or '(?!)'}"
        )

    def found(self, said: str) -> tuple[str, ...]:
        """What of the list stands in a text that `spoken` made ready, as it was said."""
        return tuple(match[0].strip() for match in self._pattern.finditer(said))

    def stand_in(self, said: str) -> bool:
        """Whether any of the list stands in a text that `spoken` made ready."""
        return self._pattern.search(said) is not None

    def blanked(self, said: str) -> str:
        """The text without the phrases of the list; other words do not come together over the gap."""
        return self._pattern.sub(_BLANKED, said)


def _khmer(line: str) -> str:
    return re.escape(_KHMER_BLANK.sub("", plain(line)))


def _latin(line: str) -> str:
    strict = line.startswith("!")
    slots = plain(line.removeprefix("!").replace("…", f" {_GAP} ")).split(" ")
    patterns = [
        _BETWEEN if slot == _GAP else f"(?:{'|'.join(_spellings(slot, strict=strict))}) "
        for slot in slots
    ]
    return "".join(patterns).removesuffix(" ")


def _spellings(slot: str, *, strict: bool) -> list[str]:
    words = [tone_last(word) for word in slot.split("/")]
    if not strict:
        words += [fold(word) for word in slot.split("/")]
    return [re.escape(word) for word in dict.fromkeys(words)]
