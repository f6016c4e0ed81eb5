"""Everything one bot's side of the service holds, in memory; order and ids are deterministic."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.chats import Chat, Stored
from sandbox.errors import ApiError
from sandbox.events import Events
from sandbox.faults import Faults

TOKEN = re.compile(r"\d{1,15}:[A-Za-z0-9_-]{1,100}")
CALLS_KEPT = 50_000


@dataclass(slots=True)
class File:
    """A file somebody sent."""

    id: str
    name: str
    mime: str
    content: bytes
    path: str


@dataclass(slots=True)
class Webhook:
    """Where updates are posted instead of being fetched."""

    url: str
    secret: str
    allowed: list[str] | None
    task: asyncio.Task[None] | None = None
    last_error: str = ""
    last_error_at: int = 0


@dataclass(slots=True)
class Update:
    """One update that waits until an offset (or a webhook's 2xx) confirms it."""

    id: int
    body: dict[str, Any]
    chat_id: int
    again: bool = False
    """Redelivered: no offset confirms it before it was fetched once more."""


@dataclass
class Bot:
    """One token's world."""

    token: str
    first_id: int = 1
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    updates: deque[Update] = field(default_factory=deque)
    history: dict[int, Update] = field(default_factory=dict)
    """Every update ever made, for `redeliver`."""
    taps: dict[str, int] = field(default_factory=dict)
    """Callback query id → message id, while it may be answered."""
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """What set…Name and the like set."""
    webhook: Webhook | None = None
    revoked: bool = False
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    call_count: int = 0
    faults: Faults = field(default_factory=Faults)
    events: Events = field(default_factory=Events)
    poll: asyncio.Future[None] | None = None
    """The getUpdates that waits now; a second one ends it."""

    def __post_init__(self) -> None:
        self._update_ids = itertools.count(self.first_id)
        self._message_ids = itertools.count(self.first_id)
        self._file_ids = itertools.count(1)
        self._query_ids = itertools.count(1)
        self.arrived = asyncio.Event()

    @property
    def id(self) -> int:
        """The bot's own user id."""
        return int(self.token.partition(":")[0])

    @property
    def username(self) -> str:
        """A bot's user name ends in `bot`."""
        return f"sandbox_{self.id}_bot"

    def user(self) -> dict[str, Any]:
        """Telegram's User for the bot."""
        name = self.texts.get("name:", "Nghe Dân")
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}

    def chat(self, chat_id: int) -> Chat:
        """The chat, made when it is new."""
        chat = self.chats.get(chat_id)
        if chat is None:
            chat = self.chats[chat_id] = Chat(chat_id)
        return chat

    def writable(self, chat_id: Any) -> Chat:
        """The chat, when the bot may write there; else what Telegram answers."""
        try:
            chat = self.chats.get(int(chat_id))
        except (TypeError, ValueError):
            chat = None
        if chat is None or not chat.is_open:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.moved_to:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )  # fmt: skip
        if chat.blocked:
            words = (
                "bot was blocked by the user"
                if chat.is_private
                else "bot was kicked from the group chat"
            )
            raise ApiError(403, f"Forbidden: {words}")
        return chat

    def message_id(self) -> int:
        """The next message's id."""
        return next(self._message_ids)

    def keep(self, chat: Chat, message: dict[str, Any], *, from_bot: bool) -> dict[str, Any]:
        """Put a message into a chat; returns it."""
        stored = Stored(message, from_bot)
        chat.messages[message["message_id"]] = stored
        self.events.tell({"type": "message", "chat_id": chat.id, **chat.seen(stored)})
        return message

    def keep_file(self, name: str, mime: str, content: bytes) -> File:
        """Store a file under a new id."""
        number = next(self._file_ids)
        safe = re.sub(r"[^A-Za-z0-9._-]", "_", name) or "file"
        file = File(f"file{self.id}x{number}", name, mime, content, f"files/{number}_{safe}")
        self.files[file.id] = file
        return file

    def query_id(self, message_id: int) -> str:
        """The id of a tap, which can be answered once."""
        query_id = str(next(self._query_ids))
        self.taps[query_id] = message_id
        return query_id

    def add_update(self, kind: str, body: dict[str, Any], chat_id: int) -> int:
        """Queue an update; returns its id."""
        update_id = next(self._update_ids)
        self.queue(Update(update_id, {"update_id": update_id, kind: body}, chat_id))
        return update_id

    def queue(self, update: Update) -> None:
        """Let an update wait for the bot, again perhaps."""
        self.history[update.id] = update
        if update in self.updates:
            self.updates.remove(update)
        if update.id <= max((one.id for one in self.updates), default=0):
            self.updates.appendleft(update)
        else:
            self.updates.append(update)
        self.tell_stage(update, "received")
        self.arrived.set()

    def next_update_id(self) -> int:
        """An id for an update whose body a test made."""
        return next(self._update_ids)

    def confirm_before(self, offset: int) -> None:
        """Forget the updates below `offset`; a negative one keeps only the last so many."""
        if offset < 0:
            while len(self.updates) > -offset:
                self.tell_stage(self.updates.popleft(), "confirmed")
            return
        kept: deque[Update] = deque()
        for update in self.updates:
            if update.id < offset and not update.again:
                self.tell_stage(update, "confirmed")
            else:
                kept.append(update)
        self.updates = kept

    def tell_stage(self, update: Update, stage: str) -> None:
        """Tell the page how far an update is."""
        self.events.tell(
            {"type": "update", "update_id": update.id, "chat_id": update.chat_id, "stage": stage}
        )

    def record(self, method: str, parameters: dict[str, Any], answer: Any, origin: str) -> None:
        """Keep a call in the log."""
        self.call_count += 1
        self.calls.append(
            {
                "n": self.call_count, "at": time.time(), "method": method, "params": parameters,
                "answer": answer, "origin": origin,
            }
        )  # fmt: skip
        if method not in ("getUpdates", "getMe"):
            self.events.tell(
                {
                    "type": "call", "n": self.call_count, "method": method, "origin": origin,
                    "chat_id": parameters.get("chat_id"), "ok": bool(answer.get("ok")),
                }
            )  # fmt: skip


class Bots:
    """Every bot that was ever spoken to."""

    def __init__(self, first_id: int = 1) -> None:
        self._bots: dict[str, Bot] = {}
        self._first_id = first_id

    def get(self, token: str) -> Bot:
        """The token's bot, made when it is new. Raises ApiError for what is no token."""
        bot = self._bots.get(token)
        if bot is None:
            if not TOKEN.fullmatch(token):
                raise ApiError(404, "Not Found")
            bot = self._bots[token] = Bot(token, self._first_id)
        return bot

    def reset(self, token: str) -> None:
        """Forget everything about a bot."""
        bot = self._bots.pop(token, None)
        if bot is not None and bot.webhook and bot.webhook.task:
            bot.webhook.task.cancel()

    def tokens(self) -> list[str]:
        """In the order they were met."""
        return list(self._bots)

    def close(self) -> None:
        """End what runs in the background."""
        for token in self.tokens():
            self.reset(token)
