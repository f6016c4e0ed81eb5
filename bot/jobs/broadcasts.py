"""Feeds announcements and published answers into the outbox, as it has room."""

from bot.jobs.job import speaking
from handlers.broadcasts import feed

job = speaking("broadcasts", 1.0, feed)
