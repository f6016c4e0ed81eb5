"""Erases what was kept long enough, in small batches."""

from bot.jobs.job import speaking
from handlers.retention import forget

job = speaking("retention", 600.0, forget)
