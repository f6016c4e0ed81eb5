"""The OA webhook: forged and old posts are refused, others confirmed after the commit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from bot.channels.zalo_oa import webhook
from bot.channels.zalo_oa.signature import ButtonSigner, signature
from bot.channels.zalo_oa.webhook import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Proof,
)
from tests.bot.channels.zalo_oa.posts import Post, says, stamp
from tests.bot.channels.zalo_oa.zalo import APP, APP_SECRET, LAN, OA, SECRET, event
from tests.bot.service import NOON
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.database import Database


async def test_an_event_is_confirmed_when_its_turn_is_kept(post: Post, heard: list[str]) -> None:
    assert await post(says("Đường hỏng")) == 200
    assert heard == ["Đường hỏng"]


async def test_a_replay_is_confirmed_and_heard_once(post: Post, heard: list[str]) -> None:
    """Zalo repeats a post that it believes was not accepted."""
    assert [await post(says("một")) for _ in range(3)] == [200, 200, 200]
    assert heard == ["một"]


async def test_the_id_may_be_the_accounts(post: Post, heard: list[str]) -> None:
    assert await post(says("một"), name=OA) == 200
    assert heard == ["một"]


@pytest.mark.parametrize(
    ("name", "secret"), [(APP, "guessed"), (APP, APP_SECRET), ("other", SECRET), (APP, "")]
)
async def test_forged(post: Post, heard: list[str], name: str, secret: str) -> None:
    assert await post(says("một"), name=name, secret=secret) == 403
    assert heard == []


@pytest.mark.parametrize("given", [None, "", "mac=", "mac=0", "chữ"])
async def test_unsigned(post: Post, heard: list[str], given: str | None) -> None:
    value = {} if given is None else {SIGNATURE_HEADER: given.encode().decode("latin-1")}
    assert await post.raw(orjson.dumps(says("một")), value) == 403
    assert heard == []


async def test_another_body_under_a_good_signature(post: Post, heard: list[str]) -> None:
    body = orjson.dumps(says("một"))
    mac = signature(APP, body, stamp(), SECRET)
    other = orjson.dumps(says("hai"))
    assert await post.raw(other, {SIGNATURE_HEADER: mac}) == 403
    assert heard == []


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(hours=1, minutes=51), 200),
        (timedelta(hours=4), 403),
        (timedelta(days=30), 403),
        (timedelta(minutes=-30), 403),
    ],
)
async def test_stale(post: Post, heard: list[str], age: timedelta, status: int) -> None:
    assert await post(says("một", at=NOON - age)) == status
    assert bool(heard) == (status == 200)


async def test_the_timestamp_may_be_a_headers(post: Post, heard: list[str]) -> None:
    """The signed one counts: an old body's own time does not make it fresh."""
    raw = says("một")
    body = orjson.dumps(raw)
    later = stamp(NOON + timedelta(seconds=2))
    mac = signature(APP, body, later, SECRET)
    headers = {SIGNATURE_HEADER: mac, TIMESTAMP_HEADER: later}
    assert await post.raw(body, headers) == 200
    old = stamp(NOON - timedelta(days=2))
    headers = {SIGNATURE_HEADER: signature(APP, body, old, SECRET), TIMESTAMP_HEADER: old}
    assert await post.raw(body, headers) == 403
    assert heard == ["một"]


async def test_a_body_without_a_timestamp_is_heard(post: Post, heard: list[str]) -> None:
    """Where the moment stands in the header alone, the body need not repeat it."""
    raw = {name: value for name, value in says("một").items() if name != "timestamp"}
    body = orjson.dumps(raw)
    headers = {SIGNATURE_HEADER: signature(APP, body, stamp(), SECRET), TIMESTAMP_HEADER: stamp()}
    assert await post.raw(body, headers) == 200
    assert heard == ["một"]


async def test_the_ping_of_the_page_is_answered_and_means_nothing(
    post: Post, heard: list[str], database: Database
) -> None:
    assert await post.raw(b"{}") == 200
    assert await post.raw(b" {}\n") == 200
    assert heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"\xff"])
async def test_what_is_no_event(post: Post, body: bytes) -> None:
    assert await post.raw(body) in {400, 403}


async def test_what_is_too_large_is_not_read(post: Post) -> None:
    assert await post(says("x" * 1_100_000)) == 413


@pytest.mark.parametrize(
    "raw",
    [
        event("user_seen_message", timestamp=stamp()),
        event("oa_send_text", sender={"id": OA}, recipient={"id": LAN}, timestamp=stamp()),
        event(
            "oa_send_text",
            sender={"id": OA, "admin_id": "9"},
            recipient={"id": LAN},
            timestamp=stamp(),
        ),
        event("user_send_text", recipient=7, timestamp=stamp()),
    ],
)
async def test_what_we_cannot_use_is_confirmed(
    post: Post, heard: list[str], raw: dict[str, Any]
) -> None:
    """Or Zalo posts it again for two hours."""
    assert await post(raw) == 200
    assert heard == []


async def test_a_tap_a_typed_one_and_who_comes(post: Post, heard: list[str]) -> None:
    tap = ButtonSigner(APP_SECRET).sign(LAN, "report:")
    follow = {
        "oa_id": OA,
        "follower": {"id": LAN},
        "event_name": "follow",
        "app_id": APP,
        "timestamp": stamp(),
    }
    assert await post(follow) == 200
    assert await post(says(tap, "m1")) == 200
    assert await post(says("report:", "m2")) == 200
    assert heard == ["started", "report:", "report:"]


async def test_an_ill_database_confirms_nothing(
    hasty: None, post: Post, heard: list[str], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PATIENCE", 0.0)
    with locked(path):
        first = asyncio.get_running_loop().create_task(post(says("một")))
        assert await asyncio.wait_for(first, 15) == 503
    assert await post(says("một")) == 200
    assert heard == ["một"]


def test_nothing_secret_is_shown() -> None:
    assert SECRET not in repr(Proof((APP,), SECRET))
