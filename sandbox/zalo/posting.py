"""Posts events to a bot's webhook."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sandbox.faults import Fault

WEBHOOK = "webhook"
"""The method name of a fault for the next post."""
AGENT = "Java/1.8.0_192"
"""The user agent of Zalo's sender."""


async def with_fault(fault: Fault | None, send: Callable[[], Awaitable[str]]) -> str:
    """Post with `send`, unless a fault of the method `webhook` applies.

    The fault delays the post, loses it (`cut` "before") or loses its answer ("after").
    """
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault is not None and fault.cut == "before":
        return "err.other"
    outcome = await send()
    return "err.timeout" if fault is not None and fault.cut else outcome


async def post(url: str, body: bytes | None, headers: Mapping[str, str], lasts: float) -> str:
    """Post a body. Return `ok`, or an error: `http.403`, `http.5xx`, `err.timeout`, `err.conn` …

    `lasts`: the timeout in seconds. Without a body there is no content type either.
    """
    named = {"User-Agent": AGENT, **headers}
    if body is not None:
        named["Content-Type"] = "application/json"
    timeout = aiohttp.ClientTimeout(total=lasts)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, skip_auto_headers=("Content-Type",)) as session,
            session.post(url, data=body, headers=named, allow_redirects=False) as answer,
        ):
            return _outcome(answer.status)
    except TimeoutError:
        return "err.timeout"
    except aiohttp.ClientConnectorDNSError:
        return "err.dns"
    except aiohttp.ClientSSLError:
        return "err.tls"
    except aiohttp.ClientConnectorError:
        return "err.conn"
    except (aiohttp.ClientError, ValueError):
        return "err.other"


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "ok"
    if status in (403, 404):
        return f"http.{status}"
    return "http.5xx" if status >= 500 else "http.other"


def is_loopback(url: str) -> bool:
    """Return whether the address is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_private(url: str) -> bool:
    """Return whether the address is on this machine or a local network. Names are not resolved."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host
