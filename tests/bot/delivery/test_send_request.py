"""A file that somebody sent on another service: it goes on once our copy is there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete

from domain.messages.message import Outgoing
from storage.cases import files
from storage.messages import outbox
from storage.tables.case import file as table
from tests.bot.quiet import CHANNEL
from tests.bot.service import NOON

if TYPE_CHECKING:
    from storage.cases.files import File
    from storage.engine.transaction import Transaction
    from tests.bot.service import Post


async def photo(post: Post, *, of: str) -> File:
    """A photo that came on a channel, is not fetched yet, and is to be shown here."""

    def work(tx: Transaction) -> File:
        kept = files.add(
            tx, kind="photo", name="", mime="", size=9, channel=of, ref="their-name", at=NOON
        )
        outbox.put(
            tx,
            channel=CHANNEL,
            chat="1",
            now=NOON,
            rank=outbox.NOTICE,
            message=Outgoing("", file=kept.outgoing(CHANNEL)),
        )
        return kept

    return await post.database.transact(work)


async def test_it_waits_for_our_copy(post: Post) -> None:
    kept = await photo(post, of="zalo_bot")
    await post.put("what comes behind it", rank=outbox.NOTICE)
    await post.delivery.sweep()
    await post.arrives("what comes behind it")
    await post.database.transact(lambda tx: files.change(tx, kept.id, path="files/a"))
    post.clock.passes(3)
    await post.delivery.sweep()
    await post.until(lambda: len(post.service.arrived) == 2)
    sent = post.service.arrived[1].message
    assert sent is not None
    assert sent.file == replace(kept.outgoing(CHANNEL), path="files/a", ref="")


async def test_what_the_service_has_itself_does_not_wait(post: Post) -> None:
    await photo(post, of=CHANNEL)
    await post.delivery.sweep()
    await post.until(lambda: post.service.arrived)


async def test_what_never_comes_is_given_up(post: Post) -> None:
    await photo(post, of="zalo_bot")
    async with asyncio.timeout(10):
        while await post.states() != {"dead": 1}:
            post.clock.passes(1500)
            await post.delivery.sweep()
            await post.rest(0.02)
    assert post.service.tried == []
    assert not post.delivery.is_failing


async def test_what_was_erased_meanwhile_goes_nowhere(post: Post) -> None:
    kept = await photo(post, of="zalo_bot")
    await post.database.transact(
        lambda tx: tx.core.execute(delete(table).where(table.c.id == kept.id))
    )
    await post.delivery.sweep()
    async with asyncio.timeout(10):
        while await post.states() != {"dead": 1}:
            await post.rest(0.01)
