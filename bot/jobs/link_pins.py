"""Erases the text of PIN messages once the PIN is of no use any more."""

from bot.jobs.job import transaction_job
from storage.people import link_pins

job = transaction_job("link pins", 60.0, lambda notifier: link_pins.forget_shown(notifier.tx))
