"""Tracking codes: short codes with a check character that people can read out.

A code is a prefix (`K` for a case, `P` for a consultation, `Y` for an opinion) and six characters.
The last character checks the others. Letters that look like others (I, L, O, U, V, B, S) are not
used, so a typed O is read as 0, I and L as 1, B as 8 and S as 5. Codes are random, so they show
neither order nor number. Each contains a digit, so no word is a code. Shown as `K7M-4Q9X`.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ACDEFGHJKMNPQRTWXYZ"
"""The 29 characters of a code.

Because 29 is prime, the weighted sum below detects every single wrong character and every exchange of
two neighbours.
"""
_PRIME = len(ALPHABET)
_RANDOM = 5
CASE, CONSULTATION, OPINION = "K", "P", "Y"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "B": "8", "S": "5"})
_LOOKS_LIKE = re.compile(r"\b[KPY][\s.\-–]?[0-9A-Z]{2}[\s.\-–]?[0-9A-Z]{4}\b", re.IGNORECASE)
_DIGIT = re.compile("[0-9]")
_LENGTH = 1 + _RANDOM + 1


def new_code(prefix: str = CASE) -> str:
    """Return a random code in its stored form.

    There are 18 million codes for each prefix. The caller asks for another one if it is in use.
    """
    while True:
        body = prefix + "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
        if _DIGIT.search(body):
            return body + _check(body)


def parse(text: str) -> str | None:
    """Return the stored form of a typed code, or None if it is not a valid code.

    Small letters, spaces, dashes and look-alikes (O for 0) are accepted. The check character must fit.
    """
    plain = re.sub(r"[\s.\-–_#]", "", text).upper()
    if len(plain) != _LENGTH or plain[0] not in (CASE, CONSULTATION, OPINION):
        return None
    body = plain[0] + plain[1:].translate(_MISREAD)
    if any(letter not in ALPHABET for letter in body):
        return None
    return body if _check(body[:-1]) == body[-1] else None


def find_in(text: str) -> str | None:
    """Return the first code in a text, in its stored form, or None.

    A word without a digit is never a code: by chance one word of seven letters in 29 fits ("process").
    """
    for match in _LOOKS_LIKE.finditer(text):
        code = parse(match[0]) if _DIGIT.search(match[0]) else None
        if code:
            return code
    return None


def format_code(code: str) -> str:
    """Return the code as it is shown and read out: K7M-4Q9X."""
    return f"{code[:3]}-{code[3:]}"


def _check(body: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, 2))
    return ALPHABET[-total * pow(len(body) + 2, -1, _PRIME) % _PRIME]
