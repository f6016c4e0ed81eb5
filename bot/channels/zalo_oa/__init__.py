"""Zalo Official Account: events by webhook in, the OA OpenAPI v3 out."""

from bot.channels.zalo_oa.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.service import SERVICE

__all__ = ["CAPABILITIES", "NAME", "RATE_LIMITS", "SERVICE", "ZaloOaChannel"]
