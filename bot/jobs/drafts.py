"""Reminds of drafts once, and erases them when their days are over."""

from bot.jobs.job import speaking
from handlers.resident.drafts import erase, remind

reminders = speaking("draft reminders", 30.0, remind)
ends = speaking("expired drafts", 60.0, erase)
