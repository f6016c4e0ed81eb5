"""Zalo's Official Account API as a service of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.service import Service
from sandbox.zalo_oa.accounts import Oas
from sandbox.zalo_oa.api import Api
from sandbox.zalo_oa.control import control_routes
from sandbox.zalo_oa.oauth import OAuth

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.zalo.hosting import Hosting


def zalo_oa(clock: Clock, hosting: Hosting, first_id: int) -> Service:
    """Return the service. `first_id`: the first number of the control API."""
    oas = Oas(clock, hosting, first_id)
    return Service([*control_routes(oas), *OAuth(oas).routes(), *Api(oas).routes()], oas.close)
