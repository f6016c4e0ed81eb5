"""Checks Zalo's signature and the age of a post, and the signature of our own buttons."""

from __future__ import annotations

import hmac
import re
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from domain import outside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

OLDEST = timedelta(hours=3)
"""How old a post may be. Zalo repeats a post that was not accepted after 30 seconds and 5, 15, 30 and
60 minutes, so for nearly two hours. An older one is a replay by somebody else."""
AHEAD = timedelta(minutes=10)
"""How far Zalo's clock may be ahead of ours."""
_DIGITS = re.compile(r"\d{10,13}", re.ASCII)
_HEXADECIMAL = re.compile("[0-9a-f]{64}")
_TAP = re.compile(r"#(?P<tag>[0-9a-f]{12})#(?P<data>.*)", re.DOTALL)
EXPIRED = "expired:"
"""The data of a tap whose button is not valid: signed for another chat, or with an older secret."""


def signed_at(
    body: bytes, given: str, *, ids: Iterable[str], timestamps: Iterable[str], secret: str
) -> datetime | None:
    """When Zalo signed this body, or None when it did not.

    `given` is the header X-ZEvent-Signature: with or without "mac=", the plain SHA-256 of id +
    body + timestamp + the OA's secret key. Reports differ on whether the id is the app's or the
    account's, and whether the timestamp is the body's or a header's: all of `ids` and
    `timestamps` are tried; each needs the secret.
    """
    mac = _mac(given).encode(errors="replace")
    found = ""
    for timestamp in timestamps:
        if not _DIGITS.fullmatch(timestamp):
            continue
        for name in ids:
            made = signature(name, body, timestamp, secret)
            if hmac.compare_digest(made.encode(), mac):
                found = timestamp
    return outside.moment(found) if found else None


def may_be_signature(given: str) -> bool:
    """Whether a header has the form of a signature: checked before a body is read for it."""
    return _HEXADECIMAL.fullmatch(_mac(given)) is not None


def _mac(given: str) -> str:
    return given.strip().removeprefix("mac=").lower()


def signature(name: str, body: bytes, timestamp: str, secret: str) -> str:
    """The signature that Zalo computes: SHA-256 in hexadecimal digits."""
    return sha256(name.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def is_timely(at: datetime, now: datetime) -> bool:
    """Whether a post signed `at` is neither too old nor too far in the future."""
    return now - OLDEST <= at <= now + AHEAD


class ButtonSigner:
    """Signs what our buttons send: a tap arrives as a text message, and nobody may type one."""

    def __init__(self, secret: str) -> None:
        self._key = sha256(b"button" + secret.encode()).digest()

    def sign(self, chat: str, data: str) -> str:
        """The text that a button in this chat sends when it is tapped."""
        return f"#{self._tag(chat, data)}#{data}"

    def read(self, chat: str, text: str) -> str:
        """The data of a tapped button; `EXPIRED` for an invalid signature, empty for other texts."""
        found = _TAP.fullmatch(text)
        if found is None:
            return ""
        data = found["data"]
        return data if hmac.compare_digest(found["tag"], self._tag(chat, data)) else EXPIRED

    def _tag(self, chat: str, data: str) -> str:
        return hmac.new(self._key, f"{chat}\n{data}".encode(), sha256).hexdigest()[:12]
