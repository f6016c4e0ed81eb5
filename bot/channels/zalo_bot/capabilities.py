"""What the Zalo Bot Platform can do and how fast.

None of it was tried against Zalo's own servers. No limit of calls is published; the pace is modest.
"""

from bot.delivery.rate_limit import RateLimits
from domain.messages.message import Capabilities

NAME = "zalo_bot"

TEXT_LIMIT = 2000
"""UTF-16 code units of a text or a caption."""

CAPABILITIES = Capabilities(text_limit=TEXT_LIMIT, caption_limit=TEXT_LIMIT)

RATE_LIMITS = RateLimits(overall=(20, 1.05), chat=2, chat_burst=5)
