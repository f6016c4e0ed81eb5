"""The Bot Platform's webhook, its address, and the files that Zalo fetches."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from PIL import Image

from bot.channels.contract import Refused, Throttled, TryAgain
from bot.channels.webhook_secret import webhook_secret
from bot.channels.zalo_bot.signed_links import SignedLinks
from bot.channels.zalo_bot.webhook import SECRET_HEADER, path_of
from storage.engine.errors import DatabaseIll
from tests.bot.channels.zalo_bot.zalo import OWN, PUBLIC, TOKEN, channel_on, event
from tests.bot.service import StandingClock

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp

    from bot.channels.zalo_bot import ZaloBotChannel
    from bot.process.intake import Intake
    from storage.engine.database import Database
    from tests.bot.channels.zalo_bot.zalo import Zalo

SECRET = webhook_secret(TOKEN)
PATH = path_of(SECRET)
URL = f"{PUBLIC}{PATH}"


class Post:
    """Posts as Zalo does."""

    def __init__(self, outside: aiohttp.ClientSession) -> None:
        self._outside = outside

    async def __call__(self, raw: Any, secret: str | None = SECRET) -> int:
        body = raw if isinstance(raw, (bytes, io.BytesIO)) else orjson.dumps(raw)
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self._outside.post(PATH, data=body, headers=headers) as answer:
            return answer.status

    async def get(self, path: str) -> tuple[int, bytes, str]:
        async with self._outside.get(path) as answer:
            return answer.status, await answer.read(), answer.content_type


@pytest.fixture
def post(outside: aiohttp.ClientSession) -> Post:
    return Post(outside)


@pytest.mark.parametrize("wrapped", [False, True])
async def test_both_shapes_are_taken_once(post: Post, heard: list[str], wrapped: bool) -> None:
    raw = event("text", text="Đường hỏng")
    body = {"ok": True, "result": raw} if wrapped else raw
    assert [await post(body) for _ in range(3)] == [200, 200, 200]
    assert heard == ["Đường hỏng"]


@pytest.mark.parametrize(
    "secret", [None, "", "guessed", SECRET[:-1], "chữ".encode().decode("latin-1")]
)
async def test_a_forged_post(post: Post, heard: list[str], secret: str | None) -> None:
    assert await post(event("text", text="x"), secret) == 403
    assert heard == []


async def test_whether_anybody_is_there(post: Post, heard: list[str]) -> None:
    assert await post(b"", None) == 200
    assert heard == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff"])
async def test_what_is_no_update(post: Post, heard: list[str], body: bytes) -> None:
    assert await post(body) == 400
    assert heard == []


async def test_a_post_that_is_too_large(post: Post) -> None:
    assert await post(io.BytesIO(b"x" * (1024 * 1024 + 1))) == 413


async def test_an_echo_is_confirmed_and_not_heard(post: Post, heard: list[str]) -> None:
    assert await post(event("text", text="x", **{"from": {"id": OWN, "is_bot": True}})) == 200
    assert heard == []


async def test_an_odd_update_is_confirmed_and_kept(post: Post, database: Database) -> None:
    from sqlalchemy import text

    assert await post({"event_name": "message.text.received", "message": 1}) == 200
    kept = await database.read(
        lambda tx: tx.core.execute(text("SELECT count(*) FROM failed_update")).scalar_one()
    )
    assert kept == 1


async def test_while_the_database_is_ill(
    post: Post, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ill(*_: Any, **__: Any) -> None:
        raise DatabaseIll("locked")

    monkeypatch.setattr(intake, "handle", ill)
    assert await post(event("text", text="x")) == 503


async def test_zalo_is_told_our_address(channel: ZaloBotChannel, zalo: Zalo) -> None:
    zalo.answers("setWebhook", {"url": URL, "verification": {"ok": True, "outcome": "webhook.ok"}})
    await channel.set_webhook(URL)
    assert zalo.of("setWebhook") == [{"url": URL, "secret_token": SECRET}]
    assert 8 <= len(SECRET) <= 256


async def test_only_when_it_differs(channel: ZaloBotChannel, zalo: Zalo) -> None:
    zalo.answers("getWebhookInfo", {"url": URL, "updated_at": 1785647889461})
    await channel.set_webhook(URL)
    assert not zalo.of("setWebhook")
    zalo.answers("getWebhookInfo", {"url": "https://old.example.vn", "updated_at": 1})
    await channel.set_webhook(URL)
    assert len(zalo.of("setWebhook")) == 1


async def test_what_zalo_found_there_is_told(
    channel: ZaloBotChannel, zalo: Zalo, caplog: pytest.LogCaptureFixture
) -> None:
    """It keeps the address all the same."""
    zalo.answers("setWebhook", {"verification": {"ok": False, "outcome": "webhook.err.tls"}})
    await channel.set_webhook(URL)
    assert "webhook.err.tls" in caplog.text
    assert SECRET not in caplog.text


async def test_with_another_token_the_address_is_another(tmp_path: Path, zalo: Zalo) -> None:
    """Zalo does not tell which secret it was given: one that was reset would be posted on."""
    before, after = (
        channel_on(zalo.url, tmp_path),
        channel_on(zalo.url, tmp_path, token=f"{OWN}:reset"),
    )
    assert before.webhook_path == channel_on(zalo.url, tmp_path).webhook_path
    assert before.webhook_path != after.webhook_path
    for one in (before, after):
        assert re.fullmatch(r"/zalo-bot-[0-9a-f]{8}", one.webhook_path)
        await one.close()


@pytest.mark.parametrize(
    ("code", "error"), [(426, Throttled), (400, Refused), (401, TryAgain), (500, TryAgain)]
)
async def test_an_address_that_is_refused(
    channel: ZaloBotChannel, zalo: Zalo, code: int, error: type[Exception]
) -> None:
    zalo.refuses("setWebhook", code)
    with pytest.raises(error):
        await channel.set_webhook(URL)


def links(folder: Path, clock: StandingClock, token: str = TOKEN) -> SignedLinks:
    return SignedLinks(PUBLIC, token, folder, clock)


def last_of(link: str) -> str:
    return link.rpartition("/")[2]


async def test_a_photo_is_lent_light(post: Post, tmp_path: Path) -> None:
    Image.effect_noise((1800, 1800), 90).convert("RGB").save(tmp_path / "a", "PNG")
    link = links(tmp_path, StandingClock()).link("a", "ảnh.png", timedelta(days=1))
    status, content, kind = await post.get(link.removeprefix(PUBLIC))
    assert (status, kind) == (200, "image/jpeg")
    assert len(content) <= 1024 * 1024
    assert Image.open(io.BytesIO(content)).format == "JPEG"


async def test_another_file_is_only_saved(post: Post, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("<script>alert(1)</script>")
    link = links(tmp_path, StandingClock()).link("a", "số liệu.html", timedelta(days=1))
    status, content, kind = await post.get(link.removeprefix(PUBLIC))
    assert (status, content) == (200, b"<script>alert(1)</script>")
    assert kind != "text/html"


def test_a_link_names_one_file_for_a_day(tmp_path: Path) -> None:
    clock = StandingClock()
    (tmp_path / "a").write_text("x")
    lent = links(tmp_path, clock)
    link = last_of(lent.link("a", "tên.txt", timedelta(days=1)))
    assert lent.find(link, clock.now()) == ((tmp_path / "a").resolve(), "tên.txt")
    assert lent.find(link, clock.now() + timedelta(days=1, seconds=1)) is None
    named, until, signature = link.split(".")
    other = last_of(lent.link("b", "tên.txt", timedelta(days=1)))
    for forged in (
        f"{other.split('.')[0]}.{until}.{signature}",
        f"{named}.{int(until) + 1}.{signature}",
        f"{named}.{until}.{'0' * 64}",
        "x",
        "",
    ):
        assert lent.find(forged, clock.now()) is None
    assert links(tmp_path, clock, "2:other").find(link, clock.now()) is None
    assert lent.find(other, clock.now()) is None  # it is not there


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "data"
    inside.mkdir()
    (tmp_path / "secret").write_text("x")
    lent = links(inside, StandingClock())
    link = last_of(lent.link("../secret", "x", timedelta(days=1)))
    assert lent.find(link, StandingClock().now()) is None
