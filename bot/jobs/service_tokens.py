"""Tells the administrators while a service's permission can still be renewed, and when it cannot."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.jobs.job import speaking, tell_administrators
from locales import _
from storage import service_tokens, tasks

if TYPE_CHECKING:
    from actions.notifier import Voice

ZALO_OA = "zalo_oa"
WARN = timedelta(days=14)
"""So long before the permission ends, the administrators hear of it, once a day."""


def tell(voice: Voice) -> None:
    """Say it once a day, while it is so."""
    kept = service_tokens.find(voice.tx, ZALO_OA)
    if kept is None or not (kept.dead or kept.renewable_until - voice.now < WARN):
        return
    today = voice.organisation.local(voice.now).date()
    if not tasks.once(voice.tx, "service access", f"{ZALO_OA}:{today}", voice.now):
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
    ends = voice.organisation.local(kept.renewable_until).date()
    tell_administrators(voice, words, origin="service access", day=ends)


job = speaking("service access", 300.0, tell)
