"""Tells the administrators while a service's permission can still be renewed, and when it cannot."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.jobs.job import notify_administrators, transaction_job
from locales import _
from storage import service_tokens, tasks

if TYPE_CHECKING:
    from actions.notifier import Notifier

ZALO_OA = "zalo_oa"
WARN = timedelta(days=14)
"""So long before the permission ends, the administrators hear of it, once a day."""


def tell(notifier: Notifier) -> None:
    """Say it once a day, while it is so."""
    kept = service_tokens.find(notifier.tx, ZALO_OA)
    if kept is None or not (kept.dead or kept.renewable_until - notifier.now < WARN):
        return
    today = notifier.organisation.local(notifier.now).date()
    if not tasks.once(notifier.tx, "service access", f"{ZALO_OA}:{today}", notifier.now):
        return
    words = (
        _(
            "The bot can no longer write on the commune's Zalo account: Zalo ended its permission. "
            "On the server, run <code>nghedan zalo-oa-login</code> and agree again. What is to be "
            "said there waits meanwhile."
        )
        if kept.dead
        else _(
            "The permission to write on the commune's Zalo account ends on {day}. Before that "
            "day, run <code>nghedan zalo-oa-login</code> on the server and agree again."
        )
    )
    ends = notifier.organisation.local(kept.renewable_until).date()
    notify_administrators(notifier, words, origin="service access", day=ends)


job = transaction_job("service access", 300.0, tell)
