"""Jobs for the office: digest, reminders of due dates, receipts, closing of answered cases."""

from actions.cases.messages.receipts import update
from actions.cases.state import end_answered
from actions.reports.digest import morning
from actions.reports.reminders import remind
from bot.jobs.job import transaction_job

digest = transaction_job("morning digest", 30.0, morning, irreversible=False)
reminders = transaction_job("due reminders", 30.0, remind, irreversible=False)
receipts = transaction_job("receipts", 2.0, update, irreversible=False)
endings = transaction_job("answered cases", 60.0, end_answered, irreversible=True)
