"""Runs the real process against the sandbox over HTTP, with phones of people and kills."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[2]
TOKEN = "7000000001:test"
ZALO_TOKEN, OA = "7000000002:test", "7000000003"
TELEGRAM, ZALO_BOT, ZALO_OA = f"bots/{TOKEN}", f"zalo-bot/{ZALO_TOKEN}", f"zalo-oa/{OA}"
"""The services of a phone: the paths of their control APIs in the sandbox."""
MORNING = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Vietnam: within office hours, outside the quiet hours."""
PATIENCE = 60.0
"""The most seconds to wait for a message, on a slow and busy machine."""


def free_port() -> int:
    """Return an unused port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Process:
    """A child process, which is ended by its id."""

    arguments: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it. Its output is appended to the log file."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.arguments,
                cwd=PROJECT,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end. Return the exit code."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(how)
        code = await asyncio.wait_for(self.process.wait(), 30)
        self.process = None
        return code


class Town:
    """A sandbox, a bot, and people with phones. Use: `async with Town(tmp_path) as town`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.database = folder / "nghedan.db"
        self.where: Path | str = self.database
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox = Process(
            [
                sys.executable,
                "-m",
                "sandbox",
                "--port",
                str(self.port),
                "--clock-file",
                str(folder / "clock"),
            ],
            folder / "sandbox.log",
        )
        self.environment = {
            "NGHEDAN_TELEGRAM_TOKEN": TOKEN,
            "NGHEDAN_TELEGRAM_API_URL": self.url,
            "NGHEDAN_DATABASE_URL": f"sqlite:///{self.database}",
            "NGHEDAN_DATA_DIR": str(folder),
            "NGHEDAN_LISTEN": f"127.0.0.1:{free_port()}",
            "NGHEDAN_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
            "NGHEDAN_PACE": "off",
            "NGHEDAN_REFUSED_SECONDS": "1",
            "NGHEDAN_FLOOD_PER_MINUTE": "0",
            "NGHEDAN_CLOCK_FILE": str(folder / "clock"),
            **settings,
        }
        self.set_clock(MORNING)
        self.bot = Process(
            [sys.executable, "-m", "bot", "run"], folder / "bot.log", self.environment
        )
        self._http: aiohttp.ClientSession | None = None

    def set_clock(self, moment: datetime) -> None:
        """Set the clock of bot and sandbox. It goes on at the usual speed."""
        offset = (moment - datetime.now(UTC)).total_seconds()
        (self.folder / "clock").write_text(str(offset))

    def now(self) -> datetime:
        """Return the current moment of bot and sandbox."""
        offset = float((self.folder / "clock").read_text())
        return datetime.now(UTC) + timedelta(seconds=offset)

    @property
    def bot_url(self) -> str:
        """The sandbox's control API of this bot."""
        return f"{self.url}/sandbox/{TELEGRAM}"

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        # The bot takes longer to load than the sandbox, and retries after a second.
        await self.sandbox.start()
        await self.bot.start()
        await self.until(self._sandbox_answers)
        await self.until(self._bot_is_ready)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.bot.end()
        await self.clear_away()

    async def clear_away(self) -> None:
        """Kill the sandbox: it stores nothing, and a normal stop would wait for its listeners."""
        await self.sandbox.end(signal.SIGKILL)
        if self._http is not None:
            await self._http.close()

    def phone(self, name: str, chat: int, language: str = "vi", *, on: str = TELEGRAM) -> Phone:
        """Return a person's phone. `chat` is their id, `on` their service."""
        return Phone(self, name, chat, language, on)

    async def kill_bot(self) -> None:
        """Kill the bot with SIGKILL."""
        await self.bot.end(signal.SIGKILL)

    async def control(self, path: str, body: Any = None, *, on: str = TELEGRAM) -> Any:
        """Call the control API of a service: POST with a body, else GET."""
        if self._http is None:
            raise RuntimeError("the town is not open")
        url = f"{self.url}/sandbox/{on}/{path}"
        method = "GET" if body is None else "POST"
        async with self._http.request(method, url, json=body) as answer:
            found = await answer.json()
            if answer.status >= 400:
                raise AssertionError(f"{path}: {answer.status} {found}")
            return found

    async def upload(
        self, path: str, filename: str, content: bytes, *, on: str = TELEGRAM, **fields: str
    ) -> Any:
        """Send a file as a person does."""
        if self._http is None:
            raise RuntimeError("the town is not open")
        form = aiohttp.FormData(fields)
        form.add_field("file", content, filename=filename)
        url = f"{self.url}/sandbox/{on}/{path}"
        async with self._http.post(url, data=form) as answer:
            found = await answer.json()
            if answer.status >= 400:
                raise AssertionError(f"{path}: {answer.status} {found}")
            return found

    async def post(self, url: str, body: Any, *, secret: str) -> int:
        """Post like Telegram to the webhook. Return the HTTP status."""
        if self._http is None:
            raise RuntimeError("the town is not open")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with self._http.post(url, json=body, headers=headers) as answer:
            return answer.status

    async def fault(self, method: str, times: int = 1, **how: Any) -> None:
        """Make the next calls of a Bot API method fail."""
        await self.control("faults", {"method": method, "times": times, **how})

    async def calls(self, method: str = "") -> list[dict[str, Any]]:
        """Return all Bot API calls that the sandbox received."""
        found: list[dict[str, Any]] = await self.control("calls?after=0")
        return [call for call in found if not method or call["method"] == method]

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Return rows of the database, by a separate connection."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    async def until(self, what: Callable[[], Any], *, patience: float = PATIENCE) -> Any:
        """Repeat `what` until it is true. If it never is, fail with the log."""
        give_up_at = time.monotonic() + patience
        while True:
            found = what()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            if time.monotonic() > give_up_at:
                raise AssertionError(f"waited {patience:.0f} s in vain; {self._last_words()}")
            await asyncio.sleep(0.05)

    async def command(self, *arguments: str) -> str:
        """Run `nghedan ...` with this bot's settings. Return its output."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=PROJECT,
            env={**os.environ, **self.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        if process.returncode:
            raise AssertionError(f"{arguments}: {process.returncode} {err.decode()}")
        return out.decode()

    async def ready(self) -> dict[str, Any]:
        """Return the bot's answer to /readyz."""
        if self._http is None:
            raise RuntimeError("the town is not open")
        url = f"http://{self.environment['NGHEDAN_METRICS_LISTEN']}/readyz"
        async with self._http.get(url) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status == (200 if found["ready"] else 503)
            return found

    async def metrics(self) -> str:
        """Return the bot's answer to /metrics."""
        if self._http is None:
            raise RuntimeError("the town is not open")
        async with self._http.get(
            f"http://{self.environment['NGHEDAN_METRICS_LISTEN']}/metrics"
        ) as answer:
            assert answer.status == 200
            return await answer.text()

    async def is_ready(self) -> bool:
        """Return whether the bot is ready."""
        return bool((await self.ready())["ready"])

    async def _sandbox_answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def _bot_is_ready(self) -> bool:
        if self._http is None:
            return False
        try:
            async with self._http.get(
                f"http://{self.environment['NGHEDAN_LISTEN']}/healthz"
            ) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def _last_words(self) -> str:
        logs = {one.name: one.read_text()[-1500:] for one in self.folder.glob("*.log")}
        return json.dumps(logs, ensure_ascii=False, indent=1)


@dataclass
class Phone:
    """One person in their private chat."""

    town: Town
    name: str
    chat: int
    language: str = "vi"
    on: str = TELEGRAM
    seen: int = 0
    """The newest message id that this test has read."""

    async def says(self, text: str, **more: Any) -> int:
        """Send a text. Return the message's id."""
        body = {"text": text, "name": self.name, "language_code": self.language, **more}
        answer = await self.town.control(f"chats/{self.chat}/say", body, on=self.on)
        self.seen = int(answer["message_id"])
        return self.seen

    async def sends(self, kind: str, content: bytes, caption: str = "") -> int:
        """Send a photo, a voice note or a document."""
        answer = await self.town.upload(
            f"chats/{self.chat}/{kind}",
            f"file.{kind}",
            content,
            on=self.on,
            caption=caption,
            name=self.name,
        )
        self.seen = int(answer["message_id"])
        return self.seen

    async def taps(self, label: str) -> None:
        """Wait for a button with this label, or one that contains it, and press the newest."""

        async def look() -> tuple[int, str] | None:
            for message in reversed(await self.screen()):
                for row in message.get("buttons") or []:
                    for button in row:
                        if label in button["label"]:
                            return int(message["message_id"]), str(button["label"])
            return None

        message_id, button = await self.town.until(look)
        self.seen = max(self.seen, await self.newest())
        body = {"message_id": message_id, "button": button}
        await self.town.control(f"chats/{self.chat}/tap", body, on=self.on)

    async def sees(self, *parts: str, after: int | None = None) -> dict[str, Any]:
        """Wait for a message of the bot after the person's last act that contains all `parts`."""

        async def look() -> Any:
            for message in reversed(await self.screen(self.seen if after is None else after)):
                text = message.get("text") or message.get("caption") or ""
                if message["from"] == "bot" and all(part in text for part in parts):
                    return message
            return None

        try:
            found: dict[str, Any] = await self.town.until(look)
        except AssertionError as error:
            texts = [message.get("text") for message in await self.screen()]
            raise AssertionError(f"{self.name} does not see {parts}; sees {texts}") from error
        return found

    async def newest(self) -> int:
        """Return the id of the newest message on the screen."""
        screen = await self.screen()
        return max((int(message["message_id"]) for message in screen), default=0)

    async def screen(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages on the screen."""
        found: list[dict[str, Any]] = await self.town.control(
            f"chats/{self.chat}/messages?after={after}", on=self.on
        )
        return found

    async def times_seen(self, part: str) -> int:
        """Return the number of the bot's messages that contain `part`."""
        return sum(
            part in (message.get("text") or "")
            for message in await self.screen()
            if message["from"] == "bot"
        )
