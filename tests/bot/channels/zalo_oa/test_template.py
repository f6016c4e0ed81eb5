"""The approved template that asks somebody to write: its call, and what the settings say of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.channels.contract import Operation, Refused, SendRequest
from bot.channels.zalo_oa.service import quota_rules, template_of
from bot.channels.zalo_oa.template import Template
from bot.errors import OperatorError
from bot.settings.organisation import load_organisation
from bot.settings.settings import Settings
from bot.settings.zalo_oa_settings import template_parameters
from domain.messages.message import Outgoing
from domain.messages.quota import Cost
from tests.bot.channels.zalo_oa.zalo import LAN, TEMPLATE, channel_on

if TYPE_CHECKING:
    from bot.channels.zalo_oa import ZaloOaChannel
    from bot.channels.zalo_oa.signature import ButtonSigner
    from tests.bot.channels.zalo_oa.zalo import Ring, Zalo

CONFIG = Path(__file__).parents[4] / "config"
NUDGE = SendRequest(LAN, Operation.TEMPLATE, Outgoing("K7M-0001"))


async def test_its_call(zalo: Zalo, ring: Ring, signer: ButtonSigner, tmp_path: Path) -> None:
    names = template_parameters("ma_ho_so=code, co_quan=organisation")
    channel = channel_on(zalo, ring, signer, tmp_path, Template("t9", names, "UBND xã Tân Phú"))
    try:
        assert await channel.send(NUDGE) == "t77"
        (call,) = zalo.calls
        assert call.path == TEMPLATE
        assert call.body == {
            "user_id": LAN,
            "template_id": "t9",
            "template_data": {"ma_ho_so": "K7M-0001", "co_quan": "UBND xã Tân Phú"},
        }
        zalo.refuses(TEMPLATE, -201)
        with pytest.raises(Refused, match="-201"):
            await channel.send(NUDGE)
    finally:
        await channel.close()


async def test_without_one_nothing_is_called(channel: ZaloOaChannel, zalo: Zalo) -> None:
    with pytest.raises(Refused, match="no template"):
        await channel.send(NUDGE)
    assert zalo.calls == []


@pytest.mark.parametrize("text", ["ma", "ma=words", "ma=code,ma=organisation", "=code"])
def test_it_is_told_only_what_we_know(text: str) -> None:
    with pytest.raises(ValueError, match="is not like 'ma_ho_so=code"):
        template_parameters(text)


def test_what_the_settings_say() -> None:
    with pytest.raises(OperatorError, match="needs NGHEDAN_ZALO_OA_TEMPLATE_ID"):
        template_of(Settings(zalo_oa_template_messages=5))
    assert template_of(Settings()) is None
    chosen = Settings(
        zalo_oa_template_id="t9",
        zalo_oa_template_data="x=organisation",
        zalo_oa_template_messages=5,
        config_dir=CONFIG,
    )
    template = template_of(chosen)
    assert template is not None
    name = load_organisation(CONFIG).name
    assert template.request(LAN, "K7M-0001")["template_data"] == {"x": name}
    assert quota_rules(chosen).monthly_limits[Cost.TEMPLATE] == 5
