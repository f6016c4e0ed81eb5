"""Telegram: our own polling and webhook in, python-telegram-bot's `Bot` out."""

from bot.channels.telegram.capabilities import CAPABILITIES, NAME, PACE
from bot.channels.telegram.channel import TelegramChannel

__all__ = ["CAPABILITIES", "NAME", "PACE", "TelegramChannel"]
