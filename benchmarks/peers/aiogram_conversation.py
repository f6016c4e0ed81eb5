"""The conversation with aiogram's finite state machine and its memory storage.

Its recommended persistent storage is Redis, which is another server. Memory is faster, and is lost with
the process.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from benchmarks.peers.texts import CONFIRM, KINDS, MENU, PLACES, Cases

if TYPE_CHECKING:
    from collections.abc import Sequence

router = Router()


class Report(StatesGroup):
    """The states of a conversation."""

    words = State()
    place = State()
    kind = State()
    confirm = State()


def keyboard(options: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """Return a keyboard with one button in each row."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=data)] for text, data in options
        ]
    )


async def answer(tap: CallbackQuery, text: str, options: Sequence[tuple[str, str]] = ()) -> None:
    """Acknowledge the tap and send the next question."""
    await tap.answer()
    if isinstance(tap.message, Message):
        await tap.message.answer(text, reply_markup=keyboard(options) if options else None)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    """Show the menu."""
    await state.clear()
    await message.answer("Chào bà con! Bà con muốn làm gì?", reply_markup=keyboard(MENU))


@router.callback_query(F.data == "report")
async def report(tap: CallbackQuery, state: FSMContext) -> None:
    """Ask what happened."""
    await state.set_state(Report.words)
    await answer(tap, "Có chuyện gì?")


@router.message(Report.words)
async def words(message: Message, state: FSMContext) -> None:
    """Store the words, and ask for the place."""
    await state.update_data(words=message.text)
    await state.set_state(Report.place)
    await message.answer("Ở đâu vậy bà con?", reply_markup=keyboard(PLACES))


@router.callback_query(Report.place)
async def place(tap: CallbackQuery, state: FSMContext) -> None:
    """Store the place, and ask for the kind."""
    await state.update_data(place=tap.data)
    await state.set_state(Report.kind)
    await answer(tap, "Đây là việc nào?", KINDS)


@router.callback_query(Report.kind)
async def kind(tap: CallbackQuery, state: FSMContext) -> None:
    """Store the kind, and show everything."""
    data = await state.update_data(kind=tap.data)
    await state.set_state(Report.confirm)
    await answer(tap, f"Coi lại: {data['words']}, {data['place']}, {data['kind']}", CONFIRM)


@router.callback_query(Report.confirm)
async def confirm(tap: CallbackQuery, state: FSMContext, cases: Cases) -> None:
    """Store the case, and send its code."""
    data = await state.get_data()
    code = cases.add(tap.from_user.id, data["kind"], data["place"], data["words"])
    await state.clear()
    await answer(tap, f"Đã gửi. Mã {code}.")


async def main() -> None:
    """Poll until the process is ended."""
    server = TelegramAPIServer.from_base(os.environ["BENCH_URL"])
    bot = Bot(os.environ["BENCH_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher(cases=Cases(Path(os.environ["BENCH_FOLDER"]) / "cases.db"))
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot, polling_timeout=25)


if __name__ == "__main__":
    uvloop.run(main())
