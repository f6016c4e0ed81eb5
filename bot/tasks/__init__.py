"""Slow work, one kind a file: a worker gets a task's payload and replies by the outbox."""

from actions.reports.figures import CHART
from bot.tasks import chart, export, fetch, scrub, unlink
from bot.tasks.worker import Worker

WORKERS: dict[str, Worker] = {
    fetch.KIND: fetch.fetch,
    export.KIND: export.export,
    CHART: chart.chart,
    unlink.KIND: unlink.unlink,
    scrub.KIND: scrub.scrub,
}

__all__ = ["WORKERS", "Worker"]
