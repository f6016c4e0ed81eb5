"""Opens and closes plans on their days."""

from bot.jobs.job import transaction_job
from handlers.office.consultations.consultations import open_and_close

job = transaction_job("consultations", 10.0, open_and_close)
