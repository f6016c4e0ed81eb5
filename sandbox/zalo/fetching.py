"""Downloads a file that a bot names by its URL, like Zalo's servers."""

from __future__ import annotations

import aiohttp

FETCH_TIMEOUT = 150
"""The most seconds that Zalo takes to download a picture, by reports of others."""


class NotFetched(Exception):
    """The file could not be downloaded. The message is the reason."""


async def fetch(url: str) -> tuple[bytes, str]:
    """Return the content and type of a URL. Raises NotFetched."""
    if not url.startswith(("http://", "https://")):
        raise NotFetched("no http URL")
    timeout = aiohttp.ClientTimeout(total=FETCH_TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url) as answer,
        ):
            if answer.status != 200:
                raise NotFetched(f"the URL answers {answer.status}")
            return await answer.read(), answer.content_type
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise NotFetched("the URL cannot be fetched") from None
