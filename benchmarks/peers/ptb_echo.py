"""python-telegram-bot's echo, like its first example.

With BENCH_UVLOOP it runs on uvloop, which the library's documents do not mention.
"""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.peers.loop import choose_loop


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send the same text back."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


def main() -> None:
    """Poll until the process is ended."""
    builder = Application.builder().token(os.environ["BENCH_TOKEN"])
    application = builder.base_url(os.environ["BENCH_URL"] + "/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES, timeout=25)


if __name__ == "__main__":
    choose_loop()
    main()
