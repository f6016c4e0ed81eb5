"""Makes the Telegram channel from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.contract import Service
from bot.channels.telegram.capabilities import CAPABILITIES, NAME, RATE_LIMITS
from bot.channels.telegram.channel import TelegramChannel

if TYPE_CHECKING:
    from bot.process.clock import Clock
    from bot.settings.settings import Settings
    from storage.engine.database import Database


def _secrets(settings: Settings) -> tuple[str, ...]:
    token = settings.telegram_token
    return (token.get_secret_value(),) if token is not None else ()


def _connect(settings: Settings, _database: Database, _clock: Clock) -> TelegramChannel:
    return TelegramChannel(
        settings.token,
        settings.telegram_api_url,
        settings.data_dir,
        api_is_local=settings.api_is_local,
    )


SERVICE = Service(NAME, CAPABILITIES, RATE_LIMITS, _secrets, _connect)
