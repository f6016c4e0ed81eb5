"""The services of residents and officials in a story, and the screens there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.channels import zalo_bot, zalo_oa
from bot.channels.services import SERVICES
from bot.channels.zalo.choices import length_of
from bot.channels.zalo_bot.sending import calls
from bot.channels.zalo_oa.sending import texts
from bot.channels.zalo_oa.signature import ButtonSigner
from domain.messages.message_parts import visible
from domain.reading.normalise import nfc

if TYPE_CHECKING:
    from domain.messages.message import Outgoing

CAPABILITIES = {
    service.name: replace(service.capabilities, files=not service.sends_links)
    for service in SERVICES
}
"""The capabilities without a public address, with which a Zalo bot cannot send files."""
TELEGRAM = "telegram"
SIGNER = ButtonSigner("no secret of anybody's")


@dataclass(frozen=True, slots=True)
class Mix:
    """The channels of a story."""

    residents: str = TELEGRAM
    officials: str = TELEGRAM

    def __str__(self) -> str:
        return f"{self.residents}+{self.officials}"


ON_TELEGRAM = Mix()
ON_ZALO_BOT = Mix(zalo_bot.NAME, TELEGRAM)
MIXES = (
    ON_TELEGRAM,
    ON_ZALO_BOT,
    Mix(zalo_bot.NAME, zalo_bot.NAME),
    Mix(zalo_oa.NAME, zalo_oa.NAME),
)


def shown(channel: str, message: Outgoing) -> str:
    """Return the text on the screen, with the numbered list on channels without buttons."""
    if channel == zalo_bot.NAME:
        found = [
            body.get("text") or body.get("caption", "") for _way, body in calls(message, None)
        ]
    elif channel == zalo_oa.NAME and (message.text or message.choices):
        words = nfc(visible(message.text)).strip() or "⬆"
        found = [part["text"] for part in texts(words, message, "1", SIGNER)]
    else:
        found = [visible(message.text)]
    for part in found:
        if length_of(part) > CAPABILITIES[channel].text_limit:
            raise AssertionError(f"too long for one message on {channel}: {length_of(part)}")
    return "\n\n".join(part for part in found if part)


def is_list(channel: str, message: Outgoing | None) -> bool:
    """Return whether the choices of a message are a numbered list on this channel."""
    return message is not None and CAPABILITIES[channel].lists(message.choices)


def number_of(label: str, text: str) -> str:
    """Return the number of the label in a list on the screen."""
    for line in reversed(text.splitlines()):
        number, dot, name = line.partition(". ")
        if number.isdecimal() and label in (name if dot else number, line):
            return number
    raise AssertionError(f"no number for {label!r} in {text!r}")
