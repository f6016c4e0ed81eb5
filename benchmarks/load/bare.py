"""A minimal client that measures the ceiling of the load server.

It answers all updates of a batch in one write on one connection, and only counts the answers.
"""

from __future__ import annotations

import os
import socket
from urllib.parse import urlsplit

import orjson

AT_ONCE = 65536


class Line:
    """One connection, which is written and read in turns."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def send(self, calls: bytes) -> None:
        """Send one or more calls."""
        self._socket.sendall(calls)

    def receive(self) -> bytes:
        """Return the body of the next answer."""
        while (end := self._read.find(b"\r\n\r\n")) < 0:
            self._read += self._socket.recv(AT_ONCE)
        size = int(self._read[:end].rpartition(b" ")[2])
        while len(self._read) < end + 4 + size:
            self._read += self._socket.recv(AT_ONCE)
        body, self._read = self._read[end + 4 : end + 4 + size], self._read[end + 4 + size :]
        return body


def call(method: str, fields: dict[str, object]) -> bytes:
    """Return an API call as an HTTP request."""
    body = orjson.dumps(fields)
    head = (
        f"POST /bot{os.environ['BENCH_TOKEN']}/{method} HTTP/1.1\r\nHost: bench\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def main() -> None:
    """Fetch and answer until the process is ended."""
    url = urlsplit(os.environ["BENCH_URL"])
    line = Line(url.hostname or "", url.port or 0)
    offset = 0
    while True:
        line.send(call("getUpdates", {"offset": offset, "timeout": 25}))
        batch = orjson.loads(line.receive())["result"]
        line.send(
            b"".join(
                call("sendMessage", {"chat_id": one["message"]["chat"]["id"], "text": "Dạ."})
                for one in batch
            )
        )
        for one in batch:
            offset = one["update_id"] + 1
            line.receive()


if __name__ == "__main__":
    main()
