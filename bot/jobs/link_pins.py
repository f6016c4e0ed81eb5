"""Erases the text of PIN messages once the PIN is of no use any more."""

from actions.people.accounts import forget_shown_pins
from bot.jobs.job import transaction_job

job = transaction_job("link pins", 60.0, forget_shown_pins)
