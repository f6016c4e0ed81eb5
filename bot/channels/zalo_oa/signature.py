"""Who posted an event: Zalo's signature, taps of our own buttons, and how old a post may be."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

OLDEST = timedelta(hours=3)
"""Zalo repeats a post that was not taken after 30 seconds, 5, 15, 30 and 60 minutes: nearly two
hours after the event. Older ones are somebody's recording."""
AHEAD = timedelta(minutes=10)
"""How far Zalo's clock may be before ours."""
_DIGITS = re.compile(r"\d{10,13}", re.ASCII)
_TAP = re.compile(r"#(?P<tag>[0-9a-f]{12})#(?P<data>.*)", re.DOTALL)
EXPIRED = "expired:"
"""The tap of a button that is ours no more: signed for somebody else, or with an older secret."""


def signed_at(
    body: bytes, given: str, *, ids: Iterable[str], timestamps: Iterable[str], secret: str
) -> datetime | None:
    """When Zalo signed this body, or None when it did not.

    `given` is the header X-ZEvent-Signature: with or without "mac=", the plain SHA-256 of id +
    body + timestamp + the OA's secret key. Reports differ on whether the id is the app's or the
    account's, and whether the timestamp is the body's or a header's: all of `ids` and
    `timestamps` are tried; each needs the secret.
    """
    mac = given.strip().removeprefix("mac=").lower().encode(errors="replace")
    found = ""
    for timestamp in timestamps:
        if not _DIGITS.fullmatch(timestamp):
            continue
        for name in ids:
            made = signature(name, body, timestamp, secret)
            if hmac.compare_digest(made.encode(), mac):
                found = timestamp
    return moment(found) if found else None


def signature(name: str, body: bytes, timestamp: str, secret: str) -> str:
    """The SHA-256 that Zalo computes, as hexadecimal digits."""
    return sha256(name.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def moment(timestamp: str) -> datetime:
    """Milliseconds (or seconds) since 1970 as an aware moment. Raises ValueError."""
    number = int(timestamp)
    return datetime.fromtimestamp(number / 1000 if number >= 10**11 else number, UTC)


def is_timely(at: datetime, now: datetime) -> bool:
    """Whether a post signed `at` may still be the service's own."""
    return now - OLDEST <= at <= now + AHEAD


class ButtonSigner:
    """Marks what our buttons send back: a tap arrives as a text, and nobody may type one."""

    def __init__(self, secret: str) -> None:
        self._key = sha256(b"button" + secret.encode()).digest()

    def put(self, chat: str, data: str) -> str:
        """What the button of this chat sends."""
        return f"#{self._tag(chat, data)}#{data}"

    def read(self, chat: str, text: str) -> str:
        """The tapped choice's data; `EXPIRED` for a button that is not this chat's, empty for a
        text that is no tap."""
        found = _TAP.fullmatch(text)
        if found is None:
            return ""
        data = found["data"]
        return data if hmac.compare_digest(found["tag"], self._tag(chat, data)) else EXPIRED

    def _tag(self, chat: str, data: str) -> str:
        return hmac.new(self._key, f"{chat}\n{data}".encode(), sha256).hexdigest()[:12]
