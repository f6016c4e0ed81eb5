"""Updates reach the bot by polling or by webhook, and none is lost."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.box import Box


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [one["message"]["text"] for one in updates]


async def say(box: Box, *words: str) -> None:
    for word in words:
        await box.act("say", text=word)


async def test_only_an_offset_confirms(box: Box) -> None:
    await say(box, "a", "b", "c")
    first = await box.updates()
    assert texts(first) == texts(await box.updates()) == ["a", "b", "c"]
    assert texts(await box.updates(offset=first[1]["update_id"])) == ["b", "c"]
    assert texts(await box.updates(limit=1)) == ["b"]
    assert texts(await box.updates(offset=-1)) == ["c"]
    assert await box.updates(offset=first[2]["update_id"] + 1) == []
    assert await box.control("state") | {"waiting": [], "confirmed": 3, "made": 3} == (
        await box.control("state")
    )


async def test_a_poll_waits_until_something_comes(box: Box) -> None:
    waiting = asyncio.create_task(box.updates(timeout=10))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await say(box, "a")
    assert texts(await asyncio.wait_for(waiting, 2)) == ["a"]
    assert await asyncio.wait_for(box.updates(offset=2, timeout=1), 3) == []


async def test_of_two_polls_the_earlier_one_ends(box: Box) -> None:
    earlier = asyncio.create_task(box.ask("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    later = asyncio.create_task(box.updates(timeout=10))
    answer = await asyncio.wait_for(earlier, 2)
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await say(box, "a")
    assert texts(await asyncio.wait_for(later, 2)) == ["a"]


async def test_a_bot_that_was_killed_while_it_waited_got_nothing(box: Box) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(box.url.rsplit(":", 1)[1]))
    writer.write(f"GET /bot{box.token}/getUpdates?timeout=10 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await asyncio.sleep(0.1)
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.1)
    await say(box, "a")
    await asyncio.sleep(0.1)
    assert reader.at_eof()
    calls = await box.control("calls?after=0")
    assert [call["answer"]["result"] for call in calls] == [[]]
    assert texts(await box.updates()) == ["a"]


async def test_only_what_is_asked_for_is_made(box: Box) -> None:
    """`allowed_updates` applies to later updates, until it is set again."""
    sent = await box.act("say", text="a")
    assert await box.updates(allowed_updates=["callback_query"], offset=2) == []
    assert (await box.act("say", text="b"))["update_id"] is None
    assert (await box.act("edit", message_id=sent["message_id"], text="c"))["update_id"] is None
    assert await box.updates(allowed_updates=[]) == []
    await say(box, "d")
    assert texts(await box.updates()) == ["d"]


async def test_an_update_comes_again_when_it_is_told_to(box: Box) -> None:
    await say(box, "a", "b")
    assert await box.updates(offset=3) == []
    await box.control("redeliver", {"update_id": 1})
    assert texts(await box.updates(offset=3)) == ["a"]
    assert await box.updates(offset=3) == []
    await box.control("redeliver", {"update_id": 9}, status=404)


async def test_an_update_of_an_unknown_kind(box: Box) -> None:
    made = await box.control("updates", {"comet": {"tail": True}})
    assert await box.updates() == [{"update_id": made["update_id"], "comet": {"tail": True}}]


async def test_what_was_sent_stays_as_it_was(box: Box) -> None:
    """Updates are copies. A later name or edit does not change them."""
    sent = await box.act("say", text="trước", name="Lan")
    await box.act("edit", message_id=sent["message_id"], text="sau")
    await box.act("say", text="x", name="Lan Anh")
    first, second, _third = await box.updates()
    assert first["message"]["text"] == "trước"
    assert first["message"]["from"]["first_name"] == "Lan"
    assert second["edited_message"]["text"] == "sau"
    assert second["edited_message"]["edit_date"]


@asynccontextmanager
async def hook(statuses: list[int]) -> AsyncIterator[tuple[str, list[Any]]]:
    """Run a bot's web server that answers with `statuses`, then with 200. Yields its posts."""
    got: list[Any] = []

    async def receive(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        got.append((secret, (await request.json())["message"]["text"]))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", got
    finally:
        await runner.cleanup()


async def until_empty(box: Box) -> None:
    async with asyncio.timeout(5):
        while (await box.control("state"))["waiting"]:
            await asyncio.sleep(0.02)


async def test_a_webhook_gets_each_until_a_2xx(box: Box) -> None:
    await say(box, "a")
    async with hook([500, 503]) as (url, got):
        await box.call("setWebhook", url=url, secret_token="s3cret")
        await until_empty(box)
        await say(box, "b")
        await until_empty(box)
        assert got == [("s3cret", "a")] * 3 + [("s3cret", "b")]
        info = await box.call("getWebhookInfo")
        assert info["url"] == url
        assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
        words = await box.refused("getUpdates")
        assert words.startswith("Conflict: can't use getUpdates method while webhook is active")
        await box.call("deleteWebhook")
        await say(box, "c")
        assert texts(await box.updates()) == ["c"]


async def test_a_webhook_ends_the_poll_and_may_drop_what_waits(box: Box) -> None:
    poll = asyncio.create_task(box.ask("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    async with hook([]) as (url, got):
        await box.call("setWebhook", url=url)
        assert (await asyncio.wait_for(poll, 2))["description"].startswith("Conflict: terminated")
        await say(box, "a")
        await until_empty(box)
        assert got == [(None, "a")]
    await say(box, "b")
    await box.call("deleteWebhook", drop_pending_updates=True)
    assert await box.updates() == []


async def test_a_webhook_that_makes_no_sense(box: Box) -> None:
    assert "HTTPS" in await box.refused("setWebhook", url="http://example.org/")
    assert "unallowed" in await box.refused("setWebhook", url="https://a.vn", secret_token="a b")
