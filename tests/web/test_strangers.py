"""A stranger on the public port: unproved posts cost nothing, silent connections are closed."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.channels import webhook_requests
from bot.channels.telegram import webhook as telegram
from bot.channels.zalo_bot import webhook as zalo_bot
from bot.channels.zalo_oa import webhook as zalo_oa
from bot.channels.zalo_oa.clock_skew import ClockSkew
from bot.channels.zalo_oa.webhook import Proof
from bot.process.clock import Clock
from web.connections import Connections
from web.server import BODY_LIMIT, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from bot.channels.contract import Unreadable
    from domain.messages.message import Incoming

SECRET = "a-secret"
PATHS = (telegram.PATH, zalo_bot.path_of(SECRET), zalo_oa.PATH)
SIGNED = "mac=" + "0" * 64


class Town:
    """A server with the three webhooks, and what reached their parsers."""

    def __init__(self) -> None:
        self.parsed: list[object] = []
        self.port = 0

    def routes(self) -> list[web.RouteDef]:
        def read(raw: dict[str, object]) -> None:
            self.parsed.append(raw)

        async def handle(update: Incoming | Unreadable, *, patience: float) -> None:
            raise AssertionError(update, patience)

        return [
            telegram.route(read, handle, SECRET),
            zalo_bot.route(read, handle, SECRET),
            zalo_oa.route(read, handle, Proof(("1", "2"), SECRET), ClockSkew(Clock())),
        ]

    async def sends(self, *parts: bytes, reads: bool = True) -> bytes:
        """Send these bytes on a new connection; returns what comes back until it is closed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await asyncio.wait_for(reader.read(65536 if reads else -1), 5)
        except ConnectionResetError:
            return b""
        finally:
            writer.close()


@asynccontextmanager
async def town(**limits: float) -> AsyncIterator[Town]:
    made = Town()
    connections = Connections(**limits)  # type: ignore[arg-type]
    runner = await serve("127.0.0.1", 0, made.routes(), connections=connections)
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await runner.cleanup()


def head(path: str, length: int, *headers: str) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {length}", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@pytest.mark.parametrize("path", PATHS)
async def test_an_unproved_post_is_refused_before_its_body_comes(path: str) -> None:
    """Only the head is sent: an answer shows that nobody waits for the body."""
    async with town() as there:
        answer = await there.sends(head(path, 200_000), b"x" * 32)
        assert b" 403 " in answer
        assert there.parsed == []


async def test_a_wrong_signature_is_refused_before_parsing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[bytes] = []

    def parse(body: bytes) -> object:
        parsed.append(body)
        return {}

    monkeypatch.setattr(webhook_requests, "parse_lenient_json", parse)
    body = b'{"timestamp": "1763269200000", "x": "' + b"y" * 100_000 + b'"}'
    async with town() as there:
        answer = await there.sends(
            head(zalo_oa.PATH, len(body), f"{zalo_oa.SIGNATURE_HEADER}: {SIGNED}"), body
        )
    assert b" 403 " in answer
    assert parsed == []


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (telegram.PATH, telegram.SECRET_HEADER),
        (zalo_bot.path_of(SECRET), zalo_bot.SECRET_HEADER),
    ],
)
async def test_a_body_is_bounded_also_for_who_knows_the_secret(path: str, header: str) -> None:
    async with town() as there:
        body = b"[" * (BODY_LIMIT + 1)
        answer = await there.sends(head(path, len(body), f"{header}: {SECRET}"), body)
        assert b" 413 " in answer
        packed = gzip.compress(b"{}" * 10_000_000)
        answer = await there.sends(
            head(path, len(packed), f"{header}: {SECRET}", "Content-Encoding: gzip"), packed
        )
        assert b" 400 " in answer
        assert there.parsed == []


async def test_a_body_that_does_not_come_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_requests, "BODY_SECONDS", 0.1)
    secret = f"{telegram.SECRET_HEADER}: {SECRET}"
    async with town() as there:
        assert b" 408 " in await there.sends(head(telegram.PATH, 100, secret), b"{")


@pytest.mark.parametrize(
    "begun", [b"", b"POST /telegram HT", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"]
)
async def test_a_connection_that_does_not_ask_is_closed(begun: bytes) -> None:
    async with town(head_seconds=0.1) as there:
        assert await there.sends(begun) == b""


async def test_a_connection_that_asked_stays_open() -> None:
    asks = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    async with town(head_seconds=0.2) as there:
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        for _again in range(2):
            writer.write(asks)
            assert b" 200 " in await reader.readuntil(b"\r\n")
            await reader.readuntil(b"}")
            await asyncio.sleep(0.3)
        writer.close()


async def test_connections_are_bounded_and_free_again() -> None:
    asks = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    async with town(most=3) as there:
        silent = [await asyncio.open_connection("127.0.0.1", there.port) for _one in range(3)]
        await asyncio.sleep(0.05)
        assert await there.sends(asks) == b""
        for _reader, writer in silent:
            writer.close()
            await writer.wait_closed()
        await asyncio.sleep(0.05)
        assert b" 200 " in await there.sends(asks)
