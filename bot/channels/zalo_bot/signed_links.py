"""Serves files by signed links, because the platform accepts photos only as addresses.

A link names one file and expires after a day. The signature keeps it from being guessed or changed, so
nothing is stored about it. Without a public address there are no links.
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
from domain import outside

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
    """Makes and checks signed links to files of the data directory."""

    def __init__(self, public_url: str, token: str, data_dir: Path, clock: Clock) -> None:
        """`public_url` has no slash at its end. A new token makes all links invalid."""
        self._base = public_url + PATH
        self._key = hmac.new(token.encode(), b"files", sha256).digest()
        self._data_dir = data_dir
        self._clock = clock

    def link(self, path: str, name: str, lasts: timedelta) -> str:
        """The address of a file (`path` is below the data directory), to be downloaded as `name`."""
        until = int((self._clock.now() + lasts).timestamp())
        named = urlsafe_b64encode(f"{path}\n{name[-80:]}".encode()).decode().rstrip("=")
        return f"{self._base}/{named}.{until}.{self._signature(named, until)}"

    def find(self, link: str, now: datetime) -> tuple[Path, str] | None:
        """Returns (path, name) of a link's last part; None when it expired, was changed, or is gone."""
        matched = _LINK.fullmatch(link)
        if matched is None:
            return None
        named, until, signature = matched[1], outside.number(matched[2]), matched[3]
        if until is None or not hmac.compare_digest(signature, self._signature(named, until)):
            return None
        decoded = urlsafe_b64decode(named + "=" * (-len(named) % 4)).decode()
        relative, _, name = decoded.partition("\n")
        path = (self._data_dir / relative).resolve()
        inside = path.is_relative_to(self._data_dir.resolve())
        if now.timestamp() > until or not inside or not path.is_file():
            return None
        return path, name

    def route(self) -> web.RouteDef:
        """The route that serves the links."""

        async def show(request: web.Request) -> web.StreamResponse:
            found = self.find(request.match_info["link"], self._clock.now())
            if found is None:
                return web.Response(status=404)
            path, name = found
            try:
                content, mime = await asyncio.to_thread(partial(_picture, path))
            except Refused:
                headers = {**HEADERS, "Content-Disposition": content_disposition(name)}
                return web.FileResponse(path, headers=headers)
            return web.Response(body=content, content_type=mime, headers=HEADERS)

        return web.get(PATH + "/{link}", show)

    def _signature(self, named: str, until: int) -> str:
        return hmac.new(self._key, f"{named}.{until}".encode(), sha256).hexdigest()


def content_disposition(name: str) -> str:
    """The Content-Disposition with which a browser saves a file under any Unicode name."""
    return f"attachment; filename*=UTF-8''{quote(name or 'tep', safe='')}"


def _picture(path: Path) -> tuple[bytes, str]:
    return fit_picture(path.read_bytes())
