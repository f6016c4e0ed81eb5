"""Photos as Zalo takes them: JPEG or PNG, light."""

from __future__ import annotations

import io

from PIL import Image

from bot.channels.contract import Refused

IMAGE_LIMIT = 1024 * 1024
"""Bytes of an image that is sent. An account takes no more; of the Bot Platform none is known."""
SIDES = (2048, 1600, 1280, 960, 640)
"""Longest sides, in pixels, to which a photo is made smaller until it is light enough."""
MOST_PIXELS = 50_000_000
"""Of a picture that is unpacked: three bytes each. A few kilobytes may claim a thousand times more."""
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def fit_picture(content: bytes, limit: int = IMAGE_LIMIT) -> tuple[bytes, str]:
    """A photo as JPEG or PNG of at most `limit` bytes, smaller where it must be; (bytes, type).
    Raises `Refused` for what is no picture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.format in IMAGES and len(content) <= limit:
                return content, IMAGES[picture.format]
            # A JPEG is unpacked no larger than it will be sent.
            picture.draft("RGB", (SIDES[0], SIDES[0]))
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(f"a picture of {picture.width} x {picture.height} pixels")
            whole = picture.convert("RGB")
            for side in SIDES:
                whole.thumbnail((side, side))
                made = io.BytesIO()
                whole.save(made, "JPEG", quality=85)
                if made.tell() <= limit:
                    return made.getvalue(), IMAGES["JPEG"]
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(f"no picture that can be sent ({type(error).__name__})") from None
    raise Refused("the picture cannot be made small enough")
