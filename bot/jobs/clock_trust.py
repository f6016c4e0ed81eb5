"""Work that cannot be undone waits while the machine's clock cannot be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import notify_administrators
from bot.watch.watch import HEALED
from locales import _
from storage import clock_trust, outages

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from bot.jobs.job import Job, JobContext

ORIGIN = "clock"


async def run_job(job: Job, context: JobContext) -> None:
    """Run a job, unless it deletes or closes something and the clock is doubtful."""
    if job.irreversible and not await is_trusted(context):
        return
    await job.run(context)


async def is_trusted(context: JobContext) -> bool:
    """Whether the machine's clock can be believed now; administrators are told when it cannot.

    The offset of a test's clock file is left out: it is set on purpose.
    """
    machine = context.clock.now() - context.clock.offset()

    def work(notifier: Notifier) -> bool:
        if clock_trust.check(notifier.tx, machine):
            if outages.end(notifier.tx, ORIGIN):
                notify_administrators(notifier, HEALED, origin=ORIGIN, what=ORIGIN)
            return True
        # The mark of the watch of the same name: one of the two tells it, and one that it is healed.
        outages.begin(notifier.tx, ORIGIN, notifier.now)
        if outages.tell_once(notifier.tx, ORIGIN, notifier.now):
            notify_administrators(
                notifier,
                _(
                    "⚠ The server's clock jumped by days, or the server was off for long. Until that is "
                    "clear nothing is deleted and nothing closed by itself. If the time is right, "
                    "run <code>nghedan clock confirm</code>; else <code>timedatectl set-ntp true</code>. "
                    "The first message from somebody confirms it, too."
                ),
                origin=ORIGIN,
            )
        return False

    return await context.transact(work)
