"""What a Zalo Official Account can do and how fast (OA OpenAPI v3).

None of it was tried against Zalo's own servers; what its documentation leaves open is marked.
"""

from datetime import timedelta

from bot.delivery.rate_limit import RateLimits
from domain.messages.message import Capabilities

NAME = "zalo_oa"

TEXT_LIMIT = 2000
"""UTF-16 code units of one message; more is refused (error -210)."""
MOST_BUTTONS = 5
"""Buttons of one message."""
TITLE_LIMIT = 100
"""UTF-16 code units of a button's title. Unconfirmed."""
PAYLOAD_LIMIT = 1000
"""Characters of what a button says when it is tapped."""
ENDINGS = (".pdf", ".doc", ".docx", ".csv")
"""Of files that are uploaded and are no photos. Others may be taken: unconfirmed."""
FILE_LIMIT = 5 * 1024 * 1024
"""Bytes of a file that is uploaded and is no photo."""

CAPABILITIES = Capabilities(
    text_limit=TEXT_LIMIT,
    caption_limit=TEXT_LIMIT,
    buttons=True,
    most_buttons=MOST_BUTTONS,
    endings=ENDINGS,
)

FREE = timedelta(hours=48)
"""So long after somebody wrote, followed or pressed a button, what is written to them is free."""
WINDOW = timedelta(days=7)
"""So long it is taken at all, for money; then errors -230, -232."""

RATE_LIMITS = RateLimits(overall=(50, 1.05), chat=5, chat_burst=10)
"""4,000 calls a minute are allowed to one app; a quarter of them is left for uploads, renewed
tokens and whatever else the commune does with its app."""
