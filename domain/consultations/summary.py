"""The length limits of a consultation's texts, which people read on a telephone."""

from __future__ import annotations

import re

MOST_SENTENCES = 3
TITLE_LIMIT, SUMMARY_LIMIT, GROUND_LIMIT, ANSWER_LIMIT = 120, 600, 300, 1500
"""The most characters of the title, the summary, the legal ground and an answer to a stance."""
_SENTENCE_END = re.compile(r"[.!?។](?:\s+|$)")


def is_brief(summary: str) -> bool:
    """Return whether a summary has at most three sentences."""
    sentences = [one for one in _SENTENCE_END.split(summary) if one.strip()]
    return len(sentences) <= MOST_SENTENCES
