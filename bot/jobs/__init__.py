"""Every job the scheduler runs, besides the outbox sweep (`Delivery.sweep`) and the tasks."""

from bot.jobs import (
    access,
    audit,
    broadcasts,
    consultations,
    drafts,
    held,
    held_news,
    link_pins,
    office,
    retention,
    sealed,
)
from bot.jobs.job import Job, Workplace

JOBS: tuple[Job, ...] = (
    held.job,
    held_news.job,
    consultations.job,
    broadcasts.job,
    sealed.job,
    drafts.reminders,
    drafts.ends,
    retention.job,
    audit.job,
    office.digest,
    office.reminders,
    office.receipts,
    office.endings,
    access.job,
    link_pins.job,
)

__all__ = ["JOBS", "Job", "Workplace"]
