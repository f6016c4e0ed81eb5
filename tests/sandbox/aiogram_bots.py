"""Bots that are written like aiogram's examples.

The library takes seconds to import, so only the process that runs them imports this.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiogram import Bot, Dispatcher, F, html
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiogram.fsm.context import FSMContext

    from tests.sandbox.box import Box


@asynccontextmanager
async def polling(box: Box, dispatcher: Dispatcher) -> AsyncIterator[Bot]:
    """A bot that polls."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(box.url))
    bot = Bot(box.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    task = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1)
    )
    try:
        yield bot
    finally:
        await dispatcher.stop_polling()
        await task
        await session.close()


def echo() -> Dispatcher:
    """aiogram's examples/echo_bot.py: every message is sent back as a copy."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        assert message.from_user
        await message.answer(f"Hello, {html.bold(html.quote(message.from_user.full_name))}!")

    @dispatcher.message()
    async def echoed(message: Message) -> None:
        await message.send_copy(chat_id=message.chat.id)

    return dispatcher


class Form(StatesGroup):
    name = State()
    likes = State()


def form() -> Dispatcher:
    """aiogram's examples/finite_state_machine.py, with a button and a file."""
    dispatcher = Dispatcher()

    @dispatcher.message(Command("start"))
    async def start(message: Message, state: FSMContext) -> None:
        await state.set_state(Form.name)
        await message.answer("Hi there! What's your name?", reply_markup=ReplyKeyboardRemove())

    @dispatcher.message(Form.name)
    async def named(message: Message, state: FSMContext) -> None:
        await state.set_state(Form.likes)
        await message.answer(
            f"Nice to meet you, {html.quote(message.text or '')}!",
            reply_markup=ReplyKeyboardMarkup(
                keyboard=[[KeyboardButton(text="Yes"), KeyboardButton(text="No")]],
                resize_keyboard=True,
            ),
        )

    @dispatcher.message(Form.likes, F.text.casefold() == "yes")
    async def likes(message: Message, state: FSMContext) -> None:
        await state.clear()
        rows = [[InlineKeyboardButton(text="Python", callback_data="lang:py")]]
        await message.reply("Which?", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    @dispatcher.callback_query(F.data.startswith("lang:"))
    async def chosen(query: CallbackQuery) -> None:
        await query.answer("Good")
        assert isinstance(query.message, Message)
        await query.message.edit_text("Chosen")
        await query.message.answer_document(BufferedInputFile(b"all", "all.txt"))

    return dispatcher


def constant_reply(words: str) -> Dispatcher:
    """A bot that answers every message with the same words."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(words)

    return dispatcher
