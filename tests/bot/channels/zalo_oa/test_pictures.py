"""Pictures that are none, or that unpack to far more than they weigh."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from bot.channels.contract import Refused
from bot.channels.zalo.pictures import IMAGE_LIMIT, MOST_PIXELS, fit_picture


def png(width: int, height: int) -> bytes:
    """All white: a few kilobytes, whatever its size."""
    made = io.BytesIO()
    Image.new("1", (width, height), 1).save(made, "PNG")
    return made.getvalue()


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"\0" * 10_000_000)
    return made.getvalue()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [7_100, 12_000, 16_000])
def test_more_pixels_than_anybody_needs_are_not_unpacked(side: int) -> None:
    bomb = png(side, side)
    assert len(bomb) < 100_000
    assert side * side > MOST_PIXELS
    with pytest.raises(Refused, match=r"a picture of|DecompressionBombError"):
        fit_picture(bomb, limit=1000)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff" + b"x" * 100,
        b"<svg/>",
        zipped(),
        png(10, 10)[:-20],
    ],
)
def test_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(Refused):
        fit_picture(content, limit=5)


def test_a_large_photo_is_unpacked_small() -> None:
    made = io.BytesIO()
    Image.effect_noise((4000, 3000), 80).convert("RGB").save(made, "JPEG", quality=95)
    content, mime = fit_picture(made.getvalue())
    assert (mime, len(content) <= IMAGE_LIMIT) == ("image/jpeg", True)
