"""Guesses the subject of a message by lists of phrases. The person always confirms a guess.

The phrases are in `accusation_words`, `official_words` and `matter_words`, beside this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from domain.cases import tracking_code
from domain.cases.kinds import SubmissionKind
from domain.reading.accusation_words import ACCUSATION, MISDEED, NO_DENUNCIATION
from domain.reading.matter_words import ABOUT, COMPLAINT, OPINION, PETITION, REFLECTION, STATUS
from domain.reading.normalise import accented_words, plain, words
from domain.reading.official_words import ASKS_LEADER, CONDUCT, LEADER, OFFICIAL
from domain.reading.phrases import prepared

_FILLING = frozenset(
    """_ . xin cho toi tôi tui em minh mình voi vơí a ạ oi ơi can cần giup giuṕ hoi hoỉ nhe nha di đi
    please me i need the nao nào nhu như""".split()  # noqa: SIM905
)
"""Words around "help" that carry no meaning of their own."""
_ADDRESSES = frozenset(
    "ong ba anh chi chu co cau mo di duong bac thay thim em tich thu bo".split()  # noqa: SIM905
)
"""Words before a given name, without accents; the last ones end a title ("chủ tịch Tám")."""
_SPOKEN_OF = frozenset(
    accented_words(
        plain("ông bà anh chị chú cô cậu mợ dì dượng bác thím thầy thằng ổng bả mr mrs")
    )
)
"""Words before a name, or in its place, with their accents ("có" is not "cô")."""
_SPAN = 200
"""Letters at the end of earlier words with which a new message may form one phrase."""
_AROUND_A_CODE = 6
"""The most words of a message that is a code and little else: "K7M-4Q9X sao rồi"."""
_SHORT = 14
"""The most words of a question. A longer message also reports something, so it is not lost."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """The likeliest kind of a message.

    `sure`: there is no sign of a complaint or a denunciation, so no question is needed. `signals`:
    the phrases that decided, as `prepared` returns them.
    """

    kind: SubmissionKind
    sure: bool
    signals: tuple[str, ...] = ()


def guess_kind(text: str) -> KindGuess:
    """Guess the kind of a message.

    The guess is not sure if the words may accuse somebody, or if they name an official (except to
    ask, greet or thank one). A text without any sign is a sure reflection: the law treats it like a
    petition, and the review shows it.
    """
    message = prepared(text)
    accusing = _accusing(text)
    accused = _accusation(accusing)
    if accused:
        return KindGuess(SubmissionKind.DENUNCIATION, False, accused)
    complaint = COMPLAINT.found(message)
    if complaint:
        return KindGuess(SubmissionKind.COMPLAINT, False, complaint)
    petition, reflection = PETITION.found(message), REFLECTION.found(message)
    official = OFFICIAL.found(accusing)
    if petition:
        return KindGuess(SubmissionKind.PETITION, not official, petition)
    return KindGuess(SubmissionKind.REFLECTION, not official, reflection or official)


def reads_like_denunciation(text: str) -> bool:
    """Return whether a text may accuse somebody of a violation. In doubt the answer is yes."""
    return bool(_accusation(_accusing(text)))


def completes_denunciation(before: str, new: str) -> bool:
    """Return whether words that accuse nobody may do so together with what was said before.

    False if `new` accuses by itself, or if the earlier words accuse already: then their author was
    asked about them. The earlier words are read only if `new` contains a part of an accusation,
    because each message asks this.
    """
    if not before.strip() or reads_like_denunciation(new):
        return False
    spans = reads_like_denunciation(f"{before[-_SPAN:]}\n{new}")
    official, misdeed = _halves(new)
    if not (spans or official or misdeed) or reads_like_denunciation(before):
        return False
    was_official, was_misdeed = _halves(before)
    return spans or (official and was_misdeed) or (misdeed and was_official)


def is_part_of_reproach(text: str) -> bool:
    """Return whether a text may reproach an official together with what was said elsewhere."""
    message = _accusing(text)
    return any(one.occurs_in(message) for one in (OFFICIAL, MISDEED, CONDUCT))


def may_be_about_somebody(text: str) -> bool:
    """Return whether a text may be about a person. In doubt the answer is yes."""
    if not text.strip() or not guess_kind(text).sure:
        return True
    return not _SPOKEN_OF.isdisjoint(accented_words(plain(text)))


def names_official_conduct(text: str) -> bool:
    """Return whether a text is about the conduct of an official. Only a head reads such texts."""
    message = _accusing(text)
    return OFFICIAL.occurs_in(message) and CONDUCT.occurs_in(message)


def names_official(text: str) -> bool:
    """Return whether a text mentions a person who works for the government."""
    return OFFICIAL.occurs_in(prepared(text))


def may_name(text: str, name: str) -> bool:
    """Return whether a text may name this person. In doubt the answer is yes.

    It does with the full name, with its last two words ("Văn Tám"), or with the last one after a
    form of address or a title ("ông Tám", "chủ tịch Tám"). Without these, one word alone is not
    enough: it is often a number or an ordinary word.
    """
    parts = words(name)
    message = words(text)
    spoken = f" {' '.join(message)} "
    if any(f" {' '.join(part)} " in spoken for part in (parts, parts[-2:]) if len(part) > 1):
        return True
    return any(
        before in _ADDRESSES and word == parts[-1] for before, word in pairwise(message) if parts
    )


def may_mean_leader(text: str) -> bool:
    """Return whether a text may be about whoever leads the commune, by title alone."""
    return LEADER.occurs_in(ASKS_LEADER.blanked(prepared(text)))


def wants_opinion(text: str) -> bool:
    """Return whether a text agrees with, objects to or comments on a consultation."""
    return OPINION.occurs_in(prepared(text))


def asks_status(text: str) -> bool:
    """Return whether a short message asks about the progress of a case, or is just its code."""
    if tracking_code.find_in(text) is not None and len(words(text)) <= _AROUND_A_CODE:
        return True
    message = prepared(text)
    return len(message.split()) <= _SHORT and STATUS.occurs_in(message)


def asks_help(text: str) -> bool:
    """Return whether a text only asks how the bot works."""
    message = prepared(text)
    return ABOUT.occurs_in(message) and set(ABOUT.blanked(message).split()) <= _FILLING


def _halves(text: str) -> tuple[bool, bool]:
    """Whether a text names an official, and whether it tells of a misdeed."""
    message = _accusing(text)
    return OFFICIAL.occurs_in(message), MISDEED.occurs_in(message)


@lru_cache(maxsize=8)
def _accusing(text: str) -> str:
    """A text as `prepared` gives it, without what only seems to accuse. Cached like `prepared`."""
    return NO_DENUNCIATION.blanked(prepared(text))


@lru_cache(maxsize=8)
def _accusation(message: str) -> tuple[str, ...]:
    """The phrases that accuse: accusations, else an official together with a misdeed."""
    accused = ACCUSATION.found(message)
    if accused:
        return accused
    official, misdeed = OFFICIAL.found(message), MISDEED.found(message)
    return (*official, *misdeed) if official and misdeed else ()
