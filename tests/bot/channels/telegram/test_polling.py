"""Long polling: the offset follows commits, and only a refused token ends it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.contract import ChannelClosed, Unreadable
from bot.channels.telegram import polling
from domain.messages.message import Incoming
from tests.bot.telegram import says

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.contract import Batch
    from bot.channels.telegram import TelegramChannel
    from tests.bot.telegram import Telegram


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.01, 0.02))


@pytest.fixture
async def batches(channel: TelegramChannel) -> AsyncIterator[Any]:
    made = channel.receive()
    yield made
    await made.aclose()


def offsets(telegram: Telegram) -> list[int]:
    return [int(call.fields.get("offset", 0)) for call in telegram.of("getUpdates")]


def texts(batch: Batch) -> list[str]:
    return [one.text for one in batch.updates if isinstance(one, Incoming)]


async def test_the_offset_moves_when_a_batch_is_kept(batches: Any, telegram: Telegram) -> None:
    telegram.answers("getUpdates", [says(7, "một"), says(8, "hai")])
    batch = await anext(batches)
    assert texts(batch) == ["một", "hai"]
    telegram.answers("getUpdates", [says(9, "ba")])
    await batch.confirm()
    assert texts(await anext(batches)) == ["ba"]
    assert offsets(telegram) == [0, 9]
    call = telegram.of("getUpdates")[0]
    assert '"my_chat_member"' in call.fields["allowed_updates"]
    assert call.fields["timeout"] == "25"


async def test_what_is_not_kept_is_fetched_again(batches: Any, telegram: Telegram) -> None:
    for _ in range(2):
        telegram.answers("getUpdates", [says(7, "một")])
        await anext(batches)
    assert offsets(telegram) == [0, 0]


async def test_a_full_answer_is_handed_on_in_parts(batches: Any, telegram: Telegram) -> None:
    """Batches are confirmed one by one; uncommitted updates come again and are skipped."""
    telegram.answers("getUpdates", [says(number, str(number)) for number in range(1, 101)])
    parts = [await anext(batches) for _ in range(100 // polling.BATCH)]
    assert [text for part in parts for text in texts(part)] == [str(n) for n in range(1, 101)]
    assert all(part.more for part in parts)
    for part in parts[:-2]:
        await part.confirm()
    telegram.answers("getUpdates", [says(number, str(number)) for number in range(81, 106)])
    following = await anext(batches)
    assert texts(following) == [str(n) for n in range(101, 106)]
    assert not following.more
    for part in (*parts[-2:], following):
        await part.confirm()
    telegram.answers("getUpdates", [says(106, "106")])
    assert texts(await anext(batches)) == ["106"]
    assert offsets(telegram) == [0, 81, 106]


async def test_when_nothing_new_came_what_is_under_way_is_waited_for(
    batches: Any, telegram: Telegram
) -> None:
    telegram.answers("getUpdates", [says(number, str(number)) for number in range(1, 101)])
    parts = [await anext(batches) for _ in range(100 // polling.BATCH)]
    for part in parts[:-1]:
        await part.confirm()
    telegram.answers("getUpdates", [says(number, str(number)) for number in range(91, 101)])
    nothing = await anext(batches)
    assert nothing.updates == ()
    assert not nothing.more


async def test_a_full_answer_of_what_is_under_way_asks_to_wait(
    batches: Any, telegram: Telegram
) -> None:
    """Else a hundred updates of which none means anything to us were asked for for ever."""
    everything = [says(number, str(number)) for number in range(1, 101)]
    telegram.answers("getUpdates", everything)
    for _ in range(100 // polling.BATCH):
        await anext(batches)
    telegram.answers("getUpdates", everything)
    nothing = await anext(batches)
    assert nothing.updates == ()
    assert not nothing.more


async def test_what_comes_out_of_order_is_confirmed_in_order(
    batches: Any, telegram: Telegram
) -> None:
    """An offset confirms all before it: the highest goes last."""
    telegram.answers("getUpdates", [says(number, str(number)) for number in range(30, 0, -1)])
    first = await anext(batches)
    await first.confirm()
    assert texts(first) == [str(n) for n in range(1, polling.BATCH + 1)]
    await anext(batches)
    await batches.aclose()
    assert offsets(telegram)[-1] == polling.BATCH + 1


async def test_ids_that_begin_anew_after_a_quiet_week_are_heard(
    batches: Any, telegram: Telegram
) -> None:
    """The Bot API: after a week without updates the next id is chosen at random."""
    telegram.answers("getUpdates", [says(900, "trước")])
    await (await anext(batches)).confirm()
    telegram.answers("getUpdates", [says(17, "sau")])
    assert texts(await anext(batches)) == ["sau"]


async def test_at_the_end_only_what_was_kept_is_confirmed(
    channel: TelegramChannel, telegram: Telegram
) -> None:
    batches = channel.receive()
    telegram.answers("getUpdates", [says(7, "một")])
    await (await anext(batches)).confirm()
    telegram.answers("getUpdates", [says(8, "hai")])
    await anext(batches)
    await batches.aclose()
    assert offsets(telegram) == [0, 8, 8]
    assert telegram.of("getUpdates")[-1].fields["timeout"] == "0"


async def test_nothing_kept_confirms_nothing(channel: TelegramChannel, telegram: Telegram) -> None:
    batches = channel.receive()
    telegram.answers("getUpdates", [says(7, "một")])
    await anext(batches)
    await batches.aclose()
    assert offsets(telegram) == [0]


async def test_a_webhook_is_removed_first_and_drops_nothing(
    batches: Any, telegram: Telegram
) -> None:
    telegram.answers("getUpdates", [says(7, "một")])
    await anext(batches)
    assert [call.method for call in telegram.calls[-2:]] == ["deleteWebhook", "getUpdates"]
    assert telegram.of("deleteWebhook")[0].fields.get("drop_pending_updates") in (None, "false")


async def test_one_odd_update_does_not_spoil_its_batch(batches: Any, telegram: Telegram) -> None:
    odd = {"update_id": 8, "message": {"newer": "than us"}}
    post = {"update_id": 10, "channel_post": {"anything": 1}}
    telegram.answers("getUpdates", [says(7, "một"), odd, says(9, "ba"), post, "?", {}])
    batch = await anext(batches)
    assert texts(batch) == ["một", "ba"]
    (unreadable,) = [one for one in batch.updates if isinstance(one, Unreadable)]
    assert unreadable.key == "8"
    await batch.confirm()
    telegram.answers("getUpdates", [says(11, "bốn")])
    await anext(batches)
    assert offsets(telegram) == [0, 11]


async def test_a_batch_that_says_nothing_is_confirmed_too(
    batches: Any, telegram: Telegram
) -> None:
    telegram.answers("getUpdates", [{"update_id": 7, "something_new": {}}])
    batch = await anext(batches)
    assert batch.updates == ()
    await batch.confirm()
    telegram.answers("getUpdates", [says(8, "hai")])
    await anext(batches)
    assert offsets(telegram) == [0, 8]


async def test_half_a_letter_in_one_update_hides_no_other(
    batches: Any, telegram: Telegram
) -> None:
    telegram.says(
        "getUpdates",
        b'{"ok":true,"result":[{"update_id":7,"message":{"message_id":1,"date":1,"chat":'
        b'{"id":501,"type":"private"},"from":{"id":501,"is_bot":false,"first_name":"L"},'
        b'"text":"\\ud83d!"}}]}',
    )
    assert texts(await anext(batches)) == ["?!"]


async def test_failures_are_told_and_outlived(
    batches: Any, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    other = "Conflict: terminated by other getUpdates request"
    hook = "Conflict: can't use getUpdates method while webhook is active"
    telegram.refuses("getUpdates", 409, other)
    telegram.refuses("getUpdates", 409, hook)
    telegram.refuses("getUpdates", 500, "Internal Server Error")
    telegram.says("getUpdates", b"<html>", 502)
    telegram.says("getUpdates", b"{}")
    telegram.says("getUpdates", b'{"ok": true}')
    telegram.says("getUpdates", b"\xff\xff")
    telegram.cuts("getUpdates")
    telegram.answers("getUpdates", [says(7, "một")])
    assert texts(await anext(batches)) == ["một"]
    assert "another process" in caplog.text
    assert "webhook" in caplog.text
    assert "very-secret" not in caplog.text


async def test_a_wait_is_kept(batches: Any, telegram: Telegram) -> None:
    telegram.refuses("getUpdates", 429, "Too Many Requests: retry after 1", retry_after=1)
    telegram.answers("getUpdates", [says(7, "một")])
    before = asyncio.get_running_loop().time()
    await anext(batches)
    assert asyncio.get_running_loop().time() - before >= 1


async def test_a_revoked_token_ends_it(batches: Any, telegram: Telegram) -> None:
    telegram.refuses("getUpdates", 401, "Unauthorized")
    with pytest.raises(ChannelClosed, match="BotFather"):
        await anext(batches)
