"""Telegram: our own polling and webhook in, python-telegram-bot's `Bot` out."""

import os

# python-telegram-bot's own way to give times as `timedelta` already now, as its next major does.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.telegram.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.service import SERVICE

__all__ = ["CAPABILITIES", "NAME", "RATE_LIMITS", "SERVICE", "TelegramChannel"]
