"""Zalo Bot Platform: updates by long polling or by webhook, one at a time; plain texts out."""

from bot.channels.zalo_bot.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.service import SERVICE

__all__ = ["CAPABILITIES", "NAME", "RATE_LIMITS", "SERVICE", "ZaloBotChannel"]
