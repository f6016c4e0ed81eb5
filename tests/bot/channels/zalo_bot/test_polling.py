"""One update for each poll, a second apart, whatever shape an idle poll has."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.contract import ChannelClosed
from bot.channels.zalo_bot import polling
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.incoming import read
from bot.channels.zalo_bot.polling import Polling
from tests.bot.channels.zalo_bot.zalo import OWN, TOKEN, event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bot.channels.zalo_bot.zalo import Zalo


class Ear:
    """Polls without a pause and collects the reported troubles."""

    def __init__(self, url: str) -> None:
        self.client = Client(url, TOKEN)
        self.troubles: list[str] = []
        self.polling = Polling(
            self.client, lambda raw: read(raw, OWN), self.troubles.append, between=0.0
        )

    async def hears(self, number: int) -> list[Any]:
        """The texts of so many updates."""
        found: list[Any] = []
        async with asyncio.timeout(10), aclosing(self.polling.batches()) as batches:
            async for batch in batches:
                found += [getattr(one, "text", one) for one in batch.updates]
                await batch.confirm()
                if len(found) >= number:
                    break
        return found


@pytest.fixture
async def ear(zalo: Zalo, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ear]:
    monkeypatch.setattr(polling, "PAUSES", (0.0,))
    made = Ear(zalo.url)
    yield made
    await made.client.close()


async def test_idle_polls_of_both_shapes(zalo: Zalo, ear: Ear) -> None:
    zalo.refuses("getUpdates", 408, 408)
    zalo.refuses("getUpdates", 408, 200)
    zalo.answers("getUpdates", None)
    zalo.answers("getUpdates", [])
    zalo.answers("getUpdates", {})
    zalo.answers("getUpdates", event("text", text="một"))
    zalo.answers("getUpdates", [event("text", text="hai")])
    assert await ear.hears(2) == ["một", "hai"]
    assert zalo.of("getUpdates")[0] == {"timeout": 30}
    assert set(ear.troubles) == {""}
    assert not zalo.of("deleteWebhook")


async def test_a_webhook_that_is_set_goes(zalo: Zalo, ear: Ear) -> None:
    zalo.answers("getWebhookInfo", {"url": "https://old.example.vn", "updated_at": 1})
    zalo.answers("getUpdates", event("text", text="một"))
    assert await ear.hears(1) == ["một"]
    assert len(zalo.of("deleteWebhook")) == 1


async def test_errors_are_told_and_asked_through(zalo: Zalo, ear: Ear) -> None:
    zalo.refuses("getWebhookInfo", 500)
    zalo.refuses("getUpdates", 400, 400)  # somebody set a webhook
    zalo.says("getUpdates", b"<html>", 502)
    zalo.cuts("getUpdates")
    zalo.answers("getUpdates", event("text", text="một"))
    assert await ear.hears(1) == ["một"]
    assert sum(bool(trouble) for trouble in ear.troubles) == 4
    assert ear.troubles[-1] == ""


async def test_a_revoked_token_ends_it(zalo: Zalo, ear: Ear) -> None:
    zalo.refuses("getUpdates", 401, 200)
    with pytest.raises(ChannelClosed, match="NGHEDAN_ZALO_BOT_TOKEN"):
        await ear.hears(1)


async def test_an_echo_makes_no_batch(zalo: Zalo, ear: Ear) -> None:
    zalo.answers("getUpdates", event("text", text="x", **{"from": {"id": OWN, "is_bot": True}}))
    zalo.answers("getUpdates", event("text", text="một"))
    assert await ear.hears(1) == ["một"]


async def test_no_two_calls_within_a_second(zalo: Zalo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue that is not empty answers at once."""
    client = Client(zalo.url, TOKEN)
    slow = Polling(client, lambda raw: read(raw, OWN), lambda _reason: None)
    zalo.answers("getUpdates", event("text", text="một"), times=2)
    loop = asyncio.get_running_loop()
    asked: list[float] = []
    ask = client.ask

    async def noted(method: str, *arguments: Any, **more: Any) -> Any:
        if method == "getUpdates":
            asked.append(loop.time())
        return await ask(method, *arguments, **more)

    monkeypatch.setattr(client, "ask", noted)
    async with aclosing(slow.batches()) as batches:
        async for _ in batches:
            if len(asked) == 2:
                break
    assert asked[1] - asked[0] >= 0.99
    await client.close()
