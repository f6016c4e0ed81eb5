"""A call of the Bot API whose answer stays plain JSON: what every turn needs goes through here.

The library's own methods turn each answer into objects that nobody looks at: a fifth of the time
of a turn went into the `Message` of what we had just sent ourselves. Errors are the library's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from telegram import Bot

    from bot.channels.telegram.request import PyreqwestRequest


async def call(bot: Bot, method: str, *, within: float | None = None, **fields: Any) -> Any:
    """Call `method` with those `fields` that are not None, within so many seconds; returns what
    stands under `result`. Raises TelegramError as every method of `Bot` does."""
    request = cast("PyreqwestRequest", bot.request)
    said = {name: value for name, value in fields.items() if value is not None}
    return await request.call(f"{bot.base_url}/{method}", said, within)
