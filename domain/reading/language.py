"""Detects the language of a message. Numbers, codes, emoji and commands never count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from domain.reading.normalise import fold_word, has_accents, has_khmer, nfc
from domain.reading.syllables import is_syllable

_NO_WORD = re.compile(r"https?://|@|\d")
"""In what is no word of a language: a link, an address, a number.

Each piece between blanks is searched once. A pattern with `\\S*` before it would begin at each letter
again, and one long piece would take the square of its length.
"""
_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouy]")

_CHAT = frozenset(
    """ko kg kh khg hk hok hong dc dk đc vs j z r v k e t ng nc dg tl cx ntn ns bn bik biet mik mk mun
    lun nhiu nhiw wa wá zay zậy zi vay ubnd hdnd cccd cmnd bhyt bhxh vneid tui""".split()  # noqa: SIM905
)
"""Short forms of Vietnamese words in chats, and abbreviations of Vietnamese offices."""
_ENGLISH = frozenset(
    """the is are was were and or of for with from this that these those it we you they he she my our
    your their his her please there here yes has have had does did could will would should when where
    what who why how which do not be been am if but because very since near behind all any some every
    nobody still again about into only also i thank thanks hello need want help""".split()  # noqa: SIM905
)
_BOTH = frozenset(
    """a an am at be bit boat bus but can cap chat chin come cup cut day do get go got ha hat he hem
    hen hi him hit hot in it lay let long lot man map may me men met no not on pay put ran run sang
    sat say set she sit so son song tap ten than that the them then thin tin to ton top up hung hang
    ok alo hello shop wifi internet facebook zalo camera karaoke covid online app web email sms sim
    video clip file pdf tv gas mobile viettel vnpt evn led stress nick link admin""".split()  # noqa: SIM905
)
"""Words that exist in both languages, so they never count."""


@dataclass(frozen=True, slots=True)
class Detection:
    """`language` is "vi", "en", "km" or None. `certain`: the letters decide, it is not a guess."""

    language: str | None
    certain: bool = False


def detect(text: str) -> Detection:
    """Return the language of a message. It is certain for Khmer or Vietnamese letters.

    Without such letters the suggestion depends on the shape of the words (see
    `domain.reading.syllables`), common English words, chat spelling and, from five words on,
    langdetect (vi and en only, seeded). A clearly English message with a Vietnamese name suggests
    English. One word is not enough for a suggestion.
    """
    if text.lstrip().startswith("/"):
        return Detection(None)
    if has_khmer(text):
        return Detection("km", certain=True)
    words = _WORD.findall(
        " ".join(piece for piece in nfc(text).split() if not _NO_WORD.search(piece))
    )
    vietnamese, english = _weigh(words)
    if has_accents(" ".join(words)):
        foreign = english >= 4 and english > 2 * vietnamese
        return Detection("en") if foreign else Detection("vi", certain=True)
    if len(words) >= 5 and abs(vietnamese - english) < 3:
        # langdetect takes a millisecond, so it runs only when the words leave a doubt.
        guess = _langdetect(" ".join(words))
        if guess == "vi":
            vietnamese += 1
        elif guess == "en":
            english += 1
    if len(words) < 2 or abs(vietnamese - english) < 1:
        return Detection(None)
    return Detection("vi" if vietnamese > english else "en")


def _weigh(words: list[str]) -> tuple[float, float]:
    """The weights of the words for Vietnamese and for English."""
    vietnamese = english = 0.0
    for word in words:
        if has_accents(word):
            # A name in a foreign sentence keeps its accents.
            vietnamese += 0.5 if word[0].isupper() else 2
            continue
        folded = fold_word(word)
        if folded in _CHAT:
            vietnamese += 1
        elif folded in _ENGLISH:
            english += 0.5 if is_syllable(folded) else 2
        elif folded in _BOTH or not _VOWEL.search(folded):
            continue
        elif is_syllable(folded):
            vietnamese += 1
        else:
            english += 1
    return vietnamese, english


ENOUGH = 800
"""Letters that langdetect reads of a message; more would only cost time."""


def _langdetect(text: str) -> str:
    detector = _factory().create()
    detector.append(text[:ENOUGH])
    try:
        return str(detector.detect())
    except LangDetectException:
        # It found no letters that it knows, so it has no vote.
        return ""


@cache
def _factory() -> Any:
    """A detector of two languages: all fifty-five of langdetect would take much memory.

    It is only read once it is made, so threads can share it.
    """
    profiles = files("langdetect") / "profiles"
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile(
        [(profiles / name).read_text(encoding="utf-8") for name in ("vi", "en")]
    )
    return factory
