"""A short code that people can read out, with a check digit.

`K` and six letters or digits for a case, `P` for a consultation, `Y` for an opinion: the
last character checks the others. Letters that are mistaken for others (I, L, O, U, V, B, S) are
not used, so whoever types may write O for 0, I or L for 1, B for 8 and S for 5. Codes are random: they tell
nothing of order or number, and hold a digit, so that no word is one. Shown as `K7M-4Q9X`.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ACDEFGHJKMNPQRTWXYZ"
"""29 characters, a prime number: the weighted sum below catches every single wrong character and
every exchange of two neighbours."""
_PRIME = len(ALPHABET)
_RANDOM = 5
CASE, CONSULTATION, OPINION = "K", "P", "Y"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "B": "8", "S": "5"})
_LOOKS_LIKE = re.compile(r"\b[KPY][\s.\-–]?[0-9A-Z]{2}[\s.\-–]?[0-9A-Z]{4}\b", re.IGNORECASE)
_DIGIT = re.compile("[0-9]")
_LENGTH = 1 + _RANDOM + 1


def new_code(prefix: str = CASE) -> str:
    """A fresh random code in its stored form. 18 million of each kind: the caller makes another
    when it is taken."""
    while True:
        body = prefix + "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
        if _DIGIT.search(body):
            return body + _check(body)


def parse(text: str) -> str | None:
    """The stored form of a code as people type it (small letters, spaces, dashes, O for 0), or
    None when it is none or its check character is wrong."""
    plain = re.sub(r"[\s.\-–_#]", "", text).upper()
    if len(plain) != _LENGTH or plain[0] not in (CASE, CONSULTATION, OPINION):
        return None
    body = plain[0] + plain[1:].translate(_MISREAD)
    if any(letter not in ALPHABET for letter in body):
        return None
    return body if _check(body[:-1]) == body[-1] else None


def find_in(text: str) -> str | None:
    """The first code that a sentence holds, in its stored form. A word without any digit is none:
    by chance one in 29 of seven letters would fit ("process")."""
    for match in _LOOKS_LIKE.finditer(text):
        code = parse(match[0]) if _DIGIT.search(match[0]) else None
        if code:
            return code
    return None


def format_code(code: str) -> str:
    """The code as it is shown and read out: K7M-4Q9X."""
    return f"{code[:3]}-{code[3:]}"


def _check(body: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, 2))
    return ALPHABET[-total * pow(len(body) + 2, -1, _PRIME) % _PRIME]
