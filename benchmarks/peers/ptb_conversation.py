"""The conversation with python-telegram-bot's ConversationHandler and PicklePersistence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.peers.loop import choose_loop
from benchmarks.peers.texts import CONFIRM, KINDS, MENU, PLACES, Cases

if TYPE_CHECKING:
    from collections.abc import Sequence

CHOOSING, WORDS, PLACE, KIND, CONFIRMING = range(5)
CASES = Cases(Path(os.environ["BENCH_FOLDER"]) / "cases.db")
Context = ContextTypes.DEFAULT_TYPE


def keyboard(options: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """Return a keyboard with one button in each row."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data)] for text, data in options]
    )


async def answer(update: Update, text: str, options: Sequence[tuple[str, str]] = ()) -> None:
    """Acknowledge the tap and send the next question."""
    if update.callback_query is not None:
        await update.callback_query.answer()
    if update.effective_message is not None:
        await update.effective_message.reply_text(
            text, reply_markup=keyboard(options) if options else None
        )


def answers_of(context: Context) -> dict[str, Any]:
    """Return the stored answers of this person."""
    return context.user_data if context.user_data is not None else {}


def tapped(update: Update) -> str:
    """Return the data of the pressed button."""
    return (update.callback_query.data or "") if update.callback_query else ""


async def start(update: Update, _context: Context) -> int:
    """Show the menu."""
    await answer(update, "Chào bà con! Bà con muốn làm gì?", MENU)
    return CHOOSING


async def report(update: Update, _context: Context) -> int:
    """Ask what happened."""
    await answer(update, "Có chuyện gì?")
    return WORDS


async def words(update: Update, context: Context) -> int:
    """Store the words, and ask for the place."""
    answers_of(context)["words"] = update.message.text if update.message else ""
    await answer(update, "Ở đâu vậy bà con?", PLACES)
    return PLACE


async def place(update: Update, context: Context) -> int:
    """Store the place, and ask for the kind."""
    answers_of(context)["place"] = tapped(update)
    await answer(update, "Đây là việc nào?", KINDS)
    return KIND


async def kind(update: Update, context: Context) -> int:
    """Store the kind, and show everything."""
    data = answers_of(context)
    data["kind"] = tapped(update)
    await answer(update, f"Coi lại: {data['words']}, {data['place']}, {data['kind']}", CONFIRM)
    return CONFIRMING


async def confirm(update: Update, context: Context) -> int:
    """Store the case, and send its code."""
    data = answers_of(context)
    chat = update.effective_chat.id if update.effective_chat else 0
    code = CASES.add(chat, data["kind"], data["place"], data["words"])
    data.clear()
    await answer(update, f"Đã gửi. Mã {code}.")
    return ConversationHandler.END


def main() -> None:
    """Poll until the process is ended."""
    application = (
        Application.builder()
        .token(os.environ["BENCH_TOKEN"])
        .base_url(os.environ["BENCH_URL"] + "/bot")
        .persistence(PicklePersistence(Path(os.environ["BENCH_FOLDER"]) / "state.pickle"))
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={
                CHOOSING: [CallbackQueryHandler(report, pattern="^report$")],
                WORDS: [MessageHandler(filters.TEXT & ~filters.COMMAND, words)],
                PLACE: [CallbackQueryHandler(place)],
                KIND: [CallbackQueryHandler(kind)],
                CONFIRMING: [CallbackQueryHandler(confirm)],
            },
            fallbacks=[CommandHandler("start", start)],
            name="report",
            persistent=True,
        )
    )
    application.run_polling(allowed_updates=Update.ALL_TYPES, timeout=25)


if __name__ == "__main__":
    choose_loop()
    main()
