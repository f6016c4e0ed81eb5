"""Calls the Bot API and returns plain JSON, for the calls that every turn makes.

The library's own methods build objects from each answer: the unused `Message` of a sent message took a
fifth of a turn's time. Errors are the library's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from telegram import Bot

    from bot.channels.telegram.request import PyreqwestRequest


async def call(bot: Bot, method: str, *, within: float | None = None, **fields: Any) -> Any:
    """Call `method` with those `fields` that are not None; returns the answer's `result`.

    `within`: timeout in seconds. Raises TelegramError as every method of `Bot` does.
    """
    request = cast("PyreqwestRequest", bot.request)
    given = {name: value for name, value in fields.items() if value is not None}
    return await request.call(f"{bot.base_url}/{method}", given, within)
