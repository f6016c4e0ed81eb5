"""The light Bot API: `python -m benchmarks.load.server PORT turn|conversation|silence RESIDENTS`.

Updates wait until an offset confirms them, an answer gives its resident the next one. Control:
`GET /measure?seconds=S` counts for S seconds and answers `{"updates": …, "seconds": …, "busy": …}`;
`busy` is this process's share of one processor, so that everybody sees whether it held up the bot.
`GET /laps?seconds=S` counts on until everybody went through the script as often as everybody else:
they all began at once, so a shorter count of a slow bot would hold a few of its steps only.

In `silence` nobody speaks by themselves. `GET /paced?per_second=R&seconds=S` has R residents a
second say something, whether the others were answered or not, and answers with the seconds from
each update to its reply; `GET /told` says how many chats heard something, and how many more than
once.
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
ME = {"id": 7, "is_bot": True, "first_name": "Bench", "username": "bench_bot",
      "can_join_groups": True, "can_read_all_group_messages": False,
      "supports_inline_queries": False}  # fmt: skip
NO_WEBHOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
TURN = (Words("/huy"),)
SILENCE = "silence"
STRANGERS = 5_000_001
"""The first chat of those who speak at a steady pace: nobody who is told something unasked."""
PLACES = 300
"""How many lots of residents take turns, over as many tens of seconds."""
LAST = 5.0
"""Seconds that `/paced` waits for the last replies."""


class Town:
    """Everybody who speaks, and the updates that wait to be fetched."""

    def __init__(self, residents: int, script: str) -> None:
        steps = CONVERSATION if script == "conversation" else TURN
        self.is_paced = script == SILENCE
        # Others than last time: on a database that is kept, drafts of theirs may still be open.
        place = int(time.time()) // 10 % PLACES
        first = STRANGERS if self.is_paced else 1001 + place * residents
        self.residents = {n: Resident(n, steps) for n in range(first, first + residents)}
        self.waiting: deque[tuple[int, dict[str, Any]]] = deque()
        # No two runs give an id twice: on a database that is kept, it would be one seen already.
        self.ids = time.time_ns() // 10_000
        self.messages = 0
        self.lap = residents * len(steps)
        """Updates in which everybody goes through the script once."""
        self.handled = 0
        self.handled_to = 0
        """How many answers are waited for."""
        self.there = asyncio.Event()
        self.conversations = 0
        self.wake = asyncio.Event()
        self.asked_at: dict[int, float] = {}
        self.latencies: list[float] = []
        self.told: Counter[int] = Counter()
        if not self.is_paced:
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

    async def whole_laps(self, since: int) -> None:
        """Wait until as many were answered `since` then as laps hold, one at least."""
        laps = max(-(-(self.handled - since) // self.lap), 1)
        self.handled_to = since + laps * self.lap
        self.there.clear()
        if self.handled < self.handled_to:
            await self.there.wait()

    def said(self, fields: dict[str, str]) -> bytes:
        """The bot sent a message."""
        chat = int(fields["chat_id"])
        resident = self.residents.get(chat)
        self.messages += 1
        self.told[chat] += 1
        if self.is_paced:
            asked_at = self.asked_at.get(chat)
            if asked_at is not None:
                del self.asked_at[chat]
                self.latencies.append(time.perf_counter() - asked_at)
        elif resident is not None:
            resident.hears(fields.get("reply_markup", ""))
            before = resident.finished
            self.speak(resident)
            self.conversations += resident.finished - before
            self.handled += 1
            if self.handled == self.handled_to:
                self.there.set()
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
        if method == "told":
            twice = sum(number > 1 for number in self.town.told.values())
            self.answer(orjson.dumps({"chats": len(self.town.told), "twice": twice}))
            return
        fields = read(head, body) | asked
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


async def measure(town: Town, seconds: float, *, in_laps: bool = False) -> bytes:
    """Count what is answered in a while; `in_laps`: and on to the end of a lap."""
    updates, conversations = town.handled, town.conversations
    busy, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    if in_laps:
        await town.whole_laps(updates)
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
    """Have residents speak at a steady pace, one after the other; how long each waited."""
    town.latencies.clear()
    town.asked_at.clear()
    began = time.perf_counter()
    number = round(per_second * seconds)
    for turn, resident in zip(range(number), cycle(town.residents.values()), strict=False):
        due = began + turn / per_second
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        # From when it was due: a server that is late must not make the bot look quick.
        town.asked_at[resident.chat] = due
        town.speak(resident)
    give_up_at = time.perf_counter() + LAST
    while town.asked_at and time.perf_counter() < give_up_at:
        await asyncio.sleep(0.05)
    return orjson.dumps({"asked": number, "latencies": town.latencies})


async def main() -> None:
    """Serve until ended."""
    port, script, residents = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    town = Town(residents, script)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(town), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
