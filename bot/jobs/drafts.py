"""Reminds people of their drafts once, and erases expired drafts."""

from bot.jobs.job import transaction_job
from handlers.resident.drafts import erase, remind

reminders = transaction_job("draft reminders", 30.0, remind)
ends = transaction_job("expired drafts", 60.0, erase)
