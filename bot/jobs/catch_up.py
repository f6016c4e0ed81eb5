"""Lets go what is held for people who can be written to again."""

from actions.messages.catch_up import release
from bot.jobs.job import speaking

job = speaking("held news", 10.0, release)
