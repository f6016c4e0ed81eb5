"""The control API of Zalo's bots, below `/sandbox/zalo-bot/{token}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import ApiError, ControlError
from sandbox.zalo.control import Control
from sandbox.zalo_bot import people

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.zalo_bot.bots import Bot, Bots

PREFIX = "/sandbox/zalo-bot/{token}"
ACTS = {
    "say": people.sends_text,
    "open": people.opens,
    "sticker": people.sends_sticker,
    "location": people.sends_location,
    "contact": people.shares_contact,
    "unsupported": people.sends_unsupported,
    "block": people.blocks,
    "unblock": people.unblocks,
}


def control(bots: Bots) -> Control[Bot]:
    """Return the routes of the control API for all bots."""

    def find(request: web.Request) -> Bot:
        try:
            return bots.get(request.match_info["token"])
        except ApiError:
            raise ControlError("a token is digits:secret") from None

    def forget(request: web.Request) -> None:
        bots.reset(find(request).token)

    return Control(PREFIX, find, forget, ACTS, people.UPLOADS, people.sends_file)
