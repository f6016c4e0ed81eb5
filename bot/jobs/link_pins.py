"""Takes PINs that were shown out of the database."""

from bot.jobs.job import transaction_job
from storage.people import link_pins

job = transaction_job("shown pins", 60.0, lambda voice: link_pins.forget_shown(voice.tx))
