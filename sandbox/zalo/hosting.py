"""Files at URLs of the sandbox's own, as Zalo serves what people send."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.calling import by_a_proxy, cut_off

if TYPE_CHECKING:
    from sandbox.faults import Faults

PATH = "/zalo-files"


@dataclass(frozen=True, slots=True)
class File:
    """A file that anybody can get who knows its key."""

    key: str
    name: str
    mime: str
    content: bytes
    faults: Faults
    """Those ordered for `file` hold when it is fetched."""

    def url(self, origin: str) -> str:
        """Its address below the sandbox's own, as in `http://127.0.0.1:8081`."""
        return f"{origin}{PATH}/{self.key}"


class Hosting:
    """All files of all accounts."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [web.get(f"{PATH}/{{key}}", self._get)]

    def keep(self, owner: str, name: str, mime: str, content: bytes, faults: Faults) -> File:
        """Host a file; nobody guesses its key."""
        secret = hashlib.sha256(f"{owner} {next(self._numbers)}".encode()).hexdigest()[:24]
        suffix = re.sub(r"[^A-Za-z0-9.]", "", PurePath(name).suffix)
        file = File(f"{secret}{suffix}", name, mime, content, faults)
        self._files[file.key] = file
        return file

    def find(self, key: str) -> File | None:
        """The file with this key."""
        return self._files.get(key)

    async def _get(self, request: web.Request) -> web.StreamResponse:
        file = self._files.get(request.match_info["key"])
        if file is None:
            return web.Response(status=404)
        fault = file.faults.next("file")
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and fault.cut:
            return cut_off(request)
        if strange := by_a_proxy(fault):
            return strange
        if fault and fault.error_code:
            return web.Response(status=fault.error_code)
        return served(file)


def served(file: File) -> web.Response:
    """The file's content."""
    kind = (file.mime or "application/octet-stream").split(";")[0]
    return web.Response(body=file.content, content_type=kind)
