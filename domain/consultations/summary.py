"""How long the texts of a consultation may be: people read them on a telephone."""

from __future__ import annotations

import re

MOST_SENTENCES = 3
TITLE_LIMIT, SUMMARY_LIMIT, GROUND_LIMIT, ANSWER_LIMIT = 120, 600, 300, 1500
"""Characters of the title, the summary, the legal ground, and the answer to one stance."""
_SENTENCE_END = re.compile(r"[.!?។](?:\s+|$)")


def is_brief(summary: str) -> bool:
    """Whether a summary has no more than three sentences."""
    sentences = [one for one in _SENTENCE_END.split(summary) if one.strip()]
    return len(sentences) <= MOST_SENTENCES
