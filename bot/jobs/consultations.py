"""Opens and closes consultations on their days."""

from actions.consultations.consultations import open_and_close_due
from bot.jobs.job import transaction_job

job = transaction_job("consultations", 10.0, open_and_close_due, irreversible=True)
