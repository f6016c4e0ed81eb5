"""python-telegram-bot's bare echo, as its first example, on uvloop."""

from __future__ import annotations

import os

import uvloop
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


def main() -> None:
    """Poll until ended."""
    builder = Application.builder().token(os.environ["BENCH_TOKEN"])
    application = builder.base_url(os.environ["BENCH_URL"] + "/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES, timeout=25)


if __name__ == "__main__":
    uvloop.install()
    main()
