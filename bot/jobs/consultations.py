"""Opens and closes plans on their days."""

from bot.jobs.job import speaking
from handlers.office.consultations.consultations import open_and_close

job = speaking("consultations", 10.0, open_and_close)
