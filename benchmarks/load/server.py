"""The light Bot API.

Usage: `python -m benchmarks.load.server PORT turn|conversation|silence RESIDENTS`. Updates wait until an offset confirms them. Each answer makes the next update of its resident.
The control calls are:

- `GET /measure?seconds=S` counts for S seconds and returns `{"updates": …, "seconds": …, "busy": …}`.
  `busy` is this process's share of one processor: it shows whether the server slowed down the bot.
- `GET /laps?seconds=S` counts on until all residents completed the script equally often. They all
  begin at once, so a shorter count of a slow bot would contain only some of the steps.
- `GET /paced?per_second=R&seconds=S` makes R residents per second write, whether the others were
  answered or not. It returns the seconds from each update to its reply.
- `GET /reached` returns how many chats got a message, and how many got more than one.

In `silence` residents write only because of `/paced`.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections import Counter, deque
from itertools import cycle
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
ME = {
    "id": 7,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
NO_WEBHOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
TURN = (Words("/huy"),)
SILENCE = "silence"
STRANGERS = 5_000_001
"""The first chat of residents at a steady rate. They get no announcements."""
PLACES = 300
"""The number of groups of residents. Each period of ten seconds has its own group."""
LAST = 5.0
"""The most seconds that `/paced` waits for the last replies."""


class Town:
    """All residents, and the updates that wait to be fetched."""

    def __init__(self, residents: int, script: str) -> None:
        steps = CONVERSATION if script == "conversation" else TURN
        self.is_paced = script == SILENCE
        # Other residents than last time, because theirs may have open drafts in a reused database.
        place = int(time.time()) // 10 % PLACES
        first = STRANGERS if self.is_paced else 1001 + place * residents
        self.residents = {n: Resident(n, steps) for n in range(first, first + residents)}
        self.waiting: deque[tuple[int, dict[str, Any]]] = deque()
        # Ids differ in every run, because a reused database knows the earlier ones.
        self.ids = time.time_ns() // 10_000
        self.messages = 0
        self.lap = residents * len(steps)
        """The number of updates in which all residents complete the script once."""
        self.handled = 0
        self.target = 0
        """The number of answers at which the count ends."""
        self.reached = asyncio.Event()
        self.conversations = 0
        self.wake = asyncio.Event()
        self.asked_at: dict[int, float] = {}
        self.latencies: list[float] = []
        self.received_by: Counter[int] = Counter()
        if not self.is_paced:
            for resident in self.residents.values():
                self.act(resident)

    def act(self, resident: Resident) -> None:
        """Queue the resident's next update, unless its button is missing."""
        update = resident.next()
        if update is not None:
            self.ids += 1
            update["update_id"] = self.ids
            self.waiting.append((self.ids, update))
            self.wake.set()

    async def updates(self, offset: int, seconds: float) -> bytes:
        """Return the answer to `getUpdates`."""
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

    async def finish_laps(self, since: int) -> None:
        """Wait for the end of a lap that began at `since`, and for at least one lap."""
        laps = max(-(-(self.handled - since) // self.lap), 1)
        self.target = since + laps * self.lap
        self.reached.clear()
        if self.handled < self.target:
            await self.reached.wait()

    def receive_message(self, fields: dict[str, str]) -> bytes:
        """Receive a message of the bot. Return the answer to `sendMessage`."""
        chat = int(fields["chat_id"])
        resident = self.residents.get(chat)
        self.messages += 1
        self.received_by[chat] += 1
        if self.is_paced:
            asked_at = self.asked_at.get(chat)
            if asked_at is not None:
                del self.asked_at[chat]
                self.latencies.append(time.perf_counter() - asked_at)
        elif resident is not None:
            resident.receive(fields.get("reply_markup", ""))
            before = resident.finished
            self.act(resident)
            self.conversations += resident.finished - before
            self.handled += 1
            if self.handled == self.target:
                self.reached.set()
        message = {
            "message_id": 10_000_000 + self.messages,
            "date": 1_790_000_000,
            "from": ME,
            "chat": {"id": chat, "type": "private", "first_name": "Lan"},
            "text": fields.get("text", ""),
        }
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
        """Handle one call."""
        target = head.split(b" ", 2)[1].decode()
        path, _, query = target.partition("?")
        method = path.rsplit("/", 1)[-1].lower()
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if method == "measure":
            self.later(measure(self.town, float(asked["seconds"])))
            return
        if method == "laps":
            self.later(measure(self.town, float(asked["seconds"]), in_laps=True))
            return
        if method == "paced":
            self.later(paced(self.town, float(asked["per_second"]), float(asked["seconds"])))
            return
        if method == "reached":
            twice = sum(1 for number in self.town.received_by.values() if number > 1)
            self.answer(orjson.dumps({"chats": len(self.town.received_by), "twice": twice}))
            return
        fields = read(head, body) | asked
        if method == "getupdates":
            offset, seconds = int(fields.get("offset") or 0), float(fields.get("timeout") or 0)
            self.later(self.town.updates(offset, seconds))
        elif method == "sendmessage":
            self.answer(self.town.receive_message(fields))
        elif method == "getme":
            self.answer(orjson.dumps({"ok": True, "result": ME}))
        elif method == "getwebhookinfo":
            self.answer(orjson.dumps({"ok": True, "result": NO_WEBHOOK}))
        else:
            self.answer(OK)

    def later(self, what: Any) -> None:
        """Send the answer when the coroutine has finished."""
        task = asyncio.get_running_loop().create_task(what)
        task.add_done_callback(lambda done: self.answer(done.result()))

    def answer(self, body: bytes) -> None:
        """Send an answer."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % len(body)
                + body
            )


def read(head: bytes, body: bytes) -> dict[str, str]:
    """Return the fields of a call: JSON, multipart or a form."""
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


async def measure(town: Town, seconds: float, *, in_laps: bool = False) -> bytes:
    """Count the answers for `seconds`. `in_laps`: count on to the end of a lap."""
    updates, conversations = town.handled, town.conversations
    busy, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    if in_laps:
        await town.finish_laps(updates)
    took = time.perf_counter() - began
    return orjson.dumps(
        {
            "updates": town.handled - updates,
            "conversations": town.conversations - conversations,
            "seconds": took,
            "busy": (time.process_time() - busy) / took,
        }
    )


async def paced(town: Town, per_second: float, seconds: float) -> bytes:
    """Make residents write at a steady rate. Return the latency of each reply."""
    town.latencies.clear()
    town.asked_at.clear()
    began = time.perf_counter()
    number = round(per_second * seconds)
    for turn, resident in zip(range(number), cycle(town.residents.values()), strict=False):
        due = began + turn / per_second
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        # The latency begins when the update was due, so a late server does not make the bot look quick.
        town.asked_at[resident.chat] = due
        town.act(resident)
    give_up_at = time.perf_counter() + LAST
    while town.asked_at and time.perf_counter() < give_up_at:
        await asyncio.sleep(0.05)
    return orjson.dumps({"asked": number, "latencies": town.latencies})


async def main() -> None:
    """Serve until the process is ended."""
    port, script, residents = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    town = Town(residents, script)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(town), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
