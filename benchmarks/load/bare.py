"""What the load server itself can do: a client that takes updates, answers all of a batch in one
write on one connection, and looks at nothing but how many answers came back."""

from __future__ import annotations

import os
import socket
from urllib.parse import urlsplit

import orjson

AT_ONCE = 65536


class Line:
    """One connection that is read and written in turns."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def say(self, calls: bytes) -> None:
        """Send calls, several at a time."""
        self._socket.sendall(calls)

    def hear(self) -> bytes:
        """The body of the next answer."""
        while (end := self._read.find(b"\r\n\r\n")) < 0:
            self._read += self._socket.recv(AT_ONCE)
        size = int(self._read[:end].rpartition(b" ")[2])
        while len(self._read) < end + 4 + size:
            self._read += self._socket.recv(AT_ONCE)
        body, self._read = self._read[end + 4 : end + 4 + size], self._read[end + 4 + size :]
        return body


def call(method: str, fields: dict[str, object]) -> bytes:
    """A call as bytes."""
    body = orjson.dumps(fields)
    head = (
        f"POST /bot{os.environ['BENCH_TOKEN']}/{method} HTTP/1.1\r\nHost: bench\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def main() -> None:
    """Fetch, answer, until ended."""
    url = urlsplit(os.environ["BENCH_URL"])
    line = Line(url.hostname or "", url.port or 0)
    offset = 0
    while True:
        line.say(call("getUpdates", {"offset": offset, "timeout": 25}))
        batch = orjson.loads(line.hear())["result"]
        line.say(
            b"".join(
                call("sendMessage", {"chat_id": one["message"]["chat"]["id"], "text": "Dạ."})
                for one in batch
            )
        )
        for one in batch:
            offset = one["update_id"] + 1
            line.hear()


if __name__ == "__main__":
    main()
