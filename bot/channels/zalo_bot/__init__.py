"""The Zalo Bot Platform: receives by polling or webhook, sends plain text."""

from bot.channels.zalo_bot.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.service import SERVICE

__all__ = ["CAPABILITIES", "NAME", "RATE_LIMITS", "SERVICE", "ZaloBotChannel"]
