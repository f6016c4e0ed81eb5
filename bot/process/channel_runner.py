"""Runs all channels of the process side by side: one that fails does not stop others.

Each channel has a runner: it opens the channel, retrying until the service answers, and receives from
it. A service that refuses the token is asked again: one answer is no verdict. Only after `VERDICTS` of them
over `VERDICT_SECONDS` the channel is closed, and it opens again by itself once the service accepts it. At
the start one refusal closes it, because then an operator is at hand. The process ends when all runners are
closed.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.contract import ChannelClosed, Refused, SendError, Throttled
from handlers.chat.error_reply import places

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

    from bot.channels.contract import Channel, Menus
    from bot.process.intake import Intake

log = logging.getLogger(__name__)

PAUSES = (1, 2, 5, 10, 30)
"""Seconds between two attempts to open a channel whose service does not answer."""
WATCH_SECONDS = 30.0
"""Seconds between two checks of a service that posts to a webhook."""
VERDICTS, VERDICT_SECONDS = 5, 300.0
"""So many refusals, over so many seconds, close a channel that was open."""
AGAIN_SECONDS = 5.0
"""Seconds before receiving is started again after an error of our own."""


class ChannelRunner:
    """One channel in this process, and its state."""

    def __init__(self, channel: Channel, patience: float = VERDICT_SECONDS) -> None:
        """`patience`: seconds over which a service must refuse us until the channel is closed."""
        self.channel = channel
        self.patience = patience
        self.name = channel.name
        self.is_open = asyncio.Event()
        """Set once the service answered, cleared when the channel is closed."""
        self.closed = ""
        """Why the channel is closed, one line for an operator; empty while it is not."""
        self._setup_error = "did not answer yet"
        """Why setting up did not finish yet; empty once it did."""
        self._check_error = ""
        """Why the last check failed; empty when it succeeded."""
        self._refusals = 0
        self._refused_since = self._refused_last = 0.0
        """When the first and the last refusal in a row came, monotonic seconds."""

    @property
    def cannot_send(self) -> str:
        """Why nothing can be sent until an operator acts; empty while it works or may recover."""
        return self.closed or self.channel.cannot_send

    @property
    def trouble(self) -> str:
        """Why the channel does not work now, for an operator; empty while all is well."""
        return self.closed or self._setup_error or self._check_error or self.channel.trouble

    async def open(self, opened: Callable[[], None], menus: Menus, url: str) -> None:
        """Retry until the service answers, call `opened`, then set up menus and webhook.

        `url` is the public address; empty: no webhook. Raises `ChannelClosed`.
        """
        await self._retry(self.channel.open)
        opened()
        self.is_open.set()
        await self._retry(partial(self.channel.set_menus, menus))
        if url:
            address = url + self.channel.webhook_path
            await self._retry(partial(self.channel.set_webhook, address))
        self._setup_error = ""
        log.info("%s: open", self.name)

    async def watch(self) -> None:
        """Call the service every `WATCH_SECONDS`: only so a revoked token is noticed with a webhook.

        Raises `ChannelClosed`.
        """
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.is_open.wait()
            try:
                await self.channel.open()
                self._check_error = ""
            except SendError as error:
                self._check_error = f"does not answer ({error})"

    def is_verdict(self, error: ChannelClosed) -> bool:
        """Note one refusal; returns whether there were enough, over enough time, to close the channel."""
        now = asyncio.get_running_loop().time()
        if not self._refusals or now - self._refused_last > self.patience:
            self._refusals, self._refused_since = 0, now
            log.warning("%s: refused, asking again: %s", self.name, error)
        self._refusals += 1
        self._refused_last = now
        self._check_error = f"refused ({error})"
        return self._refusals >= VERDICTS and now - self._refused_since >= self.patience

    def accepted(self) -> None:
        """The service accepts us: the channel is open, or open again."""
        if self.closed:
            log.info("%s: open again", self.name)
            self._refusals = 0
        # Else they still count: one call may be accepted while another is refused again and again.
        self.closed = self._check_error = ""
        self.is_open.set()

    def close(self, error: ChannelClosed) -> None:
        """Close the channel until the service accepts us again; /readyz says why."""
        self.closed = str(error)
        self.is_open.clear()
        log.error("%s: closed: %s", self.name, error)

    def guarded(self, route: web.RouteDef) -> web.RouteDef:
        """The route, answering 503 while the channel is not open: the service posts again later."""
        handler = route.handler

        async def receive(request: web.Request) -> web.StreamResponse:
            if not self.is_open.is_set():
                return web.Response(status=503)
            return await handler(request)

        return web.route(route.method, route.path, receive)

    async def _retry(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until it succeeds: after a power cut the network may start later than this process.

        Raises `ChannelClosed` when the service refuses, which no later attempt would change.
        """
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            try:
                await call()
            except Refused as error:
                raise ChannelClosed(
                    f"the service refuses the setup ({error}); check NGHEDAN_PUBLIC_URL"
                ) from None
            except SendError as error:
                seconds = error.seconds if isinstance(error, Throttled) else pause
                self._setup_error = f"does not answer ({error})"
                log.warning("%s: %s; trying again in %s s", self.name, self._setup_error, seconds)
                await asyncio.sleep(seconds)
            else:
                return


class ChannelRunners:
    """All channels of this process."""

    def __init__(
        self,
        channels: Iterable[Channel],
        names: dict[str, str],
        patience: float = VERDICT_SECONDS,
    ) -> None:
        """`names` receives the bot's name on each channel once it is known. `patience`: as there."""
        self.by_name = {channel.name: ChannelRunner(channel, patience) for channel in channels}
        self._names = names
        self._any_open = asyncio.Event()
        self.failing = frozenset[str]()
        """Channels whose service has been failing for long; `Failover` sets it."""
        self.all_closed = asyncio.Event()

    @property
    def channels(self) -> dict[str, Channel]:
        """The channels by name."""
        return {name: runner.channel for name, runner in self.by_name.items()}

    @property
    def usable_channels(self) -> frozenset[str]:
        """Channels on which messages can be expected to arrive: those refused elsewhere move here."""
        unusable = {name for name, runner in self.by_name.items() if runner.cannot_send}
        return frozenset(self.by_name) - unusable - self.failing

    @property
    def clock_is_wrong(self) -> bool:
        """Whether posts of a service are refused because this machine's clock is wrong."""
        return any(runner.channel.clock_is_wrong for runner in self.by_name.values())

    @property
    def closed(self) -> str:
        """Why channels are closed, for an operator."""
        return "; ".join(runner.closed for runner in self.by_name.values() if runner.closed)

    def is_open(self, name: str) -> bool:
        """Whether messages can be sent on this channel."""
        return self.by_name[name].is_open.is_set()

    def routes(self, intake: Intake) -> Iterator[web.RouteDef]:
        """The webhook routes of every channel."""
        for runner in self.by_name.values():
            for route in runner.channel.routes(partial(intake.handle_post, runner.channel)):
                yield runner.guarded(route)

    async def any_open(self) -> None:
        """Wait until one channel is open."""
        await self._any_open.wait()

    async def open(self, menus: Menus, url: str) -> None:
        """Open every channel; returns when each is open.

        `url` is the public address to which services post. It is empty when this process polls, or
        when another process receives the posts.
        """
        async with asyncio.TaskGroup() as group:
            for runner in self.by_name.values():
                group.create_task(self._open(runner, menus, url), name=f"open {runner.name}")

    async def _open(self, runner: ChannelRunner, menus: Menus, url: str) -> None:
        def opened() -> None:
            self._names[runner.name] = runner.channel.bot_name

        while True:
            try:
                await runner.open(opened, menus, url)
            except ChannelClosed as error:
                self._close(runner, error)
                await self._until_accepted(runner, error)
            else:
                self._any_open.set()
                return

    async def listen(self, receive: Callable[[Channel], Awaitable[None]]) -> None:
        """Run `receive` for every channel while it is open, without end."""
        async with asyncio.TaskGroup() as group:
            for runner in self.by_name.values():
                group.create_task(self._listen(runner, receive), name=f"receive {runner.name}")

    async def _listen(
        self, runner: ChannelRunner, receive: Callable[[Channel], Awaitable[None]]
    ) -> None:
        while True:
            await runner.is_open.wait()
            try:
                await receive(runner.channel)
            except ChannelClosed as error:
                await self._until_accepted(runner, error)
            except Exception as error:  # our own error must not stop the other channels
                # Only its class and places: an exception's text may hold somebody's words.
                fault = f"{type(error).__name__} at\n{places(error)}"
                log.error("%s: receiving failed; it starts again: %s", runner.name, fault)  # noqa: TRY400
                await asyncio.sleep(AGAIN_SECONDS)

    async def watch(self) -> None:
        """Check every channel regularly, without end."""
        async with asyncio.TaskGroup() as group:
            for runner in self.by_name.values():
                group.create_task(self._watch(runner), name=f"watch {runner.name}")

    async def _watch(self, runner: ChannelRunner) -> None:
        while True:
            try:
                await runner.watch()
            except ChannelClosed as error:
                await self._until_accepted(runner, error)

    async def _until_accepted(self, runner: ChannelRunner, error: ChannelClosed) -> None:
        """Ask a service that refuses us again and again; close the channel when that is a verdict."""
        while True:
            if runner.is_verdict(error) and not runner.closed:
                self._close(runner, error)
            await asyncio.sleep(runner.patience / (2 if runner.closed else 2 * VERDICTS))
            try:
                await runner.channel.open()
            except ChannelClosed as again:
                error = again
            except SendError as silent:
                log.info("%s: does not answer (%s)", runner.name, silent)
            else:
                runner.accepted()
                return

    async def close(self) -> None:
        """Release every connection."""
        for runner in self.by_name.values():
            await runner.channel.close()

    def _close(self, runner: ChannelRunner, error: ChannelClosed) -> None:
        runner.close(error)
        if all(one.closed for one in self.by_name.values()):
            self.all_closed.set()
