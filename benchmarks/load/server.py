"""The light Bot API: `python -m benchmarks.load.server PORT turn|conversation RESIDENTS`.

Updates wait until an offset confirms them, an answer gives its resident the next one. Control:
`GET /measure?seconds=S` counts for S seconds and answers `{"updates": …, "seconds": …, "busy": …}`;
`busy` is this process's share of one processor, so that everybody sees whether it held up the bot.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import orjson
import uvloop

from benchmarks.load.residents import CONVERSATION, Resident, Words

if TYPE_CHECKING:
    from typing import Any

LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
PART = re.compile(rb'name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL)
BATCH = 100
OK = orjson.dumps({"ok": True, "result": True})
ME = {"id": 7, "is_bot": True, "first_name": "Bench", "username": "bench_bot",
      "can_join_groups": True, "can_read_all_group_messages": False,
      "supports_inline_queries": False}  # fmt: skip
NO_WEBHOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
TURN = (Words("/huy"),)


class Town:
    """Everybody who speaks, and the updates that wait to be fetched."""

    def __init__(self, residents: int, script: str) -> None:
        steps = TURN if script == "turn" else CONVERSATION
        self.residents = {n: Resident(n, steps) for n in range(1001, 1001 + residents)}
        self.waiting: deque[tuple[int, dict[str, Any]]] = deque()
        self.ids = 0
        self.messages = 0
        self.handled = 0
        self.conversations = 0
        self.wake = asyncio.Event()
        for resident in self.residents.values():
            self.speak(resident)

    def speak(self, resident: Resident) -> None:
        """Have the resident act, if there is anything to press."""
        update = resident.next()
        if update is not None:
            self.ids += 1
            update["update_id"] = self.ids
            self.waiting.append((self.ids, update))
            self.wake.set()

    async def updates(self, offset: int, seconds: float) -> bytes:
        """What `getUpdates` answers."""
        while self.waiting and self.waiting[0][0] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.wake.clear()
            try:
                await asyncio.wait_for(self.wake.wait(), seconds)
            except TimeoutError:
                return orjson.dumps({"ok": True, "result": []})
        batch = [update for _, update in list(self.waiting)[:BATCH]]
        return orjson.dumps({"ok": True, "result": batch})

    def said(self, fields: dict[str, str]) -> bytes:
        """The bot sent a message."""
        chat = int(fields["chat_id"])
        resident = self.residents.get(chat)
        self.messages += 1
        if resident is not None:
            resident.hears(fields.get("reply_markup", ""))
            before = resident.finished
            self.handled += 1
            self.speak(resident)
            self.conversations += resident.finished - before
        message = {
            "message_id": 10_000_000 + self.messages, "date": 1_790_000_000, "from": ME,
            "chat": {"id": chat, "type": "private", "first_name": "Lan"},
            "text": fields.get("text", ""),
        }  # fmt: skip
        return orjson.dumps({"ok": True, "result": message})


class Connection(asyncio.Protocol):
    """One keep-alive HTTP/1.1 connection."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            found = LENGTH.search(head)
            size = int(found[1]) if found else 0
            if len(self.buffer) < end + 4 + size:
                return
            body = self.buffer[end + 4 : end + 4 + size]
            self.buffer = self.buffer[end + 4 + size :]
            self.request(head, body)

    def request(self, head: bytes, body: bytes) -> None:
        """Deal with one call."""
        target = head.split(b" ", 2)[1].decode()
        path, _, query = target.partition("?")
        method = path.rsplit("/", 1)[-1].lower()
        if method == "measure":
            seconds = float(parse_qs(query)["seconds"][0])
            self.later(measure(self.town, seconds))
            return
        fields = read(head, body)
        if query:
            fields |= {name: values[0] for name, values in parse_qs(query).items()}
        if method == "getupdates":
            offset, seconds = int(fields.get("offset") or 0), float(fields.get("timeout") or 0)
            self.later(self.town.updates(offset, seconds))
        elif method == "sendmessage":
            self.answer(self.town.said(fields))
        elif method == "getme":
            self.answer(orjson.dumps({"ok": True, "result": ME}))
        elif method == "getwebhookinfo":
            self.answer(orjson.dumps({"ok": True, "result": NO_WEBHOOK}))
        else:
            self.answer(OK)

    def later(self, what: Any) -> None:
        """Answer when it is there."""
        task = asyncio.get_running_loop().create_task(what)
        task.add_done_callback(lambda done: self.answer(done.result()))

    def answer(self, body: bytes) -> None:
        """Write an answer."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % len(body) + body
            )  # fmt: skip


def read(head: bytes, body: bytes) -> dict[str, str]:
    """The fields of a call, in whichever of the three forms a client sends them."""
    if not body:
        return {}
    kind = head.lower()
    if b"application/json" in kind:
        return {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in orjson.loads(body).items()
        }
    if b"multipart/form-data" in kind:
        return {name.decode(): value.decode() for name, value in PART.findall(body)}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


async def measure(town: Town, seconds: float) -> bytes:
    """Count what is answered in a while."""
    updates, conversations = town.handled, town.conversations
    busy, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    return orjson.dumps(
        {
            "updates": town.handled - updates,
            "conversations": town.conversations - conversations,
            "seconds": took,
            "busy": (time.process_time() - busy) / took,
        }
    )


async def main() -> None:
    """Serve until ended."""
    port, script, residents = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    town = Town(residents, script)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(town), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
