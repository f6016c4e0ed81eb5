"""Telegram: receives by our own polling or webhook, sends by python-telegram-bot's `Bot`."""

import os

# Have python-telegram-bot return durations as `timedelta`, as its next major version does.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.telegram.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.service import SERVICE

__all__ = ["CAPABILITIES", "NAME", "RATE_LIMITS", "SERVICE", "TelegramChannel"]
