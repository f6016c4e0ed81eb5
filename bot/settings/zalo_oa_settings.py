"""The settings of a Zalo Official Account, `NGHEDAN_ZALO_OA_*`."""

from __future__ import annotations

import re

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from bot.settings.addresses import is_http, is_local
from domain import outside

CODE, ORGANISATION = "code", "organisation"
"""The values that a template's parameter can have: a case's code, the organisation's name."""
_PAIR = re.compile(rf"\s*(\w{{1,60}})\s*=\s*({CODE}|{ORGANISATION})\s*", re.ASCII)


def template_parameters(text: str) -> dict[str, str]:
    """Parse `ma_ho_so=code,co_quan=organisation` into {parameter: value}. Raises ValueError."""
    found: dict[str, str] = {}
    for part in filter(None, text.split(",")):
        pair = _PAIR.fullmatch(part)
        if pair is None or pair[1] in found:
            example = f"ma_ho_so={CODE},co_quan={ORGANISATION}"
            raise ValueError(f"is not like {example!r}: {part.strip()!r}")
        found[pair[1]] = pair[2]
    return found


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
        default=0,
        ge=0,
        description="messages a month that may cost money: to who last wrote 2 to 7 days ago",
    )
    zalo_oa_paid_each: int = Field(
        default=4,
        ge=0,
        description="of these, messages a month to one person",
    )
    zalo_oa_template_id: str = Field(
        default="", description="an approved template that asks people to write; empty: none"
    )
    zalo_oa_template_messages: int = Field(
        default=0,
        ge=0,
        description="messages a month by that template: to who last wrote over 7 days ago",
    )
    zalo_oa_template_data: str = Field(
        default="", description="the template's parameters: name=code,name=organisation"
    )
    zalo_oa_api_url: str = Field(
        default="https://openapi.zalo.me", description="address of the OA OpenAPI"
    )
    zalo_oa_oauth_url: str = Field(
        default="https://oauth.zaloapp.com", description="address of Zalo's OAuth"
    )

    @field_validator("zalo_oa_id", "zalo_oa_app_id")
    @classmethod
    def _ids_are_digits(cls, value: str) -> str:
        if value and not outside.is_number(value):
            raise ValueError("is not a number; copy it from the page of the account or the app")
        return value

    @field_validator("zalo_oa_template_data")
    @classmethod
    def _parameters_are_known(cls, value: str) -> str:
        template_parameters(value)
        return value

    @field_validator("zalo_oa_api_url", "zalo_oa_oauth_url")
    @classmethod
    def _urls_are_http(cls, value: str) -> str:
        if not is_http(value):
            raise ValueError(f"is not an http(s) address: {value!r}")
        return value.rstrip("/")

    @property
    def zalo_oa_is_local(self) -> bool:
        """Whether the OA OpenAPI is on this machine, such as the sandbox."""
        return is_local(self.zalo_oa_api_url)

    @property
    def zalo_oa_missing(self) -> list[str]:
        """The required variables that are not set, besides the account's id."""
        wanted = {
            "NGHEDAN_ZALO_OA_APP_ID": self.zalo_oa_app_id,
            "NGHEDAN_ZALO_OA_APP_SECRET": self.zalo_oa_app_secret,
            "NGHEDAN_ZALO_OA_SECRET_KEY": self.zalo_oa_secret_key,
        }
        return [name for name, value in wanted.items() if not value]
