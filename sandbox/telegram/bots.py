"""The state of Telegram's bots, in memory. Order and ids are deterministic."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sandbox.calls import Call, CallLog
from sandbox.errors import ApiError
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.telegram.chats import Chat, Stored
from sandbox.telegram.errors import FAULTS
from sandbox.telegram.files import File
from sandbox.telegram.known import unknown
from sandbox.telegram.menus import Menus
from sandbox.telegram.pending import Pending, Update

if TYPE_CHECKING:
    from sandbox.clock import Clock

TOKEN = re.compile(r"\d{1,15}:[A-Za-z0-9_-]{1,100}")
QUIET = frozenset({"getUpdates", "getMe"})
"""Methods whose calls are not published as events."""


@dataclass(slots=True)
class Webhook:
    """The address to which updates are posted, instead of long polling."""

    url: str
    secret: str
    connections: int = 40
    task: asyncio.Task[None] | None = None
    last_error: str = ""
    last_error_at: int = 0


@dataclass
class Bot:
    """One bot, with its chats, files and updates."""

    token: str
    clock: Clock
    first_id: int = 1
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    paths: dict[str, File] = field(default_factory=dict)
    """The same files by their download path."""
    taps: dict[str, int] = field(default_factory=dict)
    """Callback query id → chat id, as long as the query can be answered."""
    commands: Menus = field(default_factory=Menus)
    texts: dict[str, str] = field(default_factory=dict)
    """The values set by setMyName, setMyDescription and the like."""
    webhook: Webhook | None = None
    revoked: bool = False
    faults: Faults = field(default_factory=lambda: Faults(FAULTS))
    events: Events = field(default_factory=Events)
    poll: asyncio.Future[str] | None = None
    """The waiting getUpdates. Another one or a webhook ends it, with the reason as result."""

    def __post_init__(self) -> None:
        self.calls = CallLog(self.events, self.clock, QUIET)
        self.pending = Pending(self.first_id, self._report_stage)
        self._message_ids = itertools.count(self.first_id)
        self._file_ids = itertools.count(self.first_id)
        self._query_ids = itertools.count(self.first_id)
        self._album_ids = itertools.count(self.first_id)
        self.arrived = asyncio.Event()

    @property
    def id(self) -> int:
        """The bot's own user id."""
        return int(self.token.partition(":")[0])

    @property
    def username(self) -> str:
        """The user name, which ends in `bot`."""
        return f"sandbox_{self.id}_bot"

    def user(self) -> dict[str, Any]:
        """Return the bot as Telegram's User object."""
        name = self.texts.get("name:") or "Nghe Dân"
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}

    def chat(self, chat_id: int) -> Chat:
        """Return the chat. It is created if it is new."""
        chat = self.chats.get(chat_id)
        if chat is None:
            chat = Chat(chat_id, own_ids=itertools.count(self.first_id))
            self.chats[chat_id] = chat
        return chat

    def writable(self, chat_id: Any) -> Chat:
        """Return the chat if the bot may write there. Raises Telegram's ApiError otherwise."""
        try:
            chat = self.chats.get(int(chat_id))
        except (TypeError, ValueError):
            chat = None
        if chat is None or not chat.is_open:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.moved_to:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )
        if chat.blocked:
            words = (
                "bot was blocked by the user"
                if chat.is_private
                else f"bot was kicked from the {chat.kind} chat"
            )
            raise ApiError(403, f"Forbidden: {words}")
        return chat

    def message_id(self, chat: Chat) -> int:
        """Return the next message id. A supergroup has its own numbers."""
        return next(chat.own_ids if chat.kind == "supergroup" else self._message_ids)

    def album_id(self) -> str:
        """Return a new `media_group_id`."""
        return str(next(self._album_ids))

    def add_message(
        self, chat: Chat, message: dict[str, Any], *, from_bot: bool
    ) -> dict[str, Any]:
        """Store a message in a chat, and return it."""
        stored = Stored(message, from_bot)
        chat.messages[message["message_id"]] = stored
        self.events.publish(lambda: {"type": "message", "chat_id": chat.id, **chat.seen(stored)})
        return message

    def add_file(self, name: str, mime: str, content: bytes) -> File:
        """Store a file under a new id."""
        number = next(self._file_ids)
        suffix = re.sub(r"[^A-Za-z0-9.]", "", PurePath(name).suffix)
        file = File(
            f"sandbox-file-{self.id}-{number}",
            f"unique-{self.id}-{number}",
            name,
            mime,
            content,
            f"files/file_{number}{suffix}",
        )
        self.files[file.id] = self.paths[file.path] = file
        return file

    def query_id(self, chat_id: int) -> str:
        """Return the id of a new callback query, which can be answered once."""
        query_id = str(next(self._query_ids))
        self.taps[query_id] = chat_id
        return query_id

    def add_update(self, kind: str, body: dict[str, Any], chat_id: int) -> int | None:
        """Queue an update. Return its id, or None for a kind that the bot did not ask for."""
        update_id = self.pending.add(kind, body, chat_id)
        self.arrived.set()
        return update_id

    def _report_stage(self, update: Update, stage: str) -> None:
        self.events.publish(
            {"type": "update", "update_id": update.id, "chat_id": update.chat_id, "stage": stage}
        )

    def log(self, call: Call) -> None:
        """Log a call, and add its chat, its outcome and its unknown parameters."""
        self.calls.add(
            replace(
                call,
                chat_id=call.parameters.get("chat_id"),
                ok=bool(call.answer and call.answer.get("ok")),
                unknown=unknown(call.method, call.parameters),
            )
        )


class Bots:
    """All bots, by token."""

    def __init__(self, clock: Clock, first_id: int = 1) -> None:
        self._bots: dict[str, Bot] = {}
        self._clock = clock
        self._first_id = first_id

    def get(self, token: str) -> Bot:
        """Return the token's bot. It is created if it is new. Raises ApiError for a wrong token."""
        bot = self._bots.get(token)
        if bot is None:
            if not TOKEN.fullmatch(token):
                raise ApiError(404, "Not Found")
            bot = self._bots[token] = Bot(token, self._clock, self._first_id)
        return bot

    def reset(self, token: str) -> None:
        """Delete a bot and all its state."""
        bot = self._bots.pop(token, None)
        if bot is not None and bot.webhook and bot.webhook.task:
            bot.webhook.task.cancel()

    def tokens(self) -> list[str]:
        """Return the tokens in the order of their first use."""
        return list(self._bots)

    def close(self) -> None:
        """End all background tasks."""
        for token in self.tokens():
            self.reset(token)
