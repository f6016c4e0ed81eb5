"""Tells the administrators when what people write is refused because of this machine's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import Job, notify_administrators
from locales import _
from storage import tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.notifier import Notifier
    from bot.jobs.job import JobContext


def clock_alert(is_wrong: Callable[[], bool]) -> Job:
    """The job; `is_wrong` says whether a service's posts are refused for it in this process. It is
    told when it is so a minute later, too: a clock may just have been set."""
    was_wrong = False

    async def run(context: JobContext) -> None:
        nonlocal was_wrong
        before, was_wrong = was_wrong, is_wrong()
        if before and was_wrong:
            await context.transact(_tell)

    return Job("service clock", 60.0, run)


def _tell(notifier: Notifier) -> None:
    """Say it once a day, by the clock as it is."""
    today = notifier.organisation.local(notifier.now).date()
    if tasks.once(notifier.tx, "service clock", str(today), notifier.now):
        words = _(
            "What people write on Zalo does not reach the bot now: the server's clock is wrong. "
            "On the server, run <code>timedatectl set-ntp true</code> today. Zalo sends it again "
            "for two hours; what is older is lost."
        )
        notify_administrators(notifier, words, origin="service clock")
