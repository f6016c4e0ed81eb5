"""Tells the administrators when posts are refused because this machine's clock is wrong."""

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
    """The job; `is_wrong` returns whether this process refuses posts because of the clock.

    The administrators are told when that is still so a minute later: the clock may just be being set.
    """
    was_wrong = False

    async def run(context: JobContext) -> None:
        nonlocal was_wrong
        before, was_wrong = was_wrong, is_wrong()
        if before and was_wrong:
            await context.transact(_report)

    return Job("clock alert", 60.0, run, irreversible=False)


def _report(notifier: Notifier) -> None:
    """Tell the administrators once a day, by the clock as it is."""
    today = notifier.organisation.local(notifier.now).date()
    if tasks.once(notifier.tx, "service clock", str(today), notifier.now):
        words = _(
            "What people write on Zalo does not reach the bot now: the server's clock is wrong. "
            "On the server, run <code>timedatectl set-ntp true</code> today. Zalo sends it again "
            "for two hours; what is older is lost."
        )
        notify_administrators(notifier, words, origin="service clock")
