"""No test leaves this machine."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import is_loopback


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        (("127.0.0.1", 1), True),
        (("127.8.8.8", 1), True),
        (("::1", 1, 0, 0), True),
        (("localhost", 1), True),
        ("/run/socket", True),
        (("192.0.2.1", 1), False),
        (("2001:db8::1", 1, 0, 0), False),
        (("api.telegram.org", 443), False),
    ],
)
def test_which_addresses_stay(address: object, stays: bool) -> None:
    assert is_loopback(address) is stays


def test_a_server_on_this_machine_is_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()),
    ):
        pass


SOCKET = """
    import contextlib, socket

    def test_leaving():
        with contextlib.suppress(OSError):
            socket.create_connection(("192.0.2.1", 9), timeout=1)
"""
TELEGRAM = """
    import asyncio, contextlib
    from bot.channels.telegram.request import PyreqwestRequest

    async def asking():
        request = PyreqwestRequest(tell_origin=False)
        await request.initialize()
        with contextlib.suppress(OSError):
            await request.call("http://192.0.2.1:9/bot1:x/getMe", {}, 1.0)

    def test_leaving():
        asyncio.run(asking())
"""


@pytest.mark.parametrize("leaving", [SOCKET, TELEGRAM])
def test_leaving_fails_the_test(pytester: pytest.Pytester, leaving: str) -> None:
    pytester.makeconftest("from tests.conftest import _only_loopback")
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(leaving)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*tried to leave this machine*192.0.2.1*"])
