"""Erases what was kept long enough: drafts by their day, the rest in small batches."""

from bot.jobs.job import speaking
from handlers.retention import erase_drafts, forget

drafts = speaking("expired drafts", 60.0, erase_drafts)
job = speaking("retention", 600.0, forget)
