"""Reminds people once of their sealed texts, and destroys them at the hour that was shown."""

from actions.people.sealed_words import remind_and_destroy
from bot.jobs.job import transaction_job

job = transaction_job("sealed words", 30.0, remind_and_destroy, irreversible=True)
