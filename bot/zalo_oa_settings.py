"""What the environment says about a Zalo Official Account."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from bot.addresses import is_http, is_local


class ZaloOaSettings(BaseSettings):
    """`NGHEDAN_ZALO_OA_*`: without an id there is no such channel."""

    zalo_oa_id: str = Field(default="", description="the Official Account's id")
    zalo_oa_app_id: str = Field(default="", description="the app that is linked to the account")
    zalo_oa_app_secret: SecretStr | None = Field(
        default=None, description="that app's secret key, of the app's page"
    )
    zalo_oa_secret_key: SecretStr | None = Field(
        default=None, description="the OA Secret Key, of the webhook's page: signs events"
    )
    zalo_oa_refresh_token: SecretStr | None = Field(
        default=None,
        description="a first refresh token, used once; `nghedan zalo-oa-login` needs none",
    )
    zalo_oa_paid_messages: int = Field(
        default=0, ge=0,
        description="messages a month that may cost money: to who last wrote 2 to 7 days ago",
    )  # fmt: skip
    zalo_oa_api_url: str = Field(
        default="https://openapi.zalo.me", description="address of the OA OpenAPI"
    )
    zalo_oa_oauth_url: str = Field(
        default="https://oauth.zaloapp.com", description="address of Zalo's OAuth"
    )

    @field_validator("zalo_oa_id", "zalo_oa_app_id")
    @classmethod
    def _ids_are_digits(cls, value: str) -> str:
        if value and not (value.isascii() and value.isdigit()):
            raise ValueError("is not a number; copy it from the page of the account or the app")
        return value

    @field_validator("zalo_oa_api_url", "zalo_oa_oauth_url")
    @classmethod
    def _urls_are_http(cls, value: str) -> str:
        if not is_http(value):
            raise ValueError(f"is not an http(s) address: {value!r}")
        return value.rstrip("/")

    @property
    def zalo_oa_is_local(self) -> bool:
        """Whether the OA OpenAPI is on this machine: the sandbox, or a test's."""
        return is_local(self.zalo_oa_api_url)

    @property
    def zalo_oa_missing(self) -> list[str]:
        """The variables that the channel cannot do without, besides its id."""
        wanted = {
            "NGHEDAN_ZALO_OA_APP_ID": self.zalo_oa_app_id,
            "NGHEDAN_ZALO_OA_APP_SECRET": self.zalo_oa_app_secret,
            "NGHEDAN_ZALO_OA_SECRET_KEY": self.zalo_oa_secret_key,
        }
        return [name for name, value in wanted.items() if not value]
