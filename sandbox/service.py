"""What the server needs of each service that the sandbox plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web


class Service(NamedTuple):
    """Its routes, and how what runs in the background is ended."""

    routes: list[web.RouteDef]
    close: Callable[[], None]
