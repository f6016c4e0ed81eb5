"""Slow work, one kind a file: a worker gets a task's payload and replies by the outbox."""

from actions.people.privacy import FORGET_ADDRESS
from actions.reports.figures import CHART
from bot.tasks import chart, export, fetch, forget, scrub, unlink
from bot.tasks.worker import Worker
from storage.tasks import EXPIRE

WORKERS: dict[str, Worker] = {
    fetch.KIND: fetch.fetch,
    export.KIND: export.export,
    CHART: chart.chart,
    unlink.KIND: unlink.unlink,
    scrub.KIND: scrub.scrub,
    EXPIRE: forget.expire,
    FORGET_ADDRESS: forget.address,
}

__all__ = ["WORKERS", "Worker"]
