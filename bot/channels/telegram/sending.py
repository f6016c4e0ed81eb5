"""Sends requests by the Bot API, and maps its errors to the contract's."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.contract import (
    Moved,
    Operation,
    Refused,
    SendError,
    SendRequest,
    Throttled,
    TryAgain,
    Unreachable,
)
from bot.channels.telegram.call import call
from bot.channels.telegram.request import AnswerLost, NotSent
from domain.messages.message import FileKind
from domain.messages.message_parts import visible

if TYPE_CHECKING:
    from pathlib import Path

    from telegram import Bot

    from domain.messages.message import Choice, OutgoingFile

log = logging.getLogger(__name__)

_NOBODY_THERE = (
    "chat not found",
    "user is deactivated",
    "bot was kicked",
    "peer_id_invalid",
    "group chat was deactivated",
    "group chat was deleted",
    "chat_write_forbidden",
    "no rights to send a message",
    "not enough rights to send text messages",
)
_DONE_ALREADY = ("message is not modified", "message to delete not found")
_NOT_THAT_FILE = ("wrong file identifier", "wrong remote file", "type of file mismatch")
NO_PREVIEW = {"is_disabled": True}
_TARGET_IS_A_FILE = "there is no text in the message to edit"


async def send(bot: Bot, request: SendRequest, data_dir: Path) -> str:
    """Carry the request out; returns Telegram's message id. Raises only `SendError`s.

    A text that Telegram cannot parse as HTML is sent again as plain text.
    """
    try:
        return await _carry_out(bot, request, data_dir, parse_mode="HTML")
    except BadRequest as error:
        if "can't parse entities" not in str(error).casefold():
            raise send_error(error) from None
        log.warning("a text of ours is not valid HTML; it is sent as plain text")
    except TelegramError as error:
        raise send_error(error) from None
    try:
        return await _carry_out(bot, request, data_dir, parse_mode=None)
    except TelegramError as error:
        raise send_error(error) from None


async def _carry_out(
    bot: Bot, request: SendRequest, data_dir: Path, *, parse_mode: str | None
) -> str:
    chat = int(request.chat)
    if request.operation is Operation.MENU:
        commands = [BotCommand(name, about) for name, about in request.menu]
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))
        return ""
    if request.operation is Operation.DELETE:
        try:
            await bot.delete_message(chat, int(request.target))
        except BadRequest as error:
            _only_if_done_already(error)
        return request.target
    if request.message is None:
        raise Refused(f"nothing to {request.operation}")
    message = request.message
    text = message.text if parse_mode else visible(message.text)
    if request.operation is Operation.EDIT:
        keyboard = _keyboard(message.choices)
        try:
            await _edit(bot, chat, int(request.target), text, parse_mode, keyboard)
        except BadRequest as error:
            _only_if_done_already(error)
        return request.target
    if message.file is not None:
        more: dict[str, Any] = {
            "caption": text,
            "parse_mode": parse_mode,
            "reply_markup": _keyboard(message.choices),
        }
        if message.reply_to:
            more["reply_parameters"] = ReplyParameters(
                int(message.reply_to), allow_sending_without_reply=True
            )
        return await _send_file(bot, chat, message.file, data_dir, more)
    reply = None
    if message.reply_to:
        reply = {"message_id": int(message.reply_to), "allow_sending_without_reply": True}
    sent = await call(
        bot,
        "sendMessage",
        chat_id=chat,
        text=text,
        parse_mode=parse_mode,
        link_preview_options=NO_PREVIEW,
        reply_markup=_plain_keyboard(message.choices),
        reply_parameters=reply,
    )
    return str(sent["message_id"])


async def _edit(
    bot: Bot,
    chat: int,
    message_id: int,
    text: str,
    parse_mode: str | None,
    keyboard: InlineKeyboardMarkup | None,
) -> None:
    try:
        await bot.edit_message_text(
            text, chat_id=chat, message_id=message_id, parse_mode=parse_mode, reply_markup=keyboard
        )
    except BadRequest as error:
        if _TARGET_IS_A_FILE not in str(error).casefold():
            raise
        await bot.edit_message_caption(
            chat, message_id, caption=text, parse_mode=parse_mode, reply_markup=keyboard
        )


async def _send_file(
    bot: Bot, chat: int, file: OutgoingFile, data_dir: Path, more: dict[str, Any]
) -> str:
    """Send a file by Telegram's own id, without an upload; if that is refused, upload our copy."""
    copy = data_dir / file.path if file.path else None
    if file.ref:
        method, _colon, ref = file.ref.rpartition(":")
        try:
            return await _send_content(bot, chat, method or file.kind, file.name, ref, more)
        except BadRequest as error:
            refused = any(words in str(error).casefold() for words in _NOT_THAT_FILE)
            if not refused or copy is None:
                raise
    if copy is None or not copy.is_file():
        raise Refused("our copy of the file is not there")
    return await _send_content(bot, chat, file.kind, file.name, copy, more)


async def _send_content(
    bot: Bot, chat: int, method: str, name: str, content: str | Path, more: dict[str, Any]
) -> str:
    if method == FileKind.PHOTO:
        sent = await bot.send_photo(chat, content, **more)
    elif method == FileKind.VOICE:
        sent = await bot.send_voice(chat, content, **more)
    elif method == "audio":
        sent = await bot.send_audio(chat, content, **more)
    elif method == FileKind.VIDEO:
        sent = await bot.send_video(chat, content, **more)
    elif method == "video_note":
        # A round video has no caption.
        del more["caption"], more["parse_mode"]
        sent = await bot.send_video_note(chat, content, **more)
    else:
        sent = await bot.send_document(chat, content, filename=name or None, **more)
    return str(sent.message_id)


def _keyboard(rows: tuple[tuple[Choice, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(choice.label, url=choice.url)
                if choice.url
                else InlineKeyboardButton(choice.label, callback_data=choice.data)
                for choice in row
            ]
            for row in rows
        ]
    )


def _plain_keyboard(rows: tuple[tuple[Choice, ...], ...]) -> dict[str, Any] | None:
    """The inline keyboard as plain JSON."""
    if not rows:
        return None
    buttons = [
        [
            {"text": choice.label, "url": choice.url}
            if choice.url
            else {"text": choice.label, "callback_data": choice.data}
            for choice in row
        ]
        for row in rows
    ]
    return {"inline_keyboard": buttons}


def _only_if_done_already(error: BadRequest) -> None:
    if not any(words in str(error).casefold() for words in _DONE_ALREADY):
        raise error


def send_error(error: TelegramError) -> SendError:
    """The contract's error for an error of the Bot API."""
    words = str(error).casefold()
    if isinstance(error, RetryAfter):
        return Throttled(seconds_to_wait(error))
    if isinstance(error, ChatMigrated):
        return Moved(str(error.new_chat_id))
    if isinstance(error, Forbidden) or any(part in words for part in _NOBODY_THERE):
        return Unreachable(words)
    if isinstance(error, BadRequest):
        return Refused(str(error))
    if isinstance(error, AnswerLost):
        return TryAgain(error.message, ambiguous=True)
    if isinstance(error, NotSent):
        return TryAgain(error.message, counts=False)
    if isinstance(error, InvalidToken):
        # python-telegram-bot says so of each 401 and 404, but one call's 404 is no refused token: it is
        # this row's failure, else its chat would wait for ever.
        is_token = "not found" not in str(error).casefold()
        return TryAgain("the token is refused" if is_token else "not found", counts=not is_token)
    if isinstance(error, NetworkError):
        return TryAgain("the service fails")
    return TryAgain(type(error).__name__)


def seconds_to_wait(error: RetryAfter) -> float:
    """The seconds that the service asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
