"""Every channel of the process side by side: one that does not answer, is cut or is closed for
good holds up none of the others.

A channel is a line here: opened until its service answers, listened to, and given up alone when it
can never go on. The process ends only with its last line.
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
"""Seconds before asking again, when a service does not answer at the start."""
WATCH_SECONDS = 30.0
"""Between two questions to a service that posts to us whether it still knows us."""
AGAIN_SECONDS = 5.0
"""Before a line is listened to again after a fault of ours."""


class ChannelRunner:
    """One channel in this process."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.name = channel.name
        self.is_open = asyncio.Event()
        """Set once its service answered, cleared when it is closed."""
        self.closed = ""
        """Why it can never go on, in one line for an operator; empty while it can."""
        self._waits = "did not answer yet"
        """What setting it up waits for."""
        self._silent = ""
        """Why its service did not answer when it was asked last."""

    @property
    def ended(self) -> str:
        """Why nothing can be sent until somebody mends it; empty while it can or may pass."""
        return self.closed or self.channel.ended

    @property
    def trouble(self) -> str:
        """Why it does not work just now, for an operator; empty while all is well."""
        return self.closed or self._waits or self._silent or self.channel.trouble

    async def open(self, opened: Callable[[], None], menus: Menus, url: str) -> None:
        """Ask until its service answers; then tell `opened` and set up menus and webhook. Raises
        `ChannelClosed`."""
        await self._until_answered(self.channel.open)
        opened()
        self.is_open.set()
        await self._until_answered(partial(self.channel.set_menus, menus))
        if url:
            address = url + self.channel.webhook_path
            await self._until_answered(partial(self.channel.set_webhook, address))
        self._waits = ""
        log.info("%s: open", self.name)

    async def watch(self) -> None:
        """Ask the service now and then who we are: who only waits for posts would never hear that
        the token was revoked. Raises `ChannelClosed`."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.is_open.wait()
            try:
                await self.channel.open()
                self._silent = ""
            except SendError as error:
                self._silent = f"does not answer ({error})"

    def close(self, error: ChannelClosed) -> None:
        """It can never go on: /readyz says so for as long as the process lives."""
        self.closed = str(error)
        self.is_open.clear()
        log.error("%s: closed: %s", self.name, error)

    def guarded(self, route: web.RouteDef) -> web.RouteDef:
        """Its route, which sends posts away (they come again) while the line is not open."""
        handler = route.handler

        async def receive(request: web.Request) -> web.StreamResponse:
            if not self.is_open.is_set():
                return web.Response(status=503)
            return await handler(request)

        return web.route(route.method, route.path, receive)

    async def _until_answered(self, call: Callable[[], Awaitable[object]]) -> None:
        """After a power cut the network may come up after us; what a service refuses it refuses for
        ever."""
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            try:
                await call()
            except Refused as error:
                raise ChannelClosed(
                    f"the service refuses how it is to be set up ({error}); see to "
                    "NGHEDAN_PUBLIC_URL"
                ) from None
            except SendError as error:
                seconds = error.seconds if isinstance(error, Throttled) else pause
                self._waits = f"does not answer ({error})"
                log.warning("%s: %s; asking again in %s s", self.name, self._waits, seconds)
                await asyncio.sleep(seconds)
            else:
                return


class ChannelRunners:
    """The lines of this process."""

    def __init__(self, channels: Iterable[Channel], names: dict[str, str]) -> None:
        """`names` is told what the bot is called on each channel, once that is known."""
        self.by_name = {channel.name: ChannelRunner(channel) for channel in channels}
        self._names = names
        self._any_open = asyncio.Event()
        self.failing = frozenset[str]()
        """Channels whose service has not worked for long."""
        self.all_closed = asyncio.Event()
        """Set once every line is closed."""

    @property
    def channels(self) -> dict[str, Channel]:
        """The channels by name."""
        return {name: runner.channel for name, runner in self.by_name.items()}

    @property
    def usable_channels(self) -> frozenset[str]:
        """Where something can be expected to arrive soon: what others refuse is brought there."""
        ended = {name for name, runner in self.by_name.items() if runner.ended}
        return frozenset(self.by_name) - ended - self.failing

    @property
    def clock_is_wrong(self) -> bool:
        """Whether a service's posts are refused because of this machine's clock."""
        return any(runner.channel.clock_is_wrong for runner in self.by_name.values())

    @property
    def closed(self) -> str:
        """Why lines are closed, for an operator."""
        return "; ".join(runner.closed for runner in self.by_name.values() if runner.closed)

    def is_open(self, name: str) -> bool:
        """Whether anything can be sent on this channel."""
        return self.by_name[name].is_open.is_set()

    def routes(self, intake: Intake) -> Iterator[web.RouteDef]:
        """Where the services post."""
        for runner in self.by_name.values():
            for route in runner.channel.routes(partial(intake.handle_post, runner.channel)):
                yield runner.guarded(route)

    async def any_open(self) -> None:
        """Wait until one line is open: before, there is nothing for this process to do."""
        await self._any_open.wait()

    async def open(self, menus: Menus, url: str) -> None:
        """Open every line; returns when each is open or closed. `url`: the public address that the
        services are to post to, empty to poll or to leave that matter to another process."""
        async with asyncio.TaskGroup() as group:
            for runner in self.by_name.values():
                group.create_task(self._open(runner, menus, url), name=f"open {runner.name}")

    async def _open(self, runner: ChannelRunner, menus: Menus, url: str) -> None:
        def opened() -> None:
            self._names[runner.name] = runner.channel.bot_name

        try:
            await runner.open(opened, menus, url)
            self._any_open.set()
        except ChannelClosed as error:
            self._close(runner, error)

    async def listen(self, hear: Callable[[Channel], Awaitable[None]]) -> None:
        """`hear` every line as soon as it is open; returns when every one is closed."""
        async with asyncio.TaskGroup() as group:
            for runner in self.by_name.values():
                group.create_task(self._listen(runner, hear), name=f"receive {runner.name}")

    async def _listen(
        self, runner: ChannelRunner, hear: Callable[[Channel], Awaitable[None]]
    ) -> None:
        await runner.is_open.wait()
        while not runner.closed:
            try:
                await hear(runner.channel)
            except ChannelClosed as error:
                self._close(runner, error)
            except Exception as error:  # a fault of ours here must not silence the other lines
                log.error(  # noqa: TRY400 an exception's text may hold somebody's words
                    "%s: receiving failed; it begins again: %s at\n%s",
                    runner.name, type(error).__name__, places(error),
                )  # fmt: skip
                await asyncio.sleep(AGAIN_SECONDS)

    async def watch(self) -> None:
        """Watch every line that is posted to; returns when every one is closed."""
        async with asyncio.TaskGroup() as group:
            for runner in self.by_name.values():
                group.create_task(self._watch(runner), name=f"watch {runner.name}")

    async def _watch(self, runner: ChannelRunner) -> None:
        try:
            await runner.watch()
        except ChannelClosed as error:
            self._close(runner, error)

    async def close(self) -> None:
        """Release every connection."""
        for runner in self.by_name.values():
            await runner.channel.close()

    def _close(self, runner: ChannelRunner, error: ChannelClosed) -> None:
        runner.close(error)
        if all(one.closed for one in self.by_name.values()):
            self.all_closed.set()
