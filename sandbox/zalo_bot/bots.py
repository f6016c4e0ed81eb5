"""The state of the Bot Platform's bots, in memory."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.calls import CallLog
from sandbox.errors import ApiError, ControlError
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.zalo.account import SharedAccount
from sandbox.zalo.people import Person, Shown, Update, UpdateHistory
from sandbox.zalo_bot.errors import FAULTS, refusal
from sandbox.zalo_bot.switches import Switches

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.zalo.hosting import Hosting

TOKEN = re.compile(r"\d{1,30}:[A-Za-z0-9_-]{1,200}")
PERSON = re.compile(r"[0-9a-f]{20}|\d{1,15}")
QUIET = frozenset({"getUpdates", "getMe", "getWebhookInfo"})
"""Methods whose calls are not published as events."""


@dataclass
class Webhook:
    """The address to which events are posted, instead of polling."""

    url: str
    secret: str
    updated_at: int
    """Milliseconds since 1970."""
    task: asyncio.Task[None] | None = None


@dataclass
class Bot(SharedAccount):
    """One bot, with its people and events."""

    token: str
    clock: Clock
    hosting: Hosting
    first_id: int = 1
    people: dict[str, Person] = field(default_factory=dict)
    """The people by Zalo's user id."""
    webhook: Webhook | None = None
    switches: Switches = field(default_factory=Switches)
    revoked: bool = False
    faults: Faults = field(default_factory=lambda: Faults(FAULTS))
    events: Events = field(default_factory=Events)
    queue: deque[Update] = field(default_factory=deque)
    polls: int = 0
    """The number of waiting getUpdates calls."""

    def __post_init__(self) -> None:
        self.calls = CallLog(self.events, self.clock, QUIET)
        self.history = UpdateHistory(itertools.count(self.first_id))
        self._numbers = itertools.count(self.first_id)
        self.arrived = asyncio.Event()

    @property
    def id(self) -> str:
        """The bot's id, which is the sender of its messages."""
        return self.token.partition(":")[0]

    def me(self) -> dict[str, Any]:
        """Return the bot's profile as getMe shows it."""
        account = hashlib.sha256(self.id.encode()).hexdigest()[:9]
        return {
            "id": self.id,
            "account_name": f"bot.{account}",
            "account_type": "BASIC",
            "can_join_groups": False,
            "display_name": "Bot Nghe Dân",
        }

    def person(self, chat: str) -> Person:
        """Return a person by Zalo's id or a short number. The person is created if new."""
        if not PERSON.fullmatch(chat):
            raise ControlError("a chat is a number, or an id of 20 hexadecimal digits")
        person_id = chat if len(chat) == 20 else f"{int(chat):020x}"
        person = self.people.get(person_id)
        if person is None:
            number = int(person_id, 16)
            shown: int | str = number if number < 10**15 else person_id
            person = self.people[person_id] = Person(person_id, shown, f"Người {shown}")
        return person

    def writable(self, chat_id: Any) -> Person:
        """Return a person to whom the bot may write. Raises ApiError otherwise."""
        person = self.people.get(str(chat_id or ""))
        if person is None or not person.is_open:
            raise refusal(400, "nobody with this chat_id wrote to the bot")
        if person.blocked:
            raise refusal(403, "this person blocked the bot")
        return person

    def charge(self) -> None:
        """Count a message against the quota. Raises ApiError if the quota is used up."""
        left = self.switches.quota
        if left is None:
            return
        if left <= 0:
            raise refusal(429)
        self.switch({"quota": left - 1})

    def add_message(self, person: Person, content: dict[str, Any], *, from_bot: bool) -> Shown:
        """Show a message on a person's screen."""
        number = next(self._numbers)
        secret = hashlib.sha256(f"{self.token} {number}".encode()).hexdigest()[:20]
        return self.show(person, Shown(number, secret, from_bot, self.clock.now(), content))

    def queue_event(self, body: dict[str, Any], chat: int | str) -> int | None:
        """Queue an event. Return its number, or None if it is lost at once."""
        update = self.history.add(body, chat)
        self.report_stage(update, "received")
        if self.switches.lossy and not self.polls and self.webhook is None:
            self.report_stage(update, "lost")
            return None
        self.queue.append(update)
        self.arrived.set()
        return update.id

    def redeliver(self, number: int) -> bool:
        """Queue an event once more. Return False if it does not exist."""
        update = self.history.find(number)
        if update is None:
            return False
        self.queue.append(Update(update.id, update.body, update.chat))
        self.arrived.set()
        return True

    def inject(self, body: dict[str, Any]) -> int:
        """Queue an event with a given body. Return its number."""
        update = self.history.add(body, 0)
        self.queue.append(update)
        self.arrived.set()
        return update.id

    def state(self) -> dict[str, Any]:
        """Return the waiting events, the chats and more."""
        return {
            **self.status(),
            "waiting": [update.id for update in self.queue],
            "webhook": self.webhook.url if self.webhook else "",
        }


class Bots:
    """All bots of the Bot Platform, by token."""

    def __init__(self, clock: Clock, hosting: Hosting, first_id: int = 1) -> None:
        self._bots: dict[str, Bot] = {}
        self._clock = clock
        self._hosting = hosting
        self._first_id = first_id

    def get(self, token: str) -> Bot:
        """Return the token's bot. It is created if it is new. Raises ApiError for a wrong token."""
        bot = self._bots.get(token)
        if bot is None:
            if not TOKEN.fullmatch(token):
                raise ApiError(401, "Unauthorized")
            bot = Bot(token, self._clock, self._hosting, self._first_id)
            self._bots[token] = bot
        return bot

    def reset(self, token: str) -> None:
        """Delete a bot and all its state."""
        bot = self._bots.pop(token, None)
        if bot is not None and bot.webhook and bot.webhook.task:
            bot.webhook.task.cancel()

    def close(self) -> None:
        """End all background tasks."""
        for token in list(self._bots):
            self.reset(token)
