"""Reminds people once of their sealed texts, and destroys them at the hour that was shown."""

from bot.jobs.job import transaction_job
from handlers.resident.denunciation import remind_and_destroy

job = transaction_job("sealed words", 30.0, remind_and_destroy)
