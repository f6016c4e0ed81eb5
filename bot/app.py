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
from bot.commands.backup import copies_of
from bot.database import migrate, opened, where_of
from bot.delivery import Delivery
from bot.errors import OperatorError
from bot.intake import Intake
from bot.jobs import JOBS, Job, Workplace
from bot.jobs.backup import nightly
from bot.metrics import Metrics
from bot.organisation import load_organisation
from bot.readiness import BEAT_SECONDS, Readiness
from bot.scheduler import scheduler
from bot.settings import parse_address
from bot.tasks import WORKERS
from bot.tasks.worker import Workshop, work_off
from bot.terms import Terms
from domain.roles import Role
from handlers import COMMANDS, FORMS, dispatch, menus
from handlers.voice import World
from locales import LANGUAGES
from storage.leadership import leadership as lead
from web.server import PortInUse, serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

    from aiohttp import web

    from bot.settings import Address, Settings

log = logging.getLogger(__name__)

ALL, INTAKE, DELIVERY = ROLES = ("all", "intake", "delivery")
"""What a process does: receive, deliver (when it leads), or both."""

SWEEP_SECONDS = 1.0
WORK_SECONDS = 1.0
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before asking again, when Telegram does not answer at the start."""


async def run_bot(settings: Settings, role: str = ALL) -> None:
    """Run until SIGTERM or SIGINT, then finish what is begun and return. `role` is one of `ROLES`.

    Raises OperatorError for a refused token, an unreadable database, a port in use, a bad config
    value, a role that does not fit the settings.
    """
    _fits(role, settings)
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
            readiness = Readiness(database, channel)
            jobs = (*JOBS, Job("heartbeat", BEAT_SECONDS, lambda _place: readiness.beat()))
            if not isinstance(where_of(settings), str):
                jobs = (*jobs, nightly(copies_of(settings)))
            paces = {channel.name: PACE} if settings.pace == "telegram" else {}
            terms = Terms(
                database,
                lead(where_of(settings)),
                lambda leader: Delivery(
                    database,
                    clock,
                    {channel.name: channel},
                    paces,
                    may_send=lambda: leader.is_sure,
                ),
                lambda delivery: scheduler(_rhythms(delivery, shop, jobs)),
                None if settings.public_url else lambda: intake.listen(channel),
            )
            if settings.handover == "on":
                database.on_commit(terms.offer)
            intake = Intake(database, clock, world, dispatch, terms.settle)
            shop = Workshop(
                Workplace(database, clock, world), {channel.name: channel}, settings.data_dir
            )
            secret = webhook_secret(settings.token)
            hears = settings.public_url and role != DELIVERY
            routes = [route(channel, intake, secret)] if hears else []
            metrics = Metrics(database, clock, readiness)
            server = await _serve(
                parse_address(settings.listen), routes, readiness.reasons, metrics.text
            )
            try:
                if hears:
                    url = settings.public_url + PATH
                    await _until_answered(partial(channel.set_webhook, url, secret))
                await _until_told(None if role == INTAKE else terms)
            finally:
                await server.cleanup()
    finally:
        await channel.close()


def _fits(role: str, settings: Settings) -> None:
    if role == ALL:
        return
    if not isinstance(where_of(settings), str):
        raise OperatorError(
            f"--role {role} shares the database with other processes, which a SQLite file cannot; "
            "set NGHEDAN_DATABASE_URL to a postgresql:// address, or leave --role away"
        )
    if not settings.public_url:
        raise OperatorError(
            f"--role {role} needs a webhook: only one process may poll; set NGHEDAN_PUBLIC_URL, "
            "or leave --role away"
        )


async def _serve(
    address: Address,
    routes: list[web.RouteDef],
    unready: Callable[[], list[str]],
    metrics: Callable[[], Awaitable[bytes]],
) -> web.AppRunner:
    try:
        return await serve(address.host, address.port, routes, unready, metrics)
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
    delivery: Delivery, shop: Workshop, jobs: Iterable[Job]
) -> Iterator[tuple[str, float, Callable[[], Awaitable[None]]]]:
    yield "outbox sweep", SWEEP_SECONDS, delivery.sweep
    yield "tasks", WORK_SECONDS, partial(work_off, shop, WORKERS)
    for job in jobs:
        yield job.name, job.seconds, partial(job.run, shop.place)


async def _until_told(terms: Terms | None) -> None:
    """Work until a signal, then finish; an intake process only serves its webhook."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    log.info("ready")
    try:
        if terms is None:
            await told.wait()
        else:
            await terms.run(told)
        log.info("stopped")
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if terms is not None and terms.closed is not None:
        raise OperatorError(f"{terms.closed}; then set NGHEDAN_TELEGRAM_TOKEN and start again")
