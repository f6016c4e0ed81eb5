"""Makes the Bot Platform's channel and quota rules from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.contract import Service
from bot.channels.zalo_bot.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.sending import count_messages
from bot.errors import OperatorError
from domain.messages.quota import Cost, QuotaRules

if TYPE_CHECKING:
    from bot.process.clock import Clock
    from bot.settings.settings import Settings
    from storage.engine.database import Database


def _secrets(settings: Settings) -> tuple[str, ...]:
    token = settings.zalo_bot_token
    return (token.get_secret_value(),) if token is not None else ()


def _connect(settings: Settings, _database: Database, clock: Clock) -> ZaloBotChannel:
    if settings.zalo_bot_token is None:
        raise OperatorError("No NGHEDAN_ZALO_BOT_TOKEN; take one from Zalo Bot Creator and set it")
    return ZaloBotChannel(
        settings.zalo_bot_token.get_secret_value(),
        settings.zalo_bot_api_url,
        settings.public_url,
        settings.data_dir,
        clock,
        api_is_local=settings.zalo_bot_is_local,
    )


def quota_rules(settings: Settings) -> QuotaRules:
    """The plan's messages of a month; the last ones are reserved for replies."""
    most = settings.zalo_bot_messages
    return QuotaRules(monthly_limits={Cost.FREE: most}, reserved=(0, most // 20, most // 5))


SERVICE = Service(
    NAME,
    CAPABILITIES,
    RATE_LIMITS,
    _secrets,
    _connect,
    quota_rules=quota_rules,
    sends_links=True,
    count_messages=count_messages,
)
