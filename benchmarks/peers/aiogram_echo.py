"""aiogram's bare echo, with uvloop as its documents recommend for speed."""

from __future__ import annotations

import os

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Send the same text back."""
    await message.answer(message.text or "")


async def main() -> None:
    """Poll until the process is ended."""
    server = TelegramAPIServer.from_base(os.environ["BENCH_URL"])
    bot = Bot(os.environ["BENCH_TOKEN"], session=AiohttpSession(api=server))
    await dispatcher.start_polling(bot, polling_timeout=25)


if __name__ == "__main__":
    uvloop.run(main())
