"""Files of residents: from Zalo's servers alone, no redirect, no more than the cap."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.contract import Refused, TryAgain
from bot.channels.zalo.files import fetch, may_fetch

if TYPE_CHECKING:
    from pathlib import Path

    from bot.channels.zalo_oa import ZaloOaChannel
    from tests.bot.channels.zalo_oa.zalo import Zalo


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://photo-stal-29.zdn.vn/no/jpg/x.jpg", True),
        ("https://f2-voice-aac-dl.zdn.vn:443/x.aac", True),
        ("https://zalo-api.zadn.vn/api/x", True),
        ("http://photo-stal-29.zdn.vn/x.jpg", False),
        ("https://photo-stal-29.zdn.vn:8443/x.jpg", False),
        ("https://zdn.vn.example.com/x.jpg", False),
        ("https://evilzdn.vn/x.jpg", False),
        ("https://user@photo.zdn.vn/x.jpg", False),
        ("https://127.0.0.1/x.jpg", False),
        ("https://[::1]/x", False),
        ("http://10.0.0.5/x", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://photo.zdn.vn:x/", False),
        ("", False),
    ],
)
def test_where_files_may_lie(url: str, *, allowed: bool) -> None:
    assert may_fetch(url, local=False) is allowed


async def test_a_file_is_saved(channel: ZaloOaChannel, zalo: Zalo, tmp_path: Path) -> None:
    zalo.files["a"] = b"x" * 100_000
    assert await channel.fetch(f"{zalo.url}/files/a", tmp_path / "a", 100_000) == 100_000
    assert (tmp_path / "a").read_bytes() == zalo.files["a"]
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("name", "limit", "error"),
    [("a", 99_999, Refused), ("gone", 10, Refused), ("elsewhere", 100_000, TryAgain)],
)
async def test_what_is_not_saved(
    channel: ZaloOaChannel,
    zalo: Zalo,
    tmp_path: Path,
    name: str,
    limit: int,
    error: type[Exception],
) -> None:
    zalo.files["a"] = b"x" * 100_000
    with pytest.raises(error):
        await channel.fetch(f"{zalo.url}/files/{name}", tmp_path / "a", limit)
    assert list(tmp_path.iterdir()) == []


async def test_what_unpacks_to_too_much_is_not_saved(tmp_path: Path) -> None:
    """Packed for the way a thousand times smaller than it is."""
    packed = gzip.compress(b"\0" * 50_000_000)
    assert len(packed) < 100_000

    async def bomb(_request: web.Request) -> web.Response:
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    application = web.Application()
    application.router.add_get("/bomb", bomb)
    async with TestServer(application) as server:
        with pytest.raises(Refused, match="larger than"):
            await fetch(str(server.make_url("/bomb")), tmp_path / "a", 1_000_000, local=True)
    assert list(tmp_path.iterdir()) == []


async def test_an_address_elsewhere_is_not_asked(channel: ZaloOaChannel, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"169\.254"):
        await channel.fetch("https://169.254.169.254/", tmp_path / "a", 10)
