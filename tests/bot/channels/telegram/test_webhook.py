"""Telegram's posts: who may, how large, and when they are confirmed."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import orjson
import pytest

from bot.channels.telegram import webhook
from bot.channels.telegram.webhook import PATH, SECRET_HEADER
from bot.channels.webhook_secret import webhook_secret
from tests.bot.telegram import LAN, TOKEN, message, says
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import aiohttp

    from tests.bot.telegram import Telegram

SECRET = webhook_secret(TOKEN)


class Post:
    """Posts to the webhook."""

    def __init__(self, outside: aiohttp.ClientSession) -> None:
        self._outside = outside

    async def __call__(self, body: Any, secret: str = SECRET) -> int:
        """The status that came back."""
        data = io.BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
        headers = {SECRET_HEADER: secret} if secret else {}
        async with self._outside.post(PATH, data=data, headers=headers) as answer:
            return answer.status


@pytest.fixture
def post(outside: aiohttp.ClientSession) -> Post:
    return Post(outside)


async def test_a_post_is_confirmed_when_its_turn_is_kept(post: Post, heard: list[str]) -> None:
    assert await post(says(7, "một")) == 200
    assert heard == ["một"]
    assert await post(says(7, "một")) == 200
    assert heard == ["một"]


@pytest.mark.parametrize("secret", ["", "wrong", "chìa khóa", SECRET[:-1]])
async def test_nobody_else_may_post(post: Post, heard: list[str], secret: str) -> None:
    secret = secret.encode().decode("latin-1")
    assert await post(says(7, "một"), secret) == 403
    assert heard == []


async def test_what_is_too_large_is_not_read(post: Post, heard: list[str]) -> None:
    assert await post(says(7, "x" * 1_100_000)) == 413
    assert heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"\xff"])
async def test_what_is_no_update(post: Post, heard: list[str], body: bytes) -> None:
    assert await post(body) == 400


@pytest.mark.parametrize("update", [{"something_new": {}}, {"message": {"newer": 1}}])
async def test_what_we_cannot_use_is_confirmed(post: Post, update: dict[str, Any]) -> None:
    """Or Telegram posts it again for a day."""
    assert await post({"update_id": 7, **update}) == 200


async def test_a_tap_is_acknowledged(post: Post, telegram: Telegram) -> None:
    tap = {
        "id": "T",
        "from": LAN,
        "message": message(text="?"),
        "chat_instance": "1",
        "data": "x:",
    }
    assert await post({"update_id": 7, "callback_query": tap}) == 200
    assert telegram.of("answerCallbackQuery")[0].fields["callback_query_id"] == "T"


async def test_an_ill_database_confirms_nothing(
    hasty: None, post: Post, heard: list[str], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PATIENCE", 0.0)
    with locked(path):
        first = asyncio.get_running_loop().create_task(post(says(7, "một")))
        assert await asyncio.wait_for(first, 15) == 503
    assert await post(says(7, "một")) == 200
    assert heard == ["một"]


def test_the_secret_is_stable_and_no_hint_at_the_token() -> None:
    assert webhook_secret(TOKEN) == SECRET
    assert webhook_secret(TOKEN + "x") != SECRET
    assert TOKEN.partition(":")[2] not in SECRET
    assert len(SECRET) == 64
