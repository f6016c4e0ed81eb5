from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.settings import settings
from bot.settings.settings import Address, load

SANDBOX = "http://127.0.0.1:8081"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(settings.PREFIX):
            monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(settings.PREFIX + name.upper(), value)


def test_defaults_are_those_of_a_real_deployment() -> None:
    chosen = load()
    assert chosen.telegram_api_url == "https://api.telegram.org"
    assert chosen.database_url.get_secret_value() == "sqlite:///data/nghedan.db"
    assert chosen.address == Address("127.0.0.1", 8080)
    assert (chosen.pace, chosen.handover, chosen.public_url) == ("on", "on", "")
    assert not chosen.api_is_local


def test_values_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch,
        telegram_token="1:secret",
        telegram_api_url=f"{SANDBOX}/",
        clock_file="/tmp/clock",
        flood_per_minute="0",
        listen="[::1]:0",
        public_url="http://127.0.0.1:9/",
    )
    chosen = load()
    assert chosen.token == "1:secret"
    assert chosen.telegram_api_url == SANDBOX
    assert chosen.public_url == "http://127.0.0.1:9"
    assert chosen.clock_file == Path("/tmp/clock")
    assert chosen.flood_per_minute == 0
    assert chosen.address == Address("::1", 0)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, pace="", clock_file="", telegram_token="")
    assert load().pace == "on"
    with pytest.raises(OperatorError, match="No NGHEDAN_TELEGRAM_TOKEN; ask @BotFather"):
        _ = load().token


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"pace": "slow"}, "NGHEDAN_PACE must be 'on' or 'off'; set it"),
        ({"handover": "maybe"}, "NGHEDAN_HANDOVER must be 'on' or 'off'; set it"),
        ({"flood_per_minute": "many"}, "NGHEDAN_FLOOD_PER_MINUTE is wrong: input should be"),
        ({"flood_per_minute": "-1"}, "NGHEDAN_FLOOD_PER_MINUTE is wrong: input should be"),
        ({"telegram_api_url": "api"}, "NGHEDAN_TELEGRAM_API_URL is not an http"),
        ({"telegram_api_url": "http://[x"}, "NGHEDAN_TELEGRAM_API_URL is not an http"),
        ({"public_url": "ftp://x"}, "NGHEDAN_PUBLIC_URL is not an https address"),
        ({"public_url": "http://nghedan.vn"}, "NGHEDAN_PUBLIC_URL must be https"),
        (
            {"zalo_oa_template_data": "ma=code,x=words"},
            "NGHEDAN_ZALO_OA_TEMPLATE_DATA is not like 'ma_ho_so=code,co_quan=organisation': 'x=w",
        ),
        ({"listen": "8080"}, "NGHEDAN_LISTEN is not host:port"),
        ({"listen": "127.0.0.1:99999"}, "NGHEDAN_LISTEN is not host:port"),
        ({"clock_file": "/tmp/clock"}, "NGHEDAN_CLOCK_FILE is for tests"),
        ({"telegram_tokn": "1:x"}, "no setting NGHEDAN_TELEGRAM_TOKN; did you mean"),
        ({"colour": "red"}, "no setting NGHEDAN_COLOUR; `nghedan run --help`"),
    ],
)
def test_a_bad_value_is_explained_in_one_line(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], message: str
) -> None:
    given(monkeypatch, **variables)
    with pytest.raises(OperatorError, match=message) as caught:
        load()
    assert "\n" not in str(caught.value)


def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, telegram_token="hunter2")
    with pytest.raises(OperatorError, match="NGHEDAN_TELEGRAM_TOKEN does not look") as caught:
        load()
    assert "hunter2" not in str(caught.value)
    given(monkeypatch, telegram_token="1:hunter2")
    assert "hunter2" not in repr(load())


def test_a_variable_of_the_tests_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, test_anything="1")
    load()
