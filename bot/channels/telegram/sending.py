"""A parcel as a call of the Bot API, and what its refusal means."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup
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
    Parcel,
    Refused,
    SendError,
    Throttled,
    TryAgain,
    Unreachable,
)
from bot.channels.telegram.request import AnswerLost, NotSent
from domain.messages import FileKind
from domain.split import visible

if TYPE_CHECKING:
    from pathlib import Path

    from telegram import Bot

    from domain.messages import Choice, Outgoing

log = logging.getLogger(__name__)

_NOBODY_THERE = (
    "chat not found", "user is deactivated", "bot was kicked", "peer_id_invalid",
    "group chat was deactivated", "not enough rights to send",
)  # fmt: skip
_DONE_ALREADY = ("message is not modified", "message to delete not found")


async def send(bot: Bot, parcel: Parcel, data_dir: Path) -> str:
    """Carry the parcel out; returns Telegram's message id. Raises only `SendError`s."""
    try:
        return await _carry_out(bot, parcel, data_dir, parse_mode="HTML")
    except BadRequest as error:
        if "can't parse entities" not in str(error).casefold():
            raise meaning(error) from None
        log.warning("a text of ours is not the HTML it should be; it is sent plain")
    except TelegramError as error:
        raise meaning(error) from None
    try:
        return await _carry_out(bot, parcel, data_dir, parse_mode=None)
    except TelegramError as error:
        raise meaning(error) from None


async def _carry_out(bot: Bot, parcel: Parcel, data_dir: Path, *, parse_mode: str | None) -> str:
    chat = int(parcel.chat)
    if parcel.operation is Operation.MENU:
        commands = [BotCommand(name, about) for name, about in parcel.menu]
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))
        return ""
    if parcel.operation is Operation.DELETE:
        try:
            await bot.delete_message(chat, int(parcel.target))
        except BadRequest as error:
            _only_if_done_already(error)
        return parcel.target
    if parcel.message is None:
        raise Refused(f"nothing to {parcel.operation}")
    message = parcel.message
    text = message.text if parse_mode else visible(message.text)
    keyboard = _keyboard(message.choices)
    if parcel.operation is Operation.EDIT:
        try:
            await bot.edit_message_text(
                text, chat_id=chat, message_id=int(parcel.target), parse_mode=parse_mode,
                reply_markup=keyboard,
            )  # fmt: skip
        except BadRequest as error:
            _only_if_done_already(error)
        return parcel.target
    if message.file is not None:
        return await _send_file(bot, chat, message, text, parse_mode, data_dir)
    sent = await bot.send_message(
        chat, text, parse_mode=parse_mode, reply_markup=keyboard, disable_web_page_preview=True,
        reply_to_message_id=int(message.reply_to) if message.reply_to else None,
        allow_sending_without_reply=True if message.reply_to else None,
    )  # fmt: skip
    return str(sent.message_id)


async def _send_file(
    bot: Bot, chat: int, message: Outgoing, caption: str, parse_mode: str | None, data_dir: Path
) -> str:
    file = message.file
    if file is None:
        raise Refused("no file")
    content = file.ref or data_dir / file.path
    if not file.ref and not (file.path and (data_dir / file.path).is_file()):
        raise Refused("our copy of the file is not there")
    if file.kind is FileKind.PHOTO:
        sent = await bot.send_photo(chat, content, caption=caption, parse_mode=parse_mode)
    elif file.kind is FileKind.VOICE:
        sent = await bot.send_voice(chat, content, caption=caption, parse_mode=parse_mode)
    elif file.kind is FileKind.VIDEO:
        sent = await bot.send_video(chat, content, caption=caption, parse_mode=parse_mode)
    else:
        sent = await bot.send_document(
            chat, content, caption=caption, parse_mode=parse_mode, filename=file.name or None
        )
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


def _only_if_done_already(error: BadRequest) -> None:
    if not any(words in str(error).casefold() for words in _DONE_ALREADY):
        raise error


def meaning(error: TelegramError) -> SendError:
    """Which of the contract's errors this is."""
    words = str(error).casefold()
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Throttled(wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait))
    if isinstance(error, ChatMigrated):
        return Moved(str(error.new_chat_id))
    if isinstance(error, Forbidden) or any(part in words for part in _NOBODY_THERE):
        return Unreachable(words)
    if isinstance(error, BadRequest):
        return Refused(str(error))
    if isinstance(error, AnswerLost):
        return TryAgain(str(error), ambiguous=True)
    if isinstance(error, NotSent):
        return TryAgain(str(error), counts=False)
    if isinstance(error, InvalidToken):
        return TryAgain("the token is refused", counts=False)
    if isinstance(error, NetworkError):
        return TryAgain("the service is ill")
    return TryAgain(type(error).__name__)
