"""The list of all jobs; `bot/app.py` adds those that need something of the process."""

from bot.jobs import (
    audit,
    broadcasts,
    catch_up,
    consultations,
    deferred_updates,
    drafts,
    link_pins,
    office,
    retention,
    sealed,
    service_tokens,
)
from bot.jobs.job import Job, JobContext

JOBS: tuple[Job, ...] = (
    deferred_updates.job,
    catch_up.job,
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
    service_tokens.job,
    link_pins.job,
    link_pins.grown,
)

__all__ = ["JOBS", "Job", "JobContext"]
