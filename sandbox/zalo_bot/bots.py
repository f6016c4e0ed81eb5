"""Everything one Zalo bot's side of the service holds, in memory."""

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
from sandbox.zalo.account import Told
from sandbox.zalo.people import Made, Person, Shown, Update
from sandbox.zalo_bot.errors import FAULTS, refusal
from sandbox.zalo_bot.switches import Switches

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.zalo.hosting import Hosting

TOKEN = re.compile(r"\d{1,30}:[A-Za-z0-9_-]{1,200}")
PERSON = re.compile(r"[0-9a-f]{20}|\d{1,15}")
QUIET = frozenset({"getUpdates", "getMe", "getWebhookInfo"})
"""Methods whose calls make no event."""


@dataclass
class Webhook:
    """Where events are posted instead of being fetched."""

    url: str
    secret: str
    updated_at: int
    """Milliseconds since 1970."""
    task: asyncio.Task[None] | None = None


@dataclass
class Bot(Told):
    """One token's world."""

    token: str
    clock: Clock
    hosting: Hosting
    first_id: int = 1
    people: dict[str, Person] = field(default_factory=dict)
    """By Zalo's id."""
    webhook: Webhook | None = None
    switches: Switches = field(default_factory=Switches)
    revoked: bool = False
    faults: Faults = field(default_factory=lambda: Faults(FAULTS))
    events: Events = field(default_factory=Events)
    queue: deque[Update] = field(default_factory=deque)
    polls: int = 0
    """getUpdates calls that wait now."""

    def __post_init__(self) -> None:
        self.calls = CallLog(self.events, self.clock, QUIET)
        self.made = Made(itertools.count(self.first_id))
        self._numbers = itertools.count(self.first_id)
        self.arrived = asyncio.Event()

    @property
    def id(self) -> str:
        """The bot's own id, as in messages that it sent."""
        return self.token.partition(":")[0]

    def me(self) -> dict[str, Any]:
        """As getMe shows it."""
        account = hashlib.sha256(self.id.encode()).hexdigest()[:9]
        return {
            "id": self.id, "account_name": f"bot.{account}", "account_type": "BASIC",
            "can_join_groups": False, "display_name": "Bot Nghe Dân",
        }  # fmt: skip

    def person(self, chat: str) -> Person:
        """By Zalo's id or a number that stands for one, made when new."""
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
        """The person, when the bot may write to them."""
        person = self.people.get(str(chat_id or ""))
        if person is None or not person.is_open:
            raise refusal(400, "nobody with this chat_id wrote to the bot")
        if person.blocked:
            raise refusal(403, "this person blocked the bot")
        return person

    def spend(self) -> None:
        """Count a message against the plan. Raises ApiError when nothing is left."""
        left = self.switches.quota
        if left is None:
            return
        if left <= 0:
            raise refusal(429)
        self.switch({"quota": left - 1})

    def keep(self, person: Person, content: dict[str, Any], *, from_bot: bool) -> Shown:
        """Put a message on a person's screen."""
        number = next(self._numbers)
        secret = hashlib.sha256(f"{self.token} {number}".encode()).hexdigest()[:20]
        return self.show(person, Shown(number, secret, from_bot, self.clock.now(), content))

    def happens(self, body: dict[str, Any], chat: int | str) -> int | None:
        """Queue an event; its number, or None when it is lost at once."""
        update = self.made.add(body, chat)
        self.stage(update, "received")
        if self.switches.lossy and not self.polls and self.webhook is None:
            self.stage(update, "lost")
            return None
        self.queue.append(update)
        self.arrived.set()
        return update.id

    def redeliver(self, number: int) -> bool:
        """Have an event come once more; False when there is none."""
        update = self.made.find(number)
        if update is None:
            return False
        self.queue.append(Update(update.id, update.body, update.chat))
        self.arrived.set()
        return True

    def inject(self, body: dict[str, Any]) -> int:
        """An event that somebody made up; its number."""
        update = self.made.add(body, 0)
        self.queue.append(update)
        self.arrived.set()
        return update.id

    def state(self) -> dict[str, Any]:
        """What waits, chats, and more."""
        return {
            **self.standing(), "waiting": [update.id for update in self.queue],
            "webhook": self.webhook.url if self.webhook else "",
        }  # fmt: skip


class Bots:
    """Every Zalo bot that was ever spoken to."""

    def __init__(self, clock: Clock, hosting: Hosting, first_id: int = 1) -> None:
        self._bots: dict[str, Bot] = {}
        self._clock = clock
        self._hosting = hosting
        self._first_id = first_id

    def get(self, token: str) -> Bot:
        """The token's bot, made when it is new. Raises ApiError for what is no token."""
        bot = self._bots.get(token)
        if bot is None:
            if not TOKEN.fullmatch(token):
                raise ApiError(401, "Unauthorized")
            bot = Bot(token, self._clock, self._hosting, self._first_id)
            self._bots[token] = bot
        return bot

    def reset(self, token: str) -> None:
        """Forget everything about a bot."""
        bot = self._bots.pop(token, None)
        if bot is not None and bot.webhook and bot.webhook.task:
            bot.webhook.task.cancel()

    def close(self) -> None:
        """End what runs in the background."""
        for token in list(self._bots):
            self.reset(token)
