"""What a message is about, by plain phrases. A guess is shown to the person, never acted on alone.

The phrases are in `domain.reading.accusation_words`, `domain.reading.official_words` and `domain.reading.matter_words`.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.cases import tracking_code
from domain.cases.kinds import SubmissionKind
from domain.reading.accusation_words import ACCUSATION, MISDEED, NO_DENUNCIATION
from domain.reading.matter_words import ABOUT, COMPLAINT, OPINION, PETITION, REFLECTION, STATUS
from domain.reading.normalise import words
from domain.reading.official_words import CONDUCT, OFFICIAL
from domain.reading.phrases import spoken

_FILLING = frozenset(
    {
        "_", ".", "xin", "cho", "toi", "tôi", "tui", "em", "minh", "mình", "voi", "vơí", "a", "ạ", "oi", "ơi",
        "can", "cần", "giup", "giuṕ", "hoi", "hoỉ", "nhe", "nha", "di", "đi", "please", "me", "i", "need",
        "the", "nao", "nào", "nhu", "như",
    }
)  # fmt: skip
"""Words around "help" that say nothing more."""
_AROUND_A_CODE = 6
"""Words of a message that is a code and little else: "K7M-4Q9 sao rồi"."""
_SHORT = 14
"""Words of the longest question; what is longer also tells something, which must not be lost."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The likeliest kind; `sure` when nothing speaks for a complaint or a denunciation, so that
    nothing need be asked. `signals` are the phrases that decided, folded for comparing."""

    kind: SubmissionKind
    sure: bool
    signals: tuple[str, ...] = ()


def sort(text: str) -> Sorted:
    """What kind of matter the words look like.

    Never a sure petition or reflection when they may accuse somebody: also not when they name an
    official, but for asking, greeting or thanking one. Words without any sign are a sure reflection: the
    law treats it like a petition, and the review shows it.
    """
    heard = spoken(text)
    said = NO_DENUNCIATION.blanked(heard)
    accused = _accusation(said)
    if accused:
        return Sorted(SubmissionKind.DENUNCIATION, False, accused)
    complaint = COMPLAINT.found(heard)
    if complaint:
        return Sorted(SubmissionKind.COMPLAINT, False, complaint)
    petition, reflection = PETITION.found(heard), REFLECTION.found(heard)
    official = OFFICIAL.found(said)
    if petition:
        return Sorted(SubmissionKind.PETITION, not official, petition)
    return Sorted(SubmissionKind.REFLECTION, not official, reflection or official)


def reads_like_denunciation(text: str) -> bool:
    """Whether words may accuse somebody of a violation: rather once too often than not."""
    return bool(_accusation(NO_DENUNCIATION.blanked(spoken(text))))


def names_official_conduct(text: str) -> bool:
    """Whether words are about how an official behaves: the head alone reads those."""
    said = NO_DENUNCIATION.blanked(spoken(text))
    return OFFICIAL.stand_in(said) and CONDUCT.stand_in(said)


def names_official(text: str) -> bool:
    """Whether words speak of somebody who works for the government, whatever of them."""
    return OFFICIAL.stand_in(spoken(text))


def names(text: str, name: str) -> bool:
    """Whether words name somebody: their whole name, or its last two words ("Văn Tám"). One word
    alone ("Tám") is no name: too many share it."""
    parts = words(name)
    said = f" {' '.join(words(text))} "
    return any(f" {' '.join(part)} " in said for part in (parts, parts[-2:]) if len(part) > 1)


def wants_opinion(text: str) -> bool:
    """Whether somebody speaks about a consultation: agrees, objects, has an opinion on it."""
    return OPINION.stand_in(spoken(text))


def asks_status(text: str) -> bool:
    """Whether a short message asks how far a matter is, or is little but its code."""
    if tracking_code.find_in(text) is not None and len(words(text)) <= _AROUND_A_CODE:
        return True
    said = spoken(text)
    return len(said.split()) <= _SHORT and STATUS.stand_in(said)


def asks_help(text: str) -> bool:
    """Whether somebody asks how this works, and says nothing else."""
    said = spoken(text)
    return ABOUT.stand_in(said) and set(ABOUT.blanked(said).split()) <= _FILLING


def _accusation(said: str) -> tuple[str, ...]:
    """What accuses: words that do by themselves, or an official and what none may do."""
    accused = ACCUSATION.found(said)
    if accused:
        return accused
    official, misdeed = OFFICIAL.found(said), MISDEED.found(said)
    return (*official, *misdeed) if official and misdeed else ()
