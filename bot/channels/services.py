"""The list of all messaging services that this program supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels import telegram, zalo_bot, zalo_oa
from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.channels.contract import Service
    from bot.settings.settings import Settings

SERVICES: tuple[Service, ...] = (telegram.SERVICE, zalo_bot.SERVICE, zalo_oa.SERVICE)


def configured_services(settings: Settings) -> tuple[Service, ...]:
    """The services that the settings configure. Raises OperatorError when there is none."""
    found = tuple(service for service in SERVICES if service.secrets(settings))
    if not found:
        raise OperatorError(
            "No NGHEDAN_TELEGRAM_TOKEN, nor any other channel's; ask @BotFather on Telegram for "
            "one and set it, or try `nghedan demo`, which needs none"
        )
    return found
