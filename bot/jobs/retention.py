"""Erases what was stored long enough, in small batches."""

from actions.people.retention import forget
from bot.jobs.job import transaction_job

job = transaction_job("retention", 600.0, forget, irreversible=True)
