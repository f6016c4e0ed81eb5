"""Bots of other libraries, written like their examples, run against the sandbox."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton as Button,
    InlineKeyboardMarkup as Keyboard,
    ReplyKeyboardMarkup as Keys,
    ReplyKeyboardRemove as NoKeys,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)

from tests.sandbox.box import LAN, Box

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE = 10.0


async def seen(box: Box, text: str, chat: int = LAN) -> dict[str, Any]:
    """Wait for a message of the bot that contains `text`, and return it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for message in reversed(await box.screen(chat)):
                words = message["text"] + str(message.get("caption"))
                if message["from"] == "bot" and text in words:
                    found: dict[str, Any] = message
                    return found
            await asyncio.sleep(0.02)


@asynccontextmanager
async def ptb(box: Box, *handlers: Any) -> AsyncIterator[Any]:
    """A python-telegram-bot application that polls."""
    builder = Application.builder().token(box.token).base_url(f"{box.url}/bot")
    application = builder.base_file_url(f"{box.url}/file/bot").build()
    application.add_handlers(list(handlers))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=1, allowed_updates=Update.ALL_TYPES)
        try:
            yield application
        finally:
            await application.updater.stop()
            await application.stop()


@pytest.fixture
def aiogram() -> Any:
    """Bots on aiogram, imported late."""
    from tests.sandbox import aiogram_bots

    return aiogram_bots


async def test_python_telegram_bot_echo(box: Box) -> None:
    """The library's examples/echobot.py."""

    async def start(update: Any, _context: Any) -> None:
        user = update.effective_user
        await update.message.reply_html(
            rf"Hi {user.mention_html()}!", reply_markup=ForceReply(selective=True)
        )

    async def echo(update: Any, _context: Any) -> None:
        await update.message.reply_text(update.message.text)

    handlers = (
        CommandHandler("start", start),
        MessageHandler(filters.TEXT & ~filters.COMMAND, echo),
    )
    async with ptb(box, *handlers):
        await box.act("say", text="/start", name="Lan <3")
        hello = await seen(box, "Hi Lan <3!")
        assert hello["entities"][0]["type"] == "text_mention"
        await box.act("say", text="đường ấp 4 lầy lội")
        await seen(box, "đường ấp 4 lầy lội")
    assert (await box.control("state"))["waiting"] == []


async def test_python_telegram_bot_conversation(box: Box) -> None:
    """The library's examples/conversationbot.py: keyboard, photo, location, text, `/skip`."""
    gender, photo, place, words = range(4)
    got: dict[str, Any] = {}

    async def start(update: Any, _context: Any) -> int:
        keys = Keys([["Boy", "Girl", "Other"]], one_time_keyboard=True)
        await update.message.reply_text("Are you a boy or a girl?", reply_markup=keys)
        return gender

    async def published(update: Any, _context: Any) -> int:
        await update.message.reply_text("Send me a photo", reply_markup=NoKeys())
        return photo

    async def pictured(update: Any, _context: Any) -> int:
        file = await update.message.photo[-1].get_file()
        got["photo"] = bytes(await file.download_as_bytearray())
        await update.message.reply_text("Gorgeous! Now your location, or /skip")
        return place

    async def placed(update: Any, _context: Any) -> int:
        got["place"] = update.message.location.latitude
        await update.message.reply_text("Tell me something about yourself.")
        return words

    async def finished(update: Any, _context: Any) -> int:
        await update.message.reply_text("Thank you!")
        return ConversationHandler.END

    conversation: Any = ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={
            gender: [MessageHandler(filters.Regex("^(Boy|Girl|Other)$"), published)],
            photo: [MessageHandler(filters.PHOTO, pictured)],
            place: [MessageHandler(filters.LOCATION, placed)],
            words: [MessageHandler(filters.TEXT & ~filters.COMMAND, finished)],
        },
        fallbacks=[CommandHandler("cancel", finished)],
    )
    async with ptb(box, conversation):
        await box.act("say", text="/start")
        question = await seen(box, "boy or a girl")
        assert question["keyboard"] == [["Boy", "Girl", "Other"]]
        await box.act("tap", button="Girl")
        asked = await seen(box, "Send me a photo")
        assert asked["keyboard"] == []
        await box.sends("photo", b"picture")
        await seen(box, "Gorgeous")
        await box.act("location", latitude=9.5, longitude=105.1)
        await seen(box, "about yourself")
        await box.act("say", text="I farm")
        await seen(box, "Thank you")
    assert got == {"photo": b"picture", "place": 9.5}


async def test_python_telegram_bot_inline_keyboard(box: Box) -> None:
    """The library's examples/inlinekeyboard.py."""

    async def start(update: Any, _context: Any) -> None:
        rows = [[Button("Option 1", callback_data="1"), Button("Option 2", callback_data="2")]]
        await update.message.reply_text("Please choose:", reply_markup=Keyboard(rows))

    async def button(update: Any, _context: Any) -> None:
        query = update.callback_query
        await query.answer()
        await query.edit_message_text(text=f"Selected option: {query.data}")

    async with ptb(box, CommandHandler("start", start), CallbackQueryHandler(button)):
        await box.act("say", text="/start")
        question = await seen(box, "Please choose")
        await box.act("tap", message_id=question["message_id"], button="Option 2")
        answer = await seen(box, "Selected option: 2")
    assert answer["message_id"] == question["message_id"]
    assert answer["edited"]
    assert answer["buttons"] == []


async def test_python_telegram_bot_webhook_like_calls(box: Box) -> None:
    """The calls of the library's Bot: uploads, albums, topics, menus. It parses each answer."""
    async with ptb(box) as application:
        bot = application.bot
        await box.act("say", text="xin chào")
        sent = await bot.send_document(
            LAN, b"%PDF", filename="a.pdf", caption="<b>đơn</b>", parse_mode="HTML"
        )
        assert sent.document.file_name == "a.pdf"
        assert sent.caption_entities[0].type == "bold"
        again = await bot.send_document(LAN, sent.document.file_id)
        assert again.document.file_id == sent.document.file_id
        assert (await bot.get_chat(LAN)).id == LAN
        await bot.set_my_commands([("gui", "Gửi")], language_code="vi")
        assert (await bot.get_my_commands(language_code="vi"))[0].command == "gui"
        await bot.delete_message(LAN, sent.message_id)
        assert await bot.send_chat_action(LAN, "typing")


async def test_aiogram_echo(box: Box, aiogram: Any) -> None:
    async with aiogram.polling(box, aiogram.echo()):
        await box.act("say", text="/start", name="A & B")
        hello = await seen(box, "Hello, A & B!")
        assert hello["entities"] == [{"offset": 7, "length": 5, "type": "bold"}]
        await box.sends("photo", b"picture", caption="hố ga")
        echoed = await seen(box, "hố ga")
        assert echoed["photo"]


async def test_aiogram_form(box: Box, aiogram: Any) -> None:
    async with aiogram.polling(box, aiogram.form()):
        await box.act("say", text="/start")
        await seen(box, "What's your name")
        await box.act("say", text="Lan")
        assert (await seen(box, "Nice to meet you, Lan"))["keyboard"] == [["Yes", "No"]]
        sent = await box.act("tap", button="Yes")
        question = await seen(box, "Which?")
        assert question["reply_to"] == sent["message_id"]
        await box.act("tap", message_id=question["message_id"], button="lang:py")
        await seen(box, "Chosen")
        async with asyncio.timeout(PATIENCE):
            while not (await box.screen())[-1].get("document"):
                await asyncio.sleep(0.02)
    assert (await box.control("state"))["waiting"] == []


async def test_two_libraries_side_by_side(box: Box, aiogram: Any) -> None:
    """Two tokens are two separate bots."""
    other = Box(box.url, box.http, "43:other")

    async def reply(update: Any, _context: Any) -> None:
        await update.message.reply_text("ptb")

    ours = MessageHandler(filters.ALL, reply)
    async with ptb(box, ours), aiogram.polling(other, aiogram.constant_reply("aiogram")):
        await box.act("say", text="a")
        await other.act("say", text="b")
        await seen(box, "ptb")
        await seen(other, "aiogram")
    assert len(await box.screen()) == len(await other.screen()) == 2
