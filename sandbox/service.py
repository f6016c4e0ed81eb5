"""The interface between the server and each service that the sandbox imitates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web


class Service(NamedTuple):
    """The routes of a service, and the function that ends its background tasks."""

    routes: list[web.RouteDef]
    close: Callable[[], None]
