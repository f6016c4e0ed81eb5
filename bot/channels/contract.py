"""The contract of a channel: its limits, its methods and its errors.

Adding a service takes a package beside this file and a line in `bot/channels/services.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from domain import outside

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
    """The entries behind the menu button, (command, description), by language."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update that could not be parsed: stored in `failed_update`, so it blocks nothing."""

    channel: str
    key: str
    raw: str
    """The update as the service sent it, JSON."""
    error: str
    """The exception's type and place, without values of the update."""

    def __post_init__(self) -> None:
        """Bound what is stored: any key becomes one that can be stored, and is still its own."""
        try:
            if self.key:
                outside.identifier(self.key)
        except ValueError:
            key = sha256(self.key.encode(errors="replace")).hexdigest()
            object.__setattr__(self, "key", key)
        object.__setattr__(self, "raw", outside.words(self.raw, most=MOST_RAW))


MOST_RAW = 64 * 1024
"""Letters of an unreadable update that are kept; a whole one of any service is far smaller."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Updates fetched together; `confirm` tells the service that all of them are committed."""

    updates: tuple[Incoming | Unreadable, ...]
    confirm: Callable[[], Awaitable[None]]
    more: bool = False
    """More updates are waiting: the next batch may be fetched before this one is committed."""


class Operation(StrEnum):
    """What a send request asks of the service."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    MENU = "menu"
    """Set the command menu of one chat to the request's `menu`."""
    TEMPLATE = "template"
    """Send a template message, which asks the person to write; its text is a case's code. Only where
    the quota rules have templates."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One thing to do in one chat, as delivery passes it to a channel."""

    chat: str
    operation: Operation
    message: Outgoing | None = None
    target: str = ""
    """The service's id of the message to edit or delete."""
    menu: tuple[tuple[str, str], ...] = ()
    """(command, description), at most 100."""
    origin: str = ""
    """Which job or turn asked for it, for logs and the sandbox; the person never sees it."""


class SendError(Exception):
    """Why a send request failed. `send` raises only the subclasses below."""


class Throttled(SendError):
    """The service asks to wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Unreachable(SendError):
    """The person blocked the bot or left, or the chat is gone: nothing arrives until they write."""


class NotAllowedNow(SendError):
    """A time window or quota does not allow the message now; nothing was sent.

    It moves to another account of the person, or is parked until they write.
    """

    def __init__(self, reason: ParkReason) -> None:
        super().__init__(reason)
        self.reason = reason


class NotBefore(SendError):
    """Nothing was sent; the message may be sent at `until` at the earliest."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%H:%M} UTC")
        self.until = until


class Moved(SendError):
    """The group has the new id `chat`."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has a new id")
        self.chat = chat


class TryAgain(SendError):
    """Sending may work later.

    `ambiguous`: the answer was lost, so the message may have arrived. `counts`: it is one of the
    limited number of tries; a refused connection is not. `ours`: the failure is on our side, and the
    service was not called.
    """

    def __init__(
        self, reason: str, *, ambiguous: bool = False, counts: bool = True, ours: bool = False
    ) -> None:
        super().__init__(reason)
        self.ambiguous = ambiguous
        self.counts = counts
        self.ours = ours


class Refused(SendError):
    """The service will never accept this request; the reason is for an administrator."""


class ChannelClosed(Exception):
    """The channel can never go on, such as with a revoked token.

    The text is one line for an operator, which says what repairs it.
    """


class HandleUpdate(Protocol):
    """Runs the turn of an update that a webhook received, then acknowledges its tap."""

    async def __call__(self, update: Incoming | Unreadable, *, patience: float) -> None:
        """Return after the commit. Raises `DatabaseIll` after `patience` seconds of failure."""


class Channel(Protocol):
    """One messaging service."""

    name: str
    capabilities: Capabilities
    webhook_path: str
    """The path of its webhook, below the bot's public address."""
    bot_name: str
    """The bot's name there, for links to it; known once the channel is open."""
    cannot_send: str
    """Why nothing can be sent until an operator acts, while receiving still works; else empty."""

    @property
    def trouble(self) -> str:
        """Why nothing can be received or sent now, for an operator; empty while all is well."""

    @property
    def clock_is_wrong(self) -> bool:
        """Whether posts are refused because this machine's clock is wrong."""

    async def open(self) -> None:
        """Ask the service who we are. Called before anything else, and as a check later.

        Raises `SendError` when the service does not answer, `ChannelClosed` for a refused token.
        """

    async def set_menus(self, menus: Menus) -> None:
        """Set the menu of all private chats, by the language of the person's app.

        The first language is also for all others. Does nothing where there are no menus. Raises
        `SendError`.
        """

    async def set_webhook(self, url: str) -> None:
        """Make the service post updates to `url`, unless it does already.

        Raises `SendError`: `Refused` when the service will never accept the address.
        """

    async def webhook_trouble(self, url: str) -> str:
        """What the service says of its posts to `url`, for an operator; empty while they arrive.

        Raises `SendError`.
        """

    def routes(self, handle: HandleUpdate) -> list[web.RouteDef]:
        """The HTTP routes of the channel: its webhook, and what the service fetches from us.

        The webhook answers 200 only after the commit, and 503 while the database fails. The routes
        are not called before the channel is open.
        """

    def receive(self) -> AsyncGenerator[Batch, None]:
        """Yield batches of updates by polling, without end.

        The caller asks for the next batch after this one's `confirm`, or earlier when it has `more`.
        It closes the generator at the end, which then reports the last confirmation to the service.
        Raises `ChannelClosed` when the channel can never go on.
        """

    async def send(self, request: SendRequest) -> str:
        """Carry the request out; returns the service's message id. Raises only `SendError`s."""

    async def acknowledge(self, tap_id: str) -> None:
        """Tell the service that a tap was handled; logs instead of raising."""

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        """Save a file to `path`; returns its size in bytes.

        Raises `SendError`: `Refused` for a file of more than `limit` bytes.
        """

    async def close(self) -> None:
        """Release connections."""


@dataclass(frozen=True, slots=True)
class Service:
    """A messaging service that this program supports, whether or not it is configured."""

    name: str
    capabilities: Capabilities
    rate_limits: RateLimits
    secrets: Callable[[Settings], tuple[str, ...]]
    """The values that a log must not show; empty when the service is not configured."""
    connect: Callable[[Settings, Database, Clock], Channel]
    """Makes the channel, not yet open. Raises OperatorError for settings that do not fit."""
    keep_up: Callable[[Channel], Awaitable[None]] | None = None
    """Called each minute by the process that delivers, such as to renew tokens before they expire.
    Raises only `DatabaseIll`."""
    quota_rules: Callable[[Settings], QuotaRules] | None = None
    """Makes its quota rules; None: the service has no windows or quotas."""
    sends_links: bool = False
    """Whether files are sent as links to our public address, so that they need one."""
    count_messages: Callable[[Outgoing], int] = lambda _message: 1
    """How many of the service's messages one of ours becomes, at most."""

    def can(self, settings: Settings) -> Capabilities:
        """Its capabilities with these settings."""
        has_files = not self.sends_links or bool(settings.public_url)
        return replace(self.capabilities, files=has_files)
