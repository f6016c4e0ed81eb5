"""Tells the administrators when a service's permission expires soon, or is gone."""

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
"""How long before it expires the administrators are told, once a day."""


def warn(notifier: Notifier) -> None:
    """Tell the administrators once a day while the permission is about to expire or gone."""
    stored = service_tokens.find(notifier.tx, ZALO_OA)
    if stored is None or not (stored.dead or stored.renewable_until - notifier.now < WARN):
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
        if stored.dead
        else _(
            "The permission to write on the commune's Zalo account ends on {day}. Before that "
            "day, run <code>nghedan zalo-oa-login</code> on the server and agree again."
        )
    )
    ends = notifier.organisation.local(stored.renewable_until).date()
    notify_administrators(notifier, words, origin="service access", day=ends)


job = transaction_job("service tokens", 300.0, warn, irreversible=False)
