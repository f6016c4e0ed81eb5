"""Serves the files that people send, at URLs of the sandbox, like Zalo."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.calling import cut_off, proxy_answer

if TYPE_CHECKING:
    from sandbox.faults import Faults

PATH = "/zalo-files"


@dataclass(frozen=True, slots=True)
class File:
    """A file that anybody who knows its key can download."""

    key: str
    name: str
    mime: str
    content: bytes
    faults: Faults
    """A fault ordered for the method `file` applies to its download."""

    def url(self, origin: str) -> str:
        """Return the file's URL. `origin`: the sandbox's own, such as `http://127.0.0.1:8081`."""
        return f"{origin}{PATH}/{self.key}"


class Hosting:
    """All files of all accounts."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        """Return the route of the files."""
        return [web.get(f"{PATH}/{{key}}", self._get)]

    def add(self, owner: str, name: str, mime: str, content: bytes, faults: Faults) -> File:
        """Host a file under a key that cannot be guessed."""
        secret = hashlib.sha256(f"{owner} {next(self._numbers)}".encode()).hexdigest()[:24]
        suffix = re.sub(r"[^A-Za-z0-9.]", "", PurePath(name).suffix)
        file = File(f"{secret}{suffix}", name, mime, content, faults)
        self._files[file.key] = file
        return file

    def find(self, key: str) -> File | None:
        """Return the file with this key."""
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
        if strange := proxy_answer(fault):
            return strange
        if fault and fault.error_code:
            return web.Response(status=fault.error_code)
        return served(file)


def served(file: File) -> web.Response:
    """Return a response with the file's content."""
    kind = (file.mime or "application/octet-stream").split(";")[0]
    return web.Response(body=file.content, content_type=kind)
