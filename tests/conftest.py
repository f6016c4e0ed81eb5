"""Fixtures of all tests. A connection to another machine fails a test.

The guard checks Python's own sockets (asyncio, aiohttp, httpx) and the calls of the Telegram channel's
HTTP client, whose sockets are not Python's. It does not check uvloop.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from pyreqwest.client import ClientBuilder

from bot.channels.telegram import request as telegram_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyreqwest.middleware import Next
    from pyreqwest.request import Request
    from pyreqwest.response import Response


def is_loopback(address: Any) -> bool:
    """Return whether a socket address is on this machine. A path is a local socket."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).split("%", 1)[0]
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


pytest_plugins = [
    "pytester",
    "tests.engines",
    "tests.golden",
    "tests.plugins.memory",
    "tests.plugins.options",
    "tests.plugins.order",
    "tests.plugins.measured",
    "tests.plugins.plans",
]

# The time of an example depends on the machine, not on the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _umask_as_before() -> Iterator[None]:
    """The command line sets it; later tests share files with a database server of another user."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Restore the logging settings, which `nghedan run` inside a test changes."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test for a connection to another machine, also if its error is handled."""
    refused: list[Any] = []
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        if not is_loopback(address):
            refused.append(address)
            raise OSError(f"a test may not leave this machine: {address!r}")
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        if not is_loopback(address):
            refused.append(address)
            raise OSError(f"a test may not leave this machine: {address!r}")
        return connect_ex(self, address)

    async def guarded_request(request: Request, following: Next) -> Response:
        address = (request.url.host_str, request.url.port)
        if not is_loopback(address):
            refused.append(address)
            raise OSError(f"a test may not leave this machine: {address!r}")
        return await following.run(request)

    def guarded_client() -> ClientBuilder:
        return ClientBuilder().with_middleware(guarded_request)

    monkeypatch.setattr(telegram_request, "ClientBuilder", guarded_client)
    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    yield
    if refused:
        pytest.fail(f"the test tried to leave this machine: {refused}")
