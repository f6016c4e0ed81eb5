"""Erases the text of PIN messages that are of no use any more.

Trusts accounts that joined long enough ago.
"""

from actions.people.accounts import forget_shown_pins, trust_grown
from bot.jobs.job import transaction_job

job = transaction_job("link pins", 60.0, forget_shown_pins, irreversible=False)
grown = transaction_job("grown accounts", 600.0, trust_grown, irreversible=True)
