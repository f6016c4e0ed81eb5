"""The Telegram service of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.service import Service
from sandbox.telegram.api import Api
from sandbox.telegram.bots import Bots
from sandbox.telegram.control import Control

if TYPE_CHECKING:
    from sandbox.clock import Clock


def telegram(clock: Clock, first_id: int) -> Service:
    """Return the service. `first_id`: the first update id and message id."""
    bots = Bots(clock, first_id)
    return Service([*Control(bots).routes(), *Api(bots).routes()], bots.close)
