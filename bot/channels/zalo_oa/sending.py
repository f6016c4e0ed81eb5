"""Sends requests by the OA OpenAPI: plain text, buttons or a numbered list, uploaded files."""

from __future__ import annotations

import asyncio
import mimetypes
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.contract import Operation, Refused, SendRequest, TryAgain
from bot.channels.zalo.choices import cut, plain_parts, with_numbers
from bot.channels.zalo.pictures import IMAGES, fit_picture
from bot.channels.zalo_oa.capabilities import (
    FILE_LIMIT,
    MOST_BUTTONS,
    PAYLOAD_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
)
from bot.channels.zalo_oa.client import MESSAGE, TEMPLATE
from domain.messages.message import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.channels.zalo_oa.client import Client
    from bot.channels.zalo_oa.signature import ButtonSigner
    from bot.channels.zalo_oa.template import Template
    from domain.messages.message import Choice, Outgoing, OutgoingFile

Json = dict[str, Any]


async def send(
    client: Client,
    request: SendRequest,
    signer: ButtonSigner,
    data_dir: Path,
    template: Template | None = None,
) -> str:
    """Carry the request out; returns Zalo's id of the last message. Raises only `SendError`s.

    An edit is sent as a new message; a deletion and a menu do nothing: Zalo has none of them.
    """
    if request.operation in (Operation.MENU, Operation.DELETE):
        return request.target
    if request.message is None:
        raise Refused(f"nothing to {request.operation}")
    if request.operation is Operation.TEMPLATE:
        if template is None:
            raise Refused("no template is set")
        answer = await client.post(TEMPLATE, template.request(request.chat, request.message.text))
        return str(answer.get("message_id") or "?")
    given = ""
    for message in await _messages(client, request.chat, request.message, signer, data_dir):
        body = {"recipient": {"user_id": request.chat}, "message": message}
        try:
            sent = await client.post(MESSAGE, body)
        except TryAgain as error:
            if not given:
                raise
            # The first part arrived, and a retry repeats it: ambiguous allows one retry only.
            raise TryAgain(str(error), ambiguous=True) from None
        given = str(sent.get("message_id") or "?")
    return given


async def _messages(
    client: Client, chat: str, message: Outgoing, signer: ButtonSigner, data_dir: Path
) -> list[Json]:
    """The messages to post, in order; uploads the file, if there is one."""
    *before, text = plain_parts(message.text, TEXT_LIMIT)
    first = [{"text": part} for part in before]
    if message.file is None:
        return [*first, *texts(text, message, chat, signer)]
    attached, takes_text = await _attachment(client, message.file, data_dir)
    if takes_text and text and not message.choices:
        return [*first, {"text": text, "attachment": attached}]
    if not text and not message.choices:
        return [{"attachment": attached}]
    return [
        *first,
        {"attachment": attached},
        *texts(text or message.file.name or "⬆", message, chat, signer),
    ]


def texts(text: str, message: Outgoing, chat: str, signer: ButtonSigner) -> Iterator[Json]:
    """The text with its choices: up to five as buttons, more as numbers to type."""
    choices = [choice for row in message.choices for choice in row]
    if not choices:
        yield {"text": text}
    elif len(choices) <= MOST_BUTTONS and all(_fits(one, chat, signer) for one in choices):
        buttons = [_button(choice, chat, signer) for choice in choices]
        attachment = {"type": "template", "payload": {"buttons": buttons}}
        yield {"text": text, "attachment": attachment}
    else:
        yield from (
            {"text": part} for part in with_numbers(text, choices, message.how, TEXT_LIMIT)
        )


def count_messages(message: Outgoing) -> int:
    """How many of Zalo's messages this becomes, at most."""
    choices = [choice for row in message.choices for choice in row]
    words = 2 if len(choices) > MOST_BUTTONS or (message.file and (message.text or choices)) else 1
    return words + 1 if message.file and len(choices) > MOST_BUTTONS else words


def _fits(choice: Choice, chat: str, signer: ButtonSigner) -> bool:
    return bool(choice.url) or len(signer.sign(chat, choice.data)) <= PAYLOAD_LIMIT


def _button(choice: Choice, chat: str, signer: ButtonSigner) -> Json:
    title = cut(choice.label, TITLE_LIMIT)
    if choice.url:
        return {"title": title, "type": "oa.open.url", "payload": {"url": choice.url}}
    return {"title": title, "type": "oa.query.hide", "payload": signer.sign(chat, choice.data)}


async def _attachment(client: Client, file: OutgoingFile, data_dir: Path) -> tuple[Json, bool]:
    """Returns (attachment, whether the same message may hold text); uploads our copy."""
    content = await asyncio.to_thread(partial(_content, file, data_dir))
    if file.kind is FileKind.PHOTO:
        if content is None:
            return _image({"url": file.ref}), True
        light, mime = await asyncio.to_thread(fit_picture, content)
        name = "anh.png" if mime == IMAGES["PNG"] else "anh.jpg"
        data = await client.upload("image", name, light, mime)
        return _image({"attachment_id": _given(data, "attachment_id")}), True
    if content is None:
        raise Refused("our copy of the file is not there")
    if len(content) > FILE_LIMIT:
        raise Refused(f"a file of {len(content)} bytes is too large for Zalo ({FILE_LIMIT})")
    mime = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    data = await client.upload("file", file.name or "tep", content, mime)
    return {"type": "file", "payload": {"token": _given(data, "token")}}, False


def _content(file: OutgoingFile, data_dir: Path) -> bytes | None:
    """Our copy of the file; None for a photo without one that Zalo still shows at its address."""
    path = data_dir / file.path if file.path else None
    if path is not None and path.is_file():
        return path.read_bytes()
    if file.kind is FileKind.PHOTO and file.ref:
        return None
    if file.id and not file.path:
        raise TryAgain("our copy of the file is not there yet", ours=True)
    raise Refused("our copy of the file is not there")


def _image(which: Json) -> Json:
    element = {"media_type": "image", **which}
    return {"type": "template", "payload": {"template_type": "media", "elements": [element]}}


def _given(data: Json, name: str) -> str:
    found = data.get(name)
    if not found:
        raise TryAgain(f"the upload's answer has no {name}")
    return str(found)
