"""The list of what is watched: each line is an outage that would else be silent."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from actions.cases.unread import count_unread
from actions.notifier import Notifier
from bot.errors import OperatorError
from bot.process.readiness import LATE_SECONDS
from bot.settings.organisation import load_organisation
from bot.watch.watch import Watch
from locales import _
from storage import clock_trust, outages
from storage.messages import outbox
from storage.people import officials

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.jobs.job import JobContext
    from bot.process.channel_runner import ChannelRunner
    from bot.settings.settings import Settings
    from storage.engine.transaction import Transaction

FULL = 0.9
"""Share of the disk from which it is told."""
TURNS = timedelta(minutes=10)
"""Failed turns are counted over this time."""

CHANNEL = _(
    "⚠ A messenger does not work: {detail}. People there get no answer. See docs/operations.md and the log "
    "on the server."
)
WEBHOOK = _(
    "⚠ A messenger cannot reach our address: {detail}. What people write waits there for a day, then it is "
    "lost. See to the certificate, the proxy and the domain name."
)
CONFIGURATION = _(
    "⚠ The configuration does not read any more: {detail}. The bot goes on with the former one, but would "
    "not start again. `nghedan check` shows it."
)
CLOCK = _(
    "⚠ The server's clock cannot be believed: {detail}. Until it can, nothing is deleted or closed by itself. "
    "See `timedatectl`; if it is right: `nghedan clock confirm`."
)
READER = _(
    "⚠ Reports for heads alone that nobody may read: {detail}. Let a head in, or name a conduct_reader in "
    "organisation.toml."
)
CONTACT = _(
    "⚠ Nobody calls back who wants to denounce: {detail} is not enrolled by an administrator, or is there "
    "twice. Invite them under that name, or change denunciation_contact."
)
DISK = _("⚠ The disk is filling up: {detail} used. Make room before it is full.")
LETTERS = _(
    "⚠ Messages were given up: {detail}. /chuaden lists them; `nghedan dead-letters` on the server."
)
FAILED = _(
    "⚠ Turns failed in the last ten minutes: {detail}. Their people got an apology. See the log."
)
SCHEDULER = _(
    "⚠ The jobs of the bot stand still: {detail}. The server's supervisor should start it again."
)


def watches(
    settings: Settings,
    context: JobContext,
    runners: dict[str, ChannelRunner],
    late: Callable[[], float],
    webhook_url: str,
) -> list[Watch]:
    """Every watch of this process. `late`: seconds since the scheduler ran last."""
    found = [
        Watch(f"channel {name}", partial(_trouble, runner), CHANNEL)
        for name, runner in runners.items()
    ]
    if webhook_url:
        found += [
            Watch(f"webhook {name}", partial(_webhook, runner, webhook_url), WEBHOOK)
            for name, runner in runners.items()
        ]
    return [
        *found,
        Watch("configuration", partial(_configuration, settings.config_dir), CONFIGURATION),
        Watch("clock", partial(_clock, context), CLOCK),
        Watch("reader", partial(_reader, context), READER),
        Watch("contact", partial(_contact, context), CONTACT),
        Watch("disk", partial(_disk, settings.data_dir), DISK),
        Watch("dead letters", partial(_letters, context), LETTERS),
        Watch("failed turns", partial(_failed, context), FAILED),
        Watch("scheduler", partial(_scheduler, late), SCHEDULER),
    ]


async def _trouble(runner: ChannelRunner) -> str:
    return f"{runner.name}: {runner.trouble}" if runner.trouble else ""


async def _webhook(runner: ChannelRunner, url: str) -> str:
    """What the service says of our address, asked of the service itself."""
    if not runner.is_open.is_set():
        return ""
    found = await runner.channel.webhook_trouble(url + runner.channel.webhook_path)
    return f"{runner.name}: {found}" if found else ""


async def _configuration(folder: Path) -> str:
    try:
        await asyncio.to_thread(load_organisation, folder)
    except OperatorError as error:
        return str(error)
    return ""


async def _clock(context: JobContext) -> str:
    machine = context.clock.now() - context.clock.offset()
    if await context.database.read(lambda tx: clock_trust.is_believable(tx, machine)):
        return ""
    return f"{context.clock.local():%d/%m/%Y %H:%M}"


async def _reader(context: JobContext) -> str:
    def work(tx: Transaction) -> int:
        return count_unread(Notifier(tx, context.clock.now(), context.commune))

    count = await context.database.read(work)
    return str(count) if count else ""


async def _contact(context: JobContext) -> str:
    """Only once somebody is enrolled: before, there is nobody to tell."""
    name = context.commune.organisation.denunciation_contact

    def work(tx: Transaction) -> bool:
        return not officials.active(tx) or officials.named(tx, name) is not None

    return "" if await context.database.read(work) else name


async def _disk(folder: Path) -> str:
    share = await asyncio.to_thread(used_share, folder)
    return f"{share:.0%}" if share >= FULL else ""


def used_share(folder: Path) -> float:
    """The used share of the disk that a folder is on, from 0 to 1."""
    total, used, _free = shutil.disk_usage(folder if folder.exists() else folder.parent)
    return used / total


async def _letters(context: JobContext) -> str:
    now = context.clock.now()
    depth = await context.database.read(lambda tx: outbox.depth(tx, now))
    return str(depth.dead) if depth.dead else ""


async def _failed(context: JobContext) -> str:
    since = context.clock.now() - TURNS
    count = await context.database.read(lambda tx: outages.failed_since(tx, since))
    return str(count) if count else ""


async def _scheduler(late: Callable[[], float]) -> str:
    seconds = late()
    return f"{seconds:.0f} s" if seconds > LATE_SECONDS else ""
