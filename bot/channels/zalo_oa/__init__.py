"""The Zalo Official Account: receives by webhook, sends by the OA OpenAPI v3."""

from bot.channels.zalo_oa.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.service import SERVICE

__all__ = ["CAPABILITIES", "NAME", "RATE_LIMITS", "SERVICE", "ZaloOaChannel"]
