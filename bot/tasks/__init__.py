"""Slow work, one kind a file: each worker takes the task's payload and speaks through the outbox."""

from bot.tasks import fetch
from bot.tasks.worker import Worker

WORKERS: dict[str, Worker] = {
    fetch.KIND: fetch.fetch,
}

__all__ = ["WORKERS", "Worker"]
