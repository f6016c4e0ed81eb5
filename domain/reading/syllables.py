"""Checks whether a word has the shape of a Vietnamese syllable. Most English words do not."""

from __future__ import annotations

import re

_ONSETS = "b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|r|s|th?|tr|v|x|"
_RIMES = (
    "a[cimnoptuy]?|ach|a?ng|anh|e[cmnoptu]?|ech|eng|enh|i[amnptu]?|ich|inh|ie[cmnptu]|ieng|"
    "o[aceimnpt]?|o[ao]ng|ong|ooc|oa[cimnopty]|oach|oanh|oe[not]|u[aceimnoptuy]?|ung|uong|ua[nty]|"
    "uang|uec?h|uenh|uo[cimnptu]|uy[atu]|uych|uye[nt]|uynh|y|ye[mntu]|yeng"
)
_AFTER_Q = (
    "ua[cimnoptuy]?|uach|uang|uanh|ue[not]?|ueng|uech|uenh|ui?t?|uinh|uich|uoc|uo[cint]|uoi|uo|"
    "uy|uy[tu]|uye[nt]|uynh"
)
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{_RIMES})|q(?:{_AFTER_Q})")


def is_syllable(word: str) -> bool:
    """Return whether a folded word has the shape of a Vietnamese syllable.

    Some English words have it too: "on", "than", "boat".
    """
    return _SYLLABLE.fullmatch(word) is not None
