"""Short messages: a modem's program leaves them in one folder and sends what is in another."""

from tests.recipes.steps import After, Instead, New, Recipe

FOLDER = "bot/channels/sms"

INIT = '''"""Short messages, by the folders of a modem's program: plain text, numbers to type."""

from bot.channels.sms.service import SERVICE

__all__ = ["SERVICE"]
'''

CAPABILITIES = '''"""Capabilities and limits of short messages by one modem."""

from bot.delivery.rate_limit import RateLimits
from domain.messages.message import Capabilities

NAME = "sms"

TEXT_LIMIT = 670
"""UTF-16 code units: ten joined short messages with Vietnamese letters."""

CAPABILITIES = Capabilities(
    text_limit=TEXT_LIMIT, caption_limit=TEXT_LIMIT, title="SMS", files=False
)

RATE_LIMITS = RateLimits(overall=(1, 1.0), chat=1, chat_burst=3)
'''

CHANNEL = '''"""A modem's folders as a channel: `incoming/` and `outgoing/`, one file for each message.

A file begins with the telephone number on a line of its own; the words follow.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.channels.contract import Batch, Operation, Refused, SendRequest
from bot.channels.sms.capabilities import CAPABILITIES, NAME, TEXT_LIMIT
from bot.channels.zalo.choices import plain_parts, with_numbers
from domain import outside
from domain.messages.message import Incoming, Kind
from domain.reading.normalise import nfc

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from aiohttp import web

    from bot.channels.contract import HandleUpdate, Menus

POLL_SECONDS = 0.5


class SmsChannel:
    """The short messages of one modem."""

    name = NAME
    capabilities = CAPABILITIES
    webhook_path = ""
    bot_name = ""
    cannot_send = ""
    trouble = ""
    clock_is_wrong = False

    def __init__(self, spool: Path) -> None:
        """`spool` holds the two folders."""
        self._incoming = spool / "incoming"
        self._outgoing = spool / "outgoing"

    async def open(self) -> None:
        """Make the folders."""
        for folder in (self._incoming, self._outgoing):
            folder.mkdir(parents=True, exist_ok=True)

    async def set_menus(self, menus: Menus) -> None:
        """Does nothing: there are no menus."""

    async def set_webhook(self, url: str) -> None:
        """Does nothing: the folder is read."""

    async def webhook_trouble(self, url: str) -> str:  # noqa: ARG002
        """Nothing: there is no webhook."""
        return ""

    def routes(self, handle: HandleUpdate) -> list[web.RouteDef]:  # noqa: ARG002
        """None."""
        return []

    async def receive(self) -> AsyncGenerator[Batch, None]:
        """See the contract. A file is deleted once its message is committed."""
        while True:
            files = sorted(self._incoming.iterdir())
            if files:

                async def confirm(read: list[Path] = files) -> None:
                    for file in read:
                        file.unlink()

                yield Batch(tuple(map(_read, files)), confirm)
            await asyncio.sleep(POLL_SECONDS)

    async def send(self, request: SendRequest) -> str:
        """See the contract. An edit is sent anew; a deletion and a menu do nothing."""
        if request.operation in (Operation.MENU, Operation.DELETE):
            return request.target
        if request.message is None:
            raise Refused(f"nothing to {request.operation}")
        given = ""
        choices = [choice for row in request.message.choices for choice in row]
        *before, last = plain_parts(request.message.text, TEXT_LIMIT)
        how = request.message.how
        for part in (*before, *with_numbers(last, choices, how, TEXT_LIMIT)):
            given = uuid4().hex
            file = self._outgoing / f".{given}"
            file.write_text(f"{request.chat}\\n{part}", encoding="utf-8")
            file.rename(self._outgoing / given)
        return given

    async def acknowledge(self, tap_id: str) -> None:
        """Does nothing: there are no taps."""

    async def fetch(self, ref: str, path: Path, limit: int) -> int:  # noqa: ARG002
        """Nobody sends files."""
        raise Refused("short messages bring no files")

    async def close(self) -> None:
        """Nothing is open."""


def _read(file: Path) -> Incoming:
    number, _line, words = file.read_text(encoding="utf-8").partition("\\n")
    return Incoming(
        channel=NAME,
        key=file.name,
        chat=number,
        sender=number,
        kind=Kind.TEXT,
        at=outside.moment(file.stat().st_mtime_ns // 10**6),
        text=nfc(words.strip()),
        message=file.name,
    )
'''

SERVICE = '''"""Makes the channel from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.contract import Service
from bot.channels.sms.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.sms.channel import SmsChannel
from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.process.clock import Clock
    from bot.settings.settings import Settings
    from storage.engine.database import Database


def _secrets(settings: Settings) -> tuple[str, ...]:
    return (str(settings.sms_spool),) if settings.sms_spool else ()


def _connect(settings: Settings, _database: Database, _clock: Clock) -> SmsChannel:
    if settings.sms_spool is None:
        raise OperatorError("No NGHEDAN_SMS_SPOOL; set it to the modem's folder")
    return SmsChannel(settings.sms_spool)


SERVICE = Service(NAME, CAPABILITIES, RATE_LIMITS, _secrets, _connect)
'''

STORY = """
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def story(home: Path) -> None:
    spool = home / "spool"
    (spool / "incoming").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if "NGHEDAN" not in name}
    settings = {
        "NGHEDAN_SMS_SPOOL": str(spool),
        "NGHEDAN_DATABASE_URL": f"sqlite:///{home}/bot.db",
        "NGHEDAN_DATA_DIR": str(home / "data"),
        "NGHEDAN_LISTEN": "127.0.0.1:0",
    }
    bot = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=kept | settings)

    def says(number: int, words: str) -> None:
        file = home / str(number)
        file.write_text("+84900000001\\n" + words)
        file.rename(spool / "incoming" / f"{number:04}")

    def sees(words: str) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for file in (spool / "outgoing").glob("[!.]*"):
                to, _line, text = file.read_text().partition("\\n")
                if to == "+84900000001" and words in text:
                    return
            time.sleep(0.1)
        raise AssertionError(f"never came: {words}")

    try:
        says(1, "đường ấp 4 lầy lội, xe không qua được")
        sees("1. Đồng ý và gửi")
        says(2, "1")
        sees("Mã hồ sơ là K")
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(30) == 0
        assert not list((spool / "incoming").iterdir())
    finally:
        bot.kill()
        bot.wait()


with tempfile.TemporaryDirectory() as folder:
    story(Path(folder))
"""

recipe = Recipe(
    title="Add a channel",
    steps=(
        New(f"{FOLDER}/__init__.py", INIT),
        New(f"{FOLDER}/capabilities.py", CAPABILITIES),
        New(f"{FOLDER}/channel.py", CHANNEL),
        New(f"{FOLDER}/service.py", SERVICE),
        Instead(
            "bot/channels/services.py",
            "from bot.channels import telegram,",
            "from bot.channels import sms, telegram,",
        ),
        Instead(
            "bot/channels/services.py",
            "zalo_bot.SERVICE, zalo_oa.SERVICE)",
            "zalo_bot.SERVICE, zalo_oa.SERVICE, sms.SERVICE)",
        ),
        After(
            "bot/settings/settings.py",
            '        default="https://api.telegram.org", description="address of the Bot API"\n    )',
            "    sms_spool: Path | None = Field(\n"
            '        default=None, description="folder of the modem\'s incoming and outgoing"\n'
            "    )",
        ),
        Instead(
            "docs/command-line.md",
            "| `NGHEDAN_DATABASE_URL` |",
            "| `NGHEDAN_SMS_SPOOL` | | Folder of the modem's `incoming` and `outgoing`; without "
            "it there is no such channel. |\n| `NGHEDAN_DATABASE_URL` |",
        ),
    ),
    story=STORY,
)
