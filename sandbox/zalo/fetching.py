"""Fetching what a bot offers by its URL, as Zalo's servers do."""

from __future__ import annotations

import aiohttp

LASTS = 150
"""Seconds that Zalo takes at most to fetch a picture, as others found."""


class NotFetched(Exception):
    """Why there is nothing to be had."""


async def fetched(url: str) -> tuple[bytes, str]:
    """Content and type of what lies at a URL. Raises NotFetched."""
    if not url.startswith(("http://", "https://")):
        raise NotFetched("no http URL")
    timeout = aiohttp.ClientTimeout(total=LASTS)
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
