"""Capabilities and limits of a Zalo Official Account (OA OpenAPI v3).

They come from Zalo's documentation and were never tried on Zalo's servers; "unconfirmed" marks what
the documentation leaves open.
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
"""Characters that a tapped button sends."""
ENDINGS = (".pdf", ".doc", ".docx", ".csv")
"""Of uploaded files other than photos. Others may be accepted: unconfirmed."""
FILE_LIMIT = 5 * 1024 * 1024
"""Bytes of an uploaded file other than a photo."""

CAPABILITIES = Capabilities(
    text_limit=TEXT_LIMIT,
    caption_limit=TEXT_LIMIT,
    title="Zalo OA",
    buttons=True,
    most_buttons=MOST_BUTTONS,
    endings=ENDINGS,
)

FREE = timedelta(hours=48)
"""How long after a person wrote, followed or tapped a button a message to them is free."""
WINDOW = timedelta(days=7)
"""How long after that a message is accepted at all, for money; then errors -230 and -232."""

RATE_LIMITS = RateLimits(overall=(50, 1.05), chat=5, chat_burst=10)
"""An app may make 4,000 calls a minute; a quarter of them is left for uploads, token renewals and
other uses of the app."""
