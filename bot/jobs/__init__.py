"""Every job the scheduler runs, but for the outbox sweep (see `sweep.py`)."""

from bot.jobs import held
from bot.jobs.job import Job, Workplace

JOBS: tuple[Job, ...] = (held.job,)

__all__ = ["JOBS", "Job", "Workplace"]
