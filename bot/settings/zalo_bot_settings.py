"""The settings of a bot on the Zalo Bot Platform, `NGHEDAN_ZALO_BOT_*`."""

from __future__ import annotations

import re

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from bot.settings.addresses import is_http, is_local

TOKEN = re.compile(r"\d+:[^\s/]+")


class ZaloBotSettings(BaseSettings):
    """`NGHEDAN_ZALO_BOT_*`: without a token there is no such channel."""

    zalo_bot_token: SecretStr | None = Field(
        default=None, description="the Zalo bot's token, as Zalo Bot Creator gave it"
    )
    zalo_bot_messages: int = Field(
        default=3000, ge=0, description="messages a month that the bot's plan allows"
    )
    zalo_bot_api_url: str = Field(
        default="https://bot-api.zaloplatforms.com", description="address of Zalo's Bot API"
    )

    @field_validator("zalo_bot_token")
    @classmethod
    def _zalo_token_has_its_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError(
                "does not look like a token (digits:secret); copy it from Zalo Bot Creator"
            )
        return value

    @field_validator("zalo_bot_api_url")
    @classmethod
    def _zalo_bot_url_is_http(cls, value: str) -> str:
        if not is_http(value):
            raise ValueError(f"is not an http(s) address: {value!r}")
        return value.rstrip("/")

    @property
    def zalo_bot_is_local(self) -> bool:
        """Whether Zalo's Bot API is on this machine, such as the sandbox."""
        return is_local(self.zalo_bot_api_url)
