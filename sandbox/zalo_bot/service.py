"""The Zalo Bot Platform as a service of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.service import Service
from sandbox.zalo_bot.api import Api
from sandbox.zalo_bot.bots import Bots
from sandbox.zalo_bot.control import control

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.zalo.hosting import Hosting


def zalo_bot(clock: Clock, hosting: Hosting, first_id: int) -> Service:
    """Return the service. `first_id`: the first number of the control API."""
    bots = Bots(clock, hosting, first_id)
    return Service([*control(bots).routes(), *Api(bots).routes()], bots.close)
