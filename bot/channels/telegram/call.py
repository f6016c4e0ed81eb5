"""A call of the Bot API whose answer stays plain JSON: what every turn needs goes through here.

The library's own methods turn each answer into objects that nobody looks at: a fifth of the time
of a turn went into the `Message` of what we had just sent ourselves. Errors are the library's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

if TYPE_CHECKING:
    from telegram import Bot


async def call(bot: Bot, method: str, *, within: float | None = None, **fields: Any) -> Any:
    """Call `method` with those `fields` that are not None, within so many seconds; returns what
    stands under `result`. Raises TelegramError as every method of `Bot` does."""
    parameters = RequestData(
        [
            RequestParameter(name, value, None)
            for name, value in fields.items()
            if value is not None
        ]
    )
    return await bot.request.post(
        f"{bot.base_url}/{method}", parameters,
        read_timeout=BaseRequest.DEFAULT_NONE if within is None else within,
    )  # fmt: skip
