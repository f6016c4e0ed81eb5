"""Secrets, addresses and switches, read from the environment variables `NGHEDAN_*`.

What an organisation decides (units, deadlines, texts of law) is in `config/*.toml` instead.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.errors import OperatorError
from bot.settings.addresses import is_http, is_local
from bot.settings.zalo_bot_settings import ZaloBotSettings
from bot.settings.zalo_oa_settings import ZaloOaSettings
from domain import outside

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "NGHEDAN_"
NOT_OURS = "NGHEDAN_TEST_"
"""Prefix of the test suite's variables, which are no settings."""
TOKEN = re.compile(r"\d+:\S+")


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


class Settings(ZaloBotSettings, ZaloOaSettings):
    """All settings of the environment. Use `load` to build it, which explains errors.

    Each field is the variable `NGHEDAN_` + its name in capitals; its description is what
    `nghedan run --help` shows.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = Field(
        default=None, description="the bot's token, as @BotFather gave it"
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org", description="address of the Bot API"
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///data/nghedan.db"),
        description="where everything is kept: sqlite:///file, or postgresql://user:password@host/name",
    )
    config_dir: Path = Field(
        default=Path("config"), description="folder of the organisation's .toml files"
    )
    data_dir: Path = Field(
        default=Path("data"), description="folder of the files that people send and that are made"
    )
    backup_dir: Path | None = Field(
        default=None,
        description="folder of the nightly copies; default: backups in the data folder",
    )
    backup_keep_days: int = Field(
        default=14, ge=1, description="days after which a copy is removed; the newest stays"
    )
    public_url: str = Field(
        default="", description="https address of this bot; set: webhook, empty: polling"
    )
    listen: str = Field(
        default="127.0.0.1:8080", description="host:port of webhook, health and metrics"
    )
    refused_seconds: float = Field(
        default=300,
        ge=1,
        description="seconds over which a service must refuse the token until its channel is closed",
    )
    metrics_listen: str = Field(
        default="",
        description="host:port of metrics and of /readyz with reasons, apart from the public port; "
        "empty: at NGHEDAN_LISTEN, but not together with NGHEDAN_PUBLIC_URL",
    )
    pace: Literal["on", "off"] = Field(
        default="on", description="on: keep to the services' sending limits; off: do not"
    )
    processors: Literal["one", "all"] = Field(
        default="one", description="one: keep to one processor, which is faster; all: do not"
    )
    flood_per_minute: int = Field(
        default=20, ge=0, description="messages a minute from one person before they wait, 0: off"
    )
    handover: Literal["on", "off"] = Field(
        default="on", description="off: replies go out by the scheduled sweep alone (for tests)"
    )
    clock_file: Path | None = Field(
        default=None,
        description="file with an offset in seconds added to the clock; only with a local Bot API",
    )

    @field_validator("telegram_token")
    @classmethod
    def _token_has_its_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("does not look like a token (digits:secret); copy it from @BotFather")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _api_url_is_http(cls, value: str) -> str:
        if not is_http(value):
            raise ValueError(f"is not an http(s) address: {value!r}")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _public_url_is_http(cls, value: str) -> str:
        if value and not is_http(value):
            raise ValueError(f"is not an https address: {value!r}")
        return value.rstrip("/")

    @field_validator("listen", "metrics_listen")
    @classmethod
    def _listen_is_an_address(cls, value: str) -> str:
        if value:
            parse_address(value)
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Settings:
        if self.clock_file is not None and not self.every_api_is_local:
            raise ValueError(
                "NGHEDAN_CLOCK_FILE is for tests against a local Bot API; "
                "unset it, or point NGHEDAN_TELEGRAM_API_URL (and every other service's) at this machine"
            )
        if self.metrics_listen == self.listen and self.address.port:
            raise ValueError(
                "NGHEDAN_METRICS_LISTEN is the same as NGHEDAN_LISTEN; give it another port, or unset it"
            )
        if self.public_url.startswith("http:") and not self.api_is_local:
            raise ValueError(
                "NGHEDAN_PUBLIC_URL must be https: Telegram calls no other; "
                "put a certificate in front of the bot, or unset it to poll"
            )
        return self

    @property
    def api_is_local(self) -> bool:
        """Whether the Bot API is on this machine, such as the sandbox."""
        return is_local(self.telegram_api_url)

    @property
    def every_api_is_local(self) -> bool:
        """Whether all configured services are on this machine."""
        return (
            self.api_is_local
            and (self.zalo_bot_is_local or self.zalo_bot_token is None)
            and (self.zalo_oa_is_local or not self.zalo_oa_id)
        )

    @property
    def address(self) -> Address:
        """Where the web server listens; port 0 lets the system choose one."""
        return parse_address(self.listen)

    @property
    def token(self) -> str:
        """Telegram's token as text. Raises OperatorError when there is none."""
        if self.telegram_token is None:
            raise OperatorError(
                "No NGHEDAN_TELEGRAM_TOKEN; ask @BotFather on Telegram for one and set it, "
                "or try `nghedan demo`, which needs none"
            )
        return self.telegram_token.get_secret_value()


def load() -> Settings:
    """Read the environment. Raises OperatorError that names the variable, never a secret."""
    known = {variable for variable, _, _ in described()}
    for name in os.environ:
        if name.startswith(PREFIX) and not name.startswith(NOT_OURS) and name not in known:
            near = difflib.get_close_matches(name, known, 1, cutoff=0.85)
            hint = (
                f"did you mean {near[0]}?" if near else "`nghedan run --help` lists the settings"
            )
            raise OperatorError(f"There is no setting {name}; {hint}")
    try:
        return Settings()
    except ValidationError as error:
        raise OperatorError(_explain(error)) from None


def described() -> Iterator[tuple[str, str, str]]:
    """(variable, default, description) of each setting; those of one service come last."""
    services = ZaloBotSettings.model_fields.keys() | ZaloOaSettings.model_fields.keys()
    own = Settings.model_fields.keys() - services
    for name, field in sorted(Settings.model_fields.items(), key=lambda one: one[0] not in own):
        default = "" if field.default is None else str(field.default)
        if isinstance(field.default, SecretStr):
            default = field.default.get_secret_value()
        yield PREFIX + name.upper(), default, field.description or ""


def parse_address(text: str) -> Address:
    """Parse `host:port`, an IPv6 host in brackets. Raises ValueError with the reason."""
    host, separator, port = text.rpartition(":")
    number = outside.number(port, most=65535)
    if not separator or not host or number is None:
        raise ValueError(f"is not host:port, such as 127.0.0.1:8080: {text!r}")
    return Address(host.removeprefix("[").removesuffix("]"), number)


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    text = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return text
    variable = PREFIX + str(first["loc"][0]).upper()
    if first["type"] == "literal_error":
        return f"{variable} must be {first['ctx']['expected']}; set it to one of them or unset it"
    if first["type"] == "value_error":
        return f"{variable} {text}"
    return f"{variable} is wrong: {text[:1].lower()}{text[1:]}; mend it or unset it"
