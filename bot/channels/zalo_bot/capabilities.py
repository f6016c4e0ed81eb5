"""Capabilities and limits of the Zalo Bot Platform.

They were never tried on Zalo's servers. Zalo publishes no rate limit; the ones here are cautious.
"""

from bot.delivery.rate_limit import RateLimits
from domain.messages.message import Capabilities

NAME = "zalo_bot"

TEXT_LIMIT = 2000
"""UTF-16 code units of a text or a caption, at most."""

CAPABILITIES = Capabilities(text_limit=TEXT_LIMIT, caption_limit=TEXT_LIMIT, title="Zalo")

RATE_LIMITS = RateLimits(overall=(20, 1.05), chat=2, chat_burst=5)
