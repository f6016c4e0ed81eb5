"""Downloads files that residents sent, from Zalo's servers only, up to a size limit."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from bot.channels.contract import Refused, TryAgain
from bot.settings.addresses import is_loopback

if TYPE_CHECKING:
    from pathlib import Path

HOSTS = ("zdn.vn", "zadn.vn", "zalo.me", "zaloapp.com", "dlfl.vn")
"""Domains on which Zalo stores files, with their subdomains. There is no published list: a refused
domain is named in the task's log line."""
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


def may_fetch(url: str, *, local: bool) -> bool:
    """Whether the address is one of Zalo's, over https; `local` also allows this machine."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return False
    if local and is_loopback(host):
        return parts.scheme in {"http", "https"}
    named = any(host == one or host.endswith(f".{one}") for one in HOSTS)
    return parts.scheme == "https" and named and port in {None, 443} and parts.username is None


async def fetch(url: str, path: Path, limit: int, *, local: bool) -> int:
    """Save a file to `path`; returns its size in bytes. Redirects are not followed.

    Raises `Refused` for an address that is not Zalo's, and for a file that is gone or has more than
    `limit` bytes; `TryAgain` for any other failure.
    """
    if not may_fetch(url, local=local):
        raise Refused(f"not an address of Zalo's: {urlsplit(url).hostname or '?'}")
    partial = path.with_suffix(".part")
    try:
        size = await _download(url, partial, limit)
        partial.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
    return size


async def _download(url: str, path: Path, limit: int) -> int:
    size = 0
    try:
        async with (
            httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as http,
            http.stream("GET", url) as answer,
        ):
            if answer.status_code in {403, 404, 410}:
                raise Refused(f"it is not there any more (status {answer.status_code})")
            if answer.status_code != 200:
                raise TryAgain(f"status {answer.status_code}")
            with path.open("wb") as out:
                async for chunk in answer.aiter_bytes(65536):
                    size += len(chunk)
                    if size > limit:
                        raise Refused(f"larger than {limit} bytes")
                    out.write(chunk)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise TryAgain(type(error).__name__) from None
    return size
