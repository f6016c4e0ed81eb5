"""Telegram's capabilities and limits (core.telegram.org/bots/api)."""

from bot.delivery.rate_limit import RateLimits
from domain.messages.message import Capabilities

NAME = "telegram"

CAPABILITIES = Capabilities(
    text_limit=4096,
    caption_limit=1024,
    title="Telegram",
    markup=True,
    buttons=True,
    edits=True,
    deletes=True,
    deep_link="https://t.me/{bot}?start={payload}",
)

RATE_LIMITS = RateLimits(
    overall=(30, 1.05),
    chat=1,
    chat_burst=3,
    group=(20, 61),
    is_group=lambda chat: chat.startswith("-"),
)
"""30 messages a second, one a second to a chat, 20 a minute to a group
(core.telegram.org/bots/faq#my-bot-is-hitting-limits). The periods are a little longer, because messages
may arrive closer together than they were sent."""
