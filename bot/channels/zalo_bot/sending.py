"""Sends requests by the Bot Platform: plain text, numbers to type, files as links."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.contract import Operation, Refused, SendRequest, TryAgain
from bot.channels.zalo.choices import length_of, plain_parts, with_numbers
from bot.channels.zalo_bot.capabilities import TEXT_LIMIT
from bot.channels.zalo_bot.client import PHOTO_SECONDS, SECONDS
from domain.messages.message import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.channels.zalo_bot.client import Client
    from bot.channels.zalo_bot.signed_links import SignedLinks
    from domain.messages.message import Outgoing, OutgoingFile

LASTS = timedelta(days=1)
"""How long a signed link is valid; Zalo itself fetches a photo at once."""

Call = tuple[str, dict[str, Any]]
"""(Method, body without the chat)."""


async def send(client: Client, request: SendRequest, links: SignedLinks | None) -> str:
    """Carry the request out; returns Zalo's id of the last message. Raises only `SendError`s.

    An edit is sent as a new message; a deletion and a menu do nothing: the platform has none of them.
    """
    if request.operation in (Operation.MENU, Operation.DELETE):
        return request.target
    if request.message is None:
        raise Refused(f"nothing to {request.operation}")
    given = ""
    for method, body in calls(request.message, links):
        within = PHOTO_SECONDS if method == "sendPhoto" else SECONDS
        try:
            sent = await client.call(method, {"chat_id": request.chat, **body}, within=within)
        except TryAgain as error:
            if not given:
                raise
            # The first part arrived, and a retry repeats it: ambiguous allows one retry only.
            raise TryAgain(str(error), ambiguous=True) from None
        given = str((sent or {}).get("message_id") or "?")
    return given


def calls(message: Outgoing, links: SignedLinks | None) -> Iterator[Call]:
    """The calls that send a message, in order."""
    *before, text = plain_parts(message.text, TEXT_LIMIT)
    for part in before:
        yield "sendMessage", {"text": part}
    choices = [choice for row in message.choices for choice in row]
    if message.file is not None:
        shown = _file_call(message.file, links)
        if shown is None:
            text = "\n".join(filter(None, (text, _line_for(message.file, links))))
        else:
            method, body = shown
            fits = method == "sendPhoto" and not choices and length_of(text) <= TEXT_LIMIT
            yield method, {**body, "caption": text} if fits and text else body
            if fits:
                text = ""
    if text or choices:
        parts = with_numbers(text or "⬆", choices, message.how, TEXT_LIMIT) if choices else [text]
        for part in parts:
            yield "sendMessage", {"text": part}


def count_messages(message: Outgoing) -> int:
    """How many messages of the bot's plan this uses."""
    return sum(1 for _call in calls(message, None))


def _file_call(file: OutgoingFile, links: SignedLinks | None) -> Call | None:
    """The call that sends a photo or a voice message; None for a file without an address."""
    if file.kind is FileKind.PHOTO:
        if links is not None and file.path:
            return "sendPhoto", {"photo": links.link(file.path, file.name, LASTS)}
        return ("sendPhoto", {"photo": file.ref}) if file.ref else None
    if file.kind is FileKind.VOICE and file.ref:
        return "sendVoice", {"voice_url": file.ref}
    return None


def _line_for(file: OutgoingFile, links: SignedLinks | None) -> str:
    """A line of text instead of a file that the platform cannot send.

    It is in Vietnamese with a symbol, because a channel does not know the person's language.
    """
    name = file.name or "tệp"
    if links is None or not file.path:
        return f"📎 {name} (Zalo không chuyển được tệp này)"
    return f"📎 {name} (mở được trong 24 giờ):\n{links.link(file.path, name, LASTS)}"
