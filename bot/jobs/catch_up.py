"""Lets go what is held for people who can be written to again."""

from actions.messages.catch_up import release
from bot.jobs.job import transaction_job

job = transaction_job("held news", 10.0, release)
