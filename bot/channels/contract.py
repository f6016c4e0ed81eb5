"""What a channel is: a name, its limits as data, and three verbs.

Adding a service is a package beside this file and a line in `bot/channels/services.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from aiohttp import web

    from bot.delivery.rate_limit import RateLimits
    from bot.process.clock import Clock
    from bot.settings.settings import Settings
    from domain.messages.message import Capabilities, Incoming, Outgoing
    from domain.messages.quota import ParkReason, QuotaRules
    from storage.engine.database import Database

    Menus = Mapping[str, tuple[tuple[str, str], ...]]
    """What stands behind the menu button, (command, description), by language."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update that could not be understood: kept in `failed_update`, blocks nothing."""

    channel: str
    key: str
    raw: str
    """The update as the service sent it, JSON."""
    error: str
    """The exception's type and place, without values of the update."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Updates fetched together; `confirm` tells the service that all of them are kept."""

    updates: tuple[Incoming | Unreadable, ...]
    confirm: Callable[[], Awaitable[None]]
    more: bool = False
    """There surely is: the next batch may be asked for while this one is being kept."""


class Operation(StrEnum):
    """What a parcel asks of the service."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    MENU = "menu"
    """Set the command menu of one chat; the parcel's `menu` holds it."""
    TEMPLATE = "template"
    """Send the service's approved text that asks somebody to write; the words are a case's code.
    Only where the budget has templates."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One thing to do in one chat."""

    chat: str
    operation: Operation
    message: Outgoing | None = None
    target: str = ""
    """The service's id of the message to edit or delete."""
    menu: tuple[tuple[str, str], ...] = ()
    """(command, description), at most 100."""
    origin: str = ""
    """Which job or turn asked for it: for logs and the sandbox's strip, never for the person."""


class SendError(Exception):
    """Why a parcel did not arrive: one of the closed list below, nothing else leaves `send`."""


class Throttled(SendError):
    """The service asks to wait exactly `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Unreachable(SendError):
    """The person blocked the bot, left, or the chat is gone: nothing arrives until they write."""


class NotAllowedNow(SendError):
    """The service does not allow this now, and nobody was bothered: it goes to another account of
    the person's, or waits until they write."""

    def __init__(self, reason: ParkReason) -> None:
        super().__init__(reason)
        self.reason = reason


class NotBefore(SendError):
    """Nobody was bothered; it may go at `until` and not before."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%H:%M} UTC")
        self.until = until


class Moved(SendError):
    """The group has a new id; send there."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has a new id")
        self.chat = chat


class TryAgain(SendError):
    """It may work later. `ambiguous`: the request went out and its answer was lost, so it may
    have arrived. `counts`: it uses up one of the bounded tries; a refused connection does not.
    `ours`: the service was not asked, and is not to blame."""

    def __init__(
        self, reason: str, *, ambiguous: bool = False, counts: bool = True, ours: bool = False
    ) -> None:
        super().__init__(reason)
        self.ambiguous = ambiguous
        self.counts = counts
        self.ours = ours


class Refused(SendError):
    """The service will never take this parcel; the reason is for an admin's eyes."""


class ChannelClosed(Exception):
    """The channel cannot go on: a revoked token. Its text is one line for an operator, and says
    what mends it."""


class HandleUpdate(Protocol):
    """Runs the turn of an update that was posted, then acknowledges its tap (best effort)."""

    async def __call__(self, update: Incoming | Unreadable, *, patience: float) -> None:
        """Returns when it is committed. Raises `DatabaseIll` after `patience` seconds of illness."""


class Channel(Protocol):
    """One messaging service."""

    name: str
    capabilities: Capabilities
    webhook_path: str
    """Where its service posts updates, below the bot's public address."""
    bot_name: str
    """What the bot is called there, for links to it; known once it is open."""
    cannot_send: str
    """Why nothing can be sent until somebody mends it, though what people write is heard; empty
    while it can, or while that may pass by itself."""

    @property
    def trouble(self) -> str:
        """Why nothing can be fetched (or sent) just now, for an operator; empty while all is well."""

    @property
    def clock_is_wrong(self) -> bool:
        """Whether what people write is refused because our clock is not the service's."""

    async def open(self) -> None:
        """Ask the service who we are; nothing is fetched or sent before. Asked again after a
        `SendError`. Raises `ChannelClosed` for a token that is refused."""

    async def set_menus(self, menus: Menus) -> None:
        """What everybody finds behind the menu button, by the language of their app; the first is
        for all other languages, too. Does nothing where there is none. Raises `SendError`."""

    async def set_webhook(self, url: str) -> None:
        """Have updates posted to `url`, when that is not so already. Raises `SendError`: `Refused`
        when it never will be."""

    def routes(self, take: HandleUpdate) -> list[web.RouteDef]:
        """Where its service posts: at `webhook_path`, answered with 200 only after the commit and
        503 while the database is ill; and whatever else it fetches from us. What comes before the
        channel is open is not handed to it."""

    def receive(self) -> AsyncGenerator[Batch, None]:
        """Yield batches, for ever; the next one is asked for only after this one's `confirm`, unless
        it says there is `more`. Close it when done: it then tells the service what was confirmed last.

        Raises `ChannelClosed` when it makes no sense to go on.
        """

    async def send(self, request: SendRequest) -> str:
        """Do what the parcel says; return the service's message id, or raise a `SendError`."""

    async def acknowledge(self, tap_id: str) -> None:
        """Tell the service that a tap was taken; best effort, logs instead of raising."""

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        """Save a file to `path`, return its bytes; raises `SendError` (`Refused` over `limit`)."""

    async def close(self) -> None:
        """Release connections."""


@dataclass(frozen=True, slots=True)
class Service:
    """A messaging service that this program speaks, whether or not the settings ask for it."""

    name: str
    capabilities: Capabilities
    rate_limits: RateLimits
    secrets: Callable[[Settings], tuple[str, ...]]
    """What must never stand in a log; empty when the settings do not ask for this service."""
    connect: Callable[[Settings, Database, Clock], Channel]
    """The channel, before its `open`. Raises OperatorError for settings that do not fit."""
    keep_up: Callable[[Channel], Awaitable[None]] | None = None
    """What is to be done now and then, also when nobody writes: Zalo's account has tokens that end.
    Called each minute by the process that delivers; raises nothing but `DatabaseIll`."""
    quota_rules: Callable[[Settings], QuotaRules] | None = None
    """Its windows and quotas; None: it has none."""
    sends_links: bool = False
    """Whether files go out as links to our public address: without one there are none."""
    count_messages: Callable[[Outgoing], int] = lambda _message: 1
    """How many of the service's own messages one of ours becomes, at most."""

    def can(self, settings: Settings) -> Capabilities:
        """What it can do as it is set up here."""
        has_files = not self.sends_links or bool(settings.public_url)
        return replace(self.capabilities, files=has_files)
