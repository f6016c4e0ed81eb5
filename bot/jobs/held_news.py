"""Lets go what is held for people who can be written to again."""

from bot.jobs.job import speaking
from handlers.bundles import release

job = speaking("held news", 10.0, release)
