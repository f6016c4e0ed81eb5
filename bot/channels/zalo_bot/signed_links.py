"""Files behind links: the platform takes a photo only as an address, and no other file at all.

A link names one file, ends after a day, and cannot be guessed or changed: it is signed. Nothing is
kept about it. Without a public address there are no links.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from bot.channels.contract import Refused
from bot.channels.zalo.pictures import fit_picture

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from bot.process.clock import Clock

PATH = "/zalo-bot/files"
_LINK = re.compile(r"([A-Za-z0-9_-]{1,400})\.(\d{1,12})\.([0-9a-f]{64})")
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'",
}


class SignedLinks:
    """Signs links to files of the data directory, and reads them."""

    def __init__(self, public_url: str, token: str, data_dir: Path, clock: Clock) -> None:
        """`public_url` without a slash at its end; the key is the token's, so that links end with
        it."""
        self._base = public_url + PATH
        self._key = hmac.new(token.encode(), b"files", sha256).digest()
        self._data_dir = data_dir
        self._clock = clock

    def link(self, path: str, name: str, lasts: timedelta) -> str:
        """An address under which the file (below the data directory) is shown as `name`."""
        until = int((self._clock.now() + lasts).timestamp())
        named = urlsafe_b64encode(f"{path}\n{name[-80:]}".encode()).decode().rstrip("=")
        return f"{self._base}/{named}.{until}.{self._signature(named, until)}"

    def find(self, link: str, now: datetime) -> tuple[Path, str] | None:
        """(file, its name) behind the last part of a link; None when it is over, was changed, or
        the file is gone."""
        matched = _LINK.fullmatch(link)
        if matched is None:
            return None
        named, until, signature = matched[1], int(matched[2]), matched[3]
        if not hmac.compare_digest(signature, self._signature(named, until)):
            return None
        told = urlsafe_b64decode(named + "=" * (-len(named) % 4)).decode()
        relative, _, name = told.partition("\n")
        path = (self._data_dir / relative).resolve()
        inside = path.is_relative_to(self._data_dir.resolve())
        if now.timestamp() > until or not inside or not path.is_file():
            return None
        return path, name

    def route(self) -> web.RouteDef:
        """Where the links lead."""

        async def show(request: web.Request) -> web.StreamResponse:
            found = self.find(request.match_info["link"], self._clock.now())
            if found is None:
                return web.Response(status=404)
            path, name = found
            try:
                content, mime = await asyncio.to_thread(partial(_picture, path))
            except Refused:
                shown = {**HEADERS, "Content-Disposition": web_name(name)}
                return web.FileResponse(path, headers=shown)
            return web.Response(body=content, content_type=mime, headers=HEADERS)

        return web.get(PATH + "/{link}", show)

    def _signature(self, named: str, until: int) -> str:
        return hmac.new(self._key, f"{named}.{until}".encode(), sha256).hexdigest()


def web_name(name: str) -> str:
    """The header that has a browser save a file under a name, whatever letters it has."""
    return f"attachment; filename*=UTF-8''{quote(name or 'tep', safe='')}"


def _picture(path: Path) -> tuple[bytes, str]:
    return fit_picture(path.read_bytes())
