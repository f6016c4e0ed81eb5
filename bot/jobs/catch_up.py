"""Sends parked messages of people who can be messaged again."""

from actions.messages.catch_up import release
from bot.jobs.job import transaction_job

job = transaction_job("catch up", 10.0, release, irreversible=False)
