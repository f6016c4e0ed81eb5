"""Reminds people of their drafts once, and erases expired drafts."""

from actions.messages.drafts import erase, remind
from bot.jobs.job import transaction_job

reminders = transaction_job("draft reminders", 30.0, remind, irreversible=False)
ends = transaction_job("expired drafts", 60.0, erase, irreversible=True)
