"""python-telegram-bot's bare echo, as its first example; with BENCH_UVLOOP on uvloop, which its
documents do not speak of."""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.peers.loop import choose_loop


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
    choose_loop()
    main()
