"""The process put together: the one place where channels, database and jobs meet."""

from __future__ import annotations

import asyncio
import hmac
import logging
import signal
from functools import partial
from hashlib import sha256
from itertools import chain, repeat
from typing import TYPE_CHECKING

from bot.channels.contract import ChannelClosed, Refused, SendError
from bot.channels.telegram import CAPABILITIES, PACE, TelegramChannel
from bot.channels.telegram.webhook import PATH, route
from bot.clock import Clock
from bot.database import migrate, opened
from bot.delivery import Delivery
from bot.errors import OperatorError
from bot.intake import Intake
from bot.jobs import JOBS, Workplace
from bot.organisation import load_organisation
from bot.scheduler import scheduler
from bot.settings import parse_address
from bot.tasks import WORKERS
from bot.tasks.worker import Workshop, work_off
from domain.roles import Role
from handlers import COMMANDS, FORMS, dispatch, menus
from handlers.voice import World
from locales import LANGUAGES
from web.server import PortInUse, serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from aiohttp import web
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from bot.settings import Address, Settings

log = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
WORK_SECONDS = 1.0
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before asking again, when Telegram does not answer at the start."""
END_WITHIN = 10.0
"""Seconds from the signal to the end: whoever stops us may kill us after that."""


async def run_bot(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then finish what is begun and return.

    Raises OperatorError for a refused token, an unreadable database, a port in use, a bad config
    value.
    """
    organisation = load_organisation(settings.config_dir)
    clock = Clock(settings.clock_file)
    migrate(settings)
    channel = TelegramChannel(
        settings.token,
        settings.telegram_api_url,
        settings.data_dir,
        api_is_local=settings.api_is_local,
    )
    try:
        await _open(channel)
        menu = {language: menus.menu(COMMANDS, Role.RESIDENT, language) for language in LANGUAGES}
        await _until_answered(partial(channel.set_menus, menu))
        async with opened(settings) as database:
            world = World(
                organisation=organisation,
                channels={channel.name: CAPABILITIES},
                bot_names={channel.name: channel.bot_name},
                forms=FORMS,
                commands=COMMANDS,
                flood_per_minute=settings.flood_per_minute,
            )
            paces = {channel.name: PACE} if settings.pace == "telegram" else {}
            delivery = Delivery(database, clock, {channel.name: channel}, paces)
            if settings.handover == "on":
                database.on_commit(delivery.offer)
            intake = Intake(database, clock, world, dispatch, delivery.settle)
            shop = Workshop(
                Workplace(database, clock, world), {channel.name: channel}, settings.data_dir
            )
            secret = webhook_secret(settings.token)
            address = parse_address(settings.listen)
            routes = [route(channel, intake, secret)] if settings.public_url else []
            server = await _serve(address, routes)
            try:
                receive: Callable[[], Awaitable[object]] = partial(intake.listen, channel)
                if settings.public_url:
                    url = settings.public_url + PATH
                    await _until_answered(partial(channel.set_webhook, url, secret))
                    receive = asyncio.Event().wait
                await _work(receive, delivery, scheduler(_rhythms(delivery, shop)))
            finally:
                await server.cleanup()
    finally:
        await channel.close()


async def _serve(address: Address, routes: list[web.RouteDef]) -> web.AppRunner:
    try:
        return await serve(address.host, address.port, routes)
    except PortInUse as error:
        raise OperatorError(
            f"Port {error} is in use; stop what listens there or set NGHEDAN_LISTEN"
        ) from None


async def _open(channel: TelegramChannel) -> None:
    try:
        await _until_answered(channel.open)
    except ChannelClosed:
        raise OperatorError(
            "Telegram refuses NGHEDAN_TELEGRAM_TOKEN; copy the token again from @BotFather"
        ) from None


async def _until_answered(call: Callable[[], Awaitable[object]]) -> None:
    """Ask until Telegram answers: after a power cut the network may come up after us. What it
    refuses it refuses for ever (OperatorError)."""
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            await call()
        except Refused as error:
            raise OperatorError(
                f"Telegram refuses how it is to be set up ({error}); see to NGHEDAN_PUBLIC_URL"
            ) from None
        except SendError as error:
            log.warning("Telegram does not answer (%s); asking again in %s s", error, pause)
            await asyncio.sleep(pause)
        else:
            return


def webhook_secret(token: str) -> str:
    """What Telegram must say with each post: the same after each start, and no hint at the
    token."""
    return hmac.new(token.encode(), b"webhook", sha256).hexdigest()


def _rhythms(
    delivery: Delivery, shop: Workshop
) -> Iterator[tuple[str, float, Callable[[], Awaitable[None]]]]:
    yield "outbox sweep", SWEEP_SECONDS, delivery.sweep
    yield "tasks", WORK_SECONDS, partial(work_off, shop, WORKERS)
    for job in JOBS:
        yield job.name, job.seconds, partial(job.run, shop.place)


async def _work(
    receive: Callable[[], Awaitable[object]], delivery: Delivery, rhythm: AsyncIOScheduler
) -> None:
    """Receive and deliver until a signal, then drain: nothing new, finish, flush."""
    told = asyncio.Event()
    closed: list[ChannelClosed] = []
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await delivery.sweep()
    try:
        async with asyncio.TaskGroup() as group:
            receiving = group.create_task(_until_closed(receive, told, closed), name="receive")
            sending = group.create_task(delivery.run(), name="deliver")
            rhythm.start()
            log.info("ready")
            await told.wait()
            log.info("stopping")
            rhythm.shutdown(wait=False)
            receiving.cancel()
            delivery.drain()
            _done, late = await asyncio.wait({sending}, timeout=END_WITHIN)
            for task in late:
                task.cancel()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if closed:
        raise OperatorError(f"{closed[0]}; then set NGHEDAN_TELEGRAM_TOKEN and start again")


async def _until_closed(
    receive: Callable[[], Awaitable[object]], told: asyncio.Event, closed: list[ChannelClosed]
) -> None:
    try:
        await receive()
    except ChannelClosed as error:
        closed.append(error)
    finally:
        told.set()
