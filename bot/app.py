"""Puts the process together: channels, database, intake, delivery and jobs."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from actions.cases.messages.readers import unauthorised
from actions.commune import Commune
from actions.notifier import Notifier
from bot.backup.backups import backup_copies, backup_folder
from bot.backup.lost_database import clear_unfinished, refuse_new_beside_old
from bot.backup.manifest import Manifest
from bot.channels.services import SERVICES, configured_services
from bot.delivery import Deliveries, Delivery
from bot.delivery.quota import MessageQuota
from bot.errors import OperatorError, TemporaryError
from bot.jobs import JOBS, Job
from bot.jobs.clock_alert import clock_alert
from bot.jobs.clock_trust import run_job
from bot.jobs.nightly_backup import nightly_backup
from bot.process import gc_tuning
from bot.process.channel_runner import ChannelRunners
from bot.process.clock import Clock
from bot.process.cpu_affinity import pin_to_one_cpu
from bot.process.database import database_location, database_lock, migrate, open_database
from bot.process.failover import SECONDS as FAILOVER_SECONDS, Failover
from bot.process.intake import Intake
from bot.process.leader import LeaderLoop, unless_stopped
from bot.process.metrics import Metrics
from bot.process.readiness import BEAT_SECONDS, LATE_SECONDS, Readiness
from bot.process.scheduler import new_scheduler
from bot.settings.organisation import load_organisation
from bot.settings.settings import parse_address
from bot.tasks import WORKERS
from bot.tasks.worker import TaskContext, run_due_tasks
from bot.watch.watch import Rounds
from bot.watch.watches import watches
from domain.people.roles import Role
from handlers import BOOK
from handlers.chat.menus import menus as command_menus
from locales import LANGUAGES
from storage.engine.leadership import leadership as lead
from web.server import PortInUse, serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator

    from aiohttp import web

    from bot.channels.contract import Channel
    from bot.settings.settings import Address, Settings
    from domain.organisation import Organisation
    from storage.engine.database import Database
    from storage.engine.leadership import Leadership

log = logging.getLogger(__name__)

ALL, INTAKE, DELIVERY = ROLES = ("all", "intake", "delivery")
"""What a process does: receive, deliver (while it leads), or both."""

SWEEP_SECONDS = 1.0
WORK_SECONDS = 1.0
KEEP_UP_SECONDS = 60.0


async def run_bot(settings: Settings, role: str = ALL) -> None:
    """Run until SIGTERM or SIGINT, then finish open work and return.

    `role` is one of `ROLES`. Raises OperatorError for settings or a config that are wrong, for a
    database that cannot be used, for a port in use, and when the last channel is closed.
    """
    _check_role(role, settings)
    services = configured_services(settings)
    organisation = load_organisation(settings.config_dir)
    clock = Clock(settings.clock_file)
    async with AsyncExitStack() as stack:
        stack.enter_context(database_lock(settings))
        refuse_new_beside_old(settings)
        where = database_location(settings)
        if not isinstance(where, str):
            clear_unfinished(where, settings.data_dir)
        migrate(settings)
        database = await stack.enter_async_context(open_database(settings))
        # Also services that are not set up: somebody may have written there before.
        names = {service.name: "" for service in SERVICES}
        runners = ChannelRunners(
            [service.connect(settings, database, clock) for service in services],
            names,
            settings.refused_seconds,
        )
        stack.push_async_callback(runners.close)
        commune = _commune(settings, organisation, names)
        book = replace(BOOK, flood_per_minute=settings.flood_per_minute)
        readiness = Readiness(database, clock, runners.by_name.values())
        channels, folder = runners.channels, settings.data_dir
        context = TaskContext(database, clock, commune, book, channels=channels, data_dir=folder)
        jobs = _jobs(settings, readiness, runners)
        leader_loop = LeaderLoop(
            database,
            lead(database_location(settings)),
            partial(_deliveries, settings, database, clock, runners, commune),
            lambda deliveries: new_scheduler(_scheduled_jobs(deliveries, runners, context, jobs)),
            None if settings.public_url else lambda: runners.listen(intake.listen),
        )
        if settings.handover == "on":
            database.on_commit(leader_loop.offer)
        intake = Intake(database, clock, commune, book, leader_loop.wait_recorded)
        receives_posts = settings.public_url and role != DELIVERY
        metrics = Metrics(database, clock, readiness).text
        # Reasons and figures are for whoever runs it: they are not told on a port that is public.
        is_public = bool(settings.public_url or settings.metrics_listen)
        server = await _serve(
            parse_address(settings.listen),
            list(runners.routes(intake)) if receives_posts else [],
            readiness.without_reasons if is_public else readiness.state,
            None if is_public else metrics,
        )
        stack.push_async_callback(server.cleanup)
        if settings.metrics_listen:
            inside = await _serve(
                parse_address(settings.metrics_listen), [], readiness.state, metrics
            )
            stack.push_async_callback(inside.cleanup)
        menus = {language: commune.menus[Role.RESIDENT, language] for language in LANGUAGES}
        background = [runners.open(menus, settings.public_url if receives_posts else "")]
        if settings.public_url:
            background.append(runners.watch())
        if settings.processors == "one":
            background.append(pin_to_one_cpu())
        if role != INTAKE:
            url = settings.public_url if receives_posts else ""
            watched = watches(settings, context, runners.by_name, lambda: readiness.late, url)
            rounds = Rounds(context, runners, watched, lambda: readiness.late <= LATE_SECONDS)
            background.append(rounds.run())
        gc_tuning.freeze()
        await _until_stopped(runners, background, None if role == INTAKE else leader_loop)


def _commune(settings: Settings, organisation: Organisation, names: dict[str, str]) -> Commune:
    """What turns and jobs know of the organisation and of every service."""
    return Commune(
        organisation=organisation,
        quotas={
            service.name: service.quota_rules(settings)
            for service in SERVICES
            if service.quota_rules
        },
        channels={service.name: service.can(settings) for service in SERVICES},
        bot_names=names,
        office_forms=BOOK.office_forms,
        menus=command_menus(BOOK.commands),
    )


def _jobs(settings: Settings, readiness: Readiness, runners: ChannelRunners) -> list[Job]:
    """The jobs of `JOBS`, and those that need something of this process."""
    is_sqlite = not isinstance(database_location(settings), str)
    copies = backup_copies(settings) if is_sqlite else None
    return [
        *JOBS,
        Job("heartbeat", BEAT_SECONDS, lambda _context: readiness.beat(), irreversible=False),
        nightly_backup(Manifest(backup_folder(settings)), copies),
        clock_alert(lambda: runners.clock_is_wrong),
    ]


def _check_role(role: str, settings: Settings) -> None:
    """Raises OperatorError for a role that these settings do not allow."""
    if role == ALL:
        return
    if not isinstance(database_location(settings), str):
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
    state: Callable[[], Awaitable[tuple[bool, list[str]]]],
    metrics: Callable[[], Awaitable[bytes]] | None,
) -> web.AppRunner:
    try:
        return await serve(address.host, address.port, routes, state, metrics)
    except PortInUse as error:
        raise OperatorError(
            f"Port {error} is in use; stop what listens there or set NGHEDAN_LISTEN or "
            "NGHEDAN_METRICS_LISTEN"
        ) from None


def _deliveries(
    settings: Settings,
    database: Database,
    clock: Clock,
    runners: ChannelRunners,
    commune: Commune,
    leader: Leadership,
) -> Deliveries:
    """A delivery for each channel: limits, pauses and queues of one do not affect the others."""
    services = {service.name: service for service in SERVICES}

    def delivery(name: str, channel: Channel) -> Delivery:
        service = services[name]
        quota = None
        if service.quota_rules:
            rules = service.quota_rules(settings)
            quota = MessageQuota(
                rules, service.count_messages, name, database, clock, commune.organisation.polite
            )
        return Delivery(
            database,
            clock,
            channel,
            service.rate_limits if settings.pace == "on" else None,
            may_send=lambda: leader.is_sure and runners.is_open(name),
            unauthorised=lambda tx, rows: unauthorised(Notifier(tx, clock.now(), commune), rows),
            usable_channels=lambda: runners.usable_channels,
            quota=quota,
        )

    return Deliveries(
        {name: delivery(name, channel) for name, channel in runners.channels.items()}
    )


def _scheduled_jobs(
    deliveries: Deliveries, runners: ChannelRunners, context: TaskContext, jobs: Iterable[Job]
) -> Iterator[tuple[str, float, Callable[[], Awaitable[None]]]]:
    """(name, seconds between two runs, function) of everything that the scheduler runs."""
    yield "outbox sweep", SWEEP_SECONDS, deliveries.sweep
    yield "tasks", WORK_SECONDS, partial(run_due_tasks, context, WORKERS)
    failover = Failover(context.database, context.clock, runners, deliveries)
    yield "failover", FAILOVER_SECONDS, failover.run_round
    for name in runners.by_name:
        yield f"tasks of {name}", WORK_SECONDS, partial(_run_channel_tasks, context, runners, name)
    for service in SERVICES:
        if service.keep_up is not None and service.name in runners.by_name:
            channel = runners.by_name[service.name].channel
            yield f"keep up {service.name}", KEEP_UP_SECONDS, partial(service.keep_up, channel)
    for job in jobs:
        yield job.name, job.seconds, partial(run_job, job, context)


async def _run_channel_tasks(context: TaskContext, runners: ChannelRunners, channel: str) -> None:
    if runners.is_open(channel):
        await run_due_tasks(context, WORKERS, channel)


async def _until_stopped(
    runners: ChannelRunners,
    background: Iterable[Coroutine[None, None, None]],
    leader_loop: LeaderLoop | None,
) -> None:
    """Run until a signal comes or the last channel is closed; then finish open work.

    `background` runs meanwhile and is cancelled at the end. Without a `leader_loop` the process only
    serves its webhooks. Raises TemporaryError when it ended because all channels are closed: a service
    that refuses us today may accept us tomorrow, and the supervisor starts us again.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    try:
        async with asyncio.TaskGroup() as group:
            ending = _stop_when_all_closed(runners, stopping)
            tasks = [group.create_task(one) for one in (*background, ending)]
            if await unless_stopped(stopping, runners.any_open()):
                log.info("ready")
            await (stopping.wait() if leader_loop is None else leader_loop.run(stopping))
            for task in tasks:
                task.cancel()
        log.info("stopped")
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if runners.all_closed.is_set():
        raise TemporaryError(runners.closed)


async def _stop_when_all_closed(runners: ChannelRunners, stopping: asyncio.Event) -> None:
    await runners.all_closed.wait()
    stopping.set()
