"""Which language a message is in. Numbers, codes, emoji and commands never decide anything."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from domain.fold import fold, has_accents

_KHMER = re.compile("[\u1780-\u17ff]")
_LATIN = re.compile(r"[a-z]+")
_LOCK = threading.Lock()

_VIETNAMESE = frozenset(
    [
        "ko",
        "khong",
        "hok",
        "hong",
        "hk",
        "dc",
        "duoc",
        "dk",
        "ban",
        "toi",
        "tui",
        "minh",
        "em",
        "anh",
        "chi",
        "ong",
        "bac",
        "chu",
        "co",
        "oi",
        "a",
        "nha",
        "nhe",
        "vay",
        "voi",
        "cho",
        "cua",
        "la",
        "thi",
        "ma",
        "nay",
        "kia",
        "do",
        "day",
        "o",
        "tren",
        "duoi",
        "trong",
        "ngoai",
        "duong",
        "cau",
        "nuoc",
        "dien",
        "rac",
        "dat",
        "nha",
        "ap",
        "xa",
        "huyen",
        "tinh",
        "kenh",
        "muong",
        "ruong",
        "lua",
        "heo",
        "ga",
        "vit",
        "truong",
        "hoc",
        "benh",
        "vien",
        "giay",
        "to",
        "ho",
        "khau",
        "ngheo",
        "so",
        "do",
        "hu",
        "hong",
        "lay",
        "loi",
        "ngap",
        "toi",
        "bua",
        "nay",
        "mai",
        "qua",
        "roi",
        "chua",
        "bao",
        "gio",
        "sao",
        "gi",
        "j",
        "z",
        "v",
        "vs",
        "nguoi",
        "dan",
        "can",
        "bo",
        "uy",
        "giup",
        "xin",
        "hoi",
        "muon",
        "gui",
        "phan",
        "anh",
        "kien",
        "nghi",
        "khieu",
        "nai",
        "mat",
        "cup",
        "thoi",
        "hoi",
        "chay",
        "xe",
        "di",
        "ve",
        "lam",
        "an",
        "uong",
        "nhieu",
        "it",
        "lau",
        "ngay",
        "thang",
        "nam",
        "tuan",
        "gan",
        "nhat",
        "den",
        "luoi",
        "the",
        "nao",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "is",
        "are",
        "was",
        "were",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "from",
        "this",
        "that",
        "these",
        "those",
        "it",
        "we",
        "you",
        "they",
        "he",
        "she",
        "my",
        "our",
        "your",
        "their",
        "please",
        "there",
        "here",
        "not",
        "no",
        "yes",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "when",
        "where",
        "what",
        "who",
        "why",
        "how",
        "road",
        "bridge",
        "water",
        "light",
        "street",
        "broken",
        "since",
        "week",
        "days",
        "help",
        "need",
        "want",
        "since",
        "very",
        "again",
        "still",
        "nobody",
        "because",
        "near",
        "behind",
    ]
)
_SHARED = _VIETNAMESE & _ENGLISH


@dataclass(frozen=True, slots=True)
class Detection:
    """`language` is "vi", "en", "km" or None; `certain` when the writing itself says so, not a
    guess."""

    language: str | None
    certain: bool = False


def detect(text: str) -> Detection:
    """Khmer script → km; any Vietnamese letter → vi; else small words, and for five or more Latin
    words langdetect (vi and en only, seeded) as one more signal. A guess is never `certain`."""
    if text.startswith("/"):
        return Detection(None)
    if _KHMER.search(text):
        return Detection("km", certain=True)
    if has_accents(text):
        return Detection("vi", certain=True)
    words = [word for word in _LATIN.findall(fold(text)) if len(word) > 1 or word in "ajzvo"]
    if not words:
        return Detection(None)
    vietnamese = sum(word in _VIETNAMESE for word in words if word not in _SHARED)
    english = sum(word in _ENGLISH for word in words if word not in _SHARED)
    if len(words) >= 5:
        suggested = _langdetect(" ".join(words))
        vietnamese += suggested == "vi"
        english += suggested == "en"
    if vietnamese == english or max(vietnamese, english) < min(2, len(words)):
        return Detection(None)
    winner = "vi" if vietnamese > english else "en"
    sure = len(words) >= 4 and max(vietnamese, english) >= 3 * min(vietnamese, english) + 2
    return Detection(winner, certain=sure)


def _langdetect(text: str) -> str:
    from langdetect.lang_detect_exception import LangDetectException

    with _LOCK:
        detector = _factory().create()
        detector.append(text)
        try:
            return str(detector.detect())
        except LangDetectException:
            return ""


@cache
def _factory() -> Any:
    """Only the two profiles that matter: langdetect's fifty-five would take much memory."""
    import langdetect
    from langdetect.detector_factory import DetectorFactory

    profiles = Path(langdetect.__file__).parent / "profiles"
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile(
        [(profiles / name).read_text(encoding="utf-8") for name in ("vi", "en")]
    )
    return factory
