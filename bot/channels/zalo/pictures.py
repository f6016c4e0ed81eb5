"""Converts photos into what Zalo accepts: JPEG or PNG of limited size."""

from __future__ import annotations

import io

from PIL import Image

from bot.channels.contract import Refused

IMAGE_LIMIT = 1024 * 1024
"""Bytes of an image. It is the limit of an Official Account; the Bot Platform publishes none."""
SIDES = (2048, 1600, 1280, 960, 640)
"""Longest sides in pixels to which a photo is scaled down, one after the other, until it fits."""
MOST_PIXELS = 50_000_000
"""Pixels of a picture that is decoded, at three bytes each. A file of a few kilobytes may claim many
more."""
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def fit_picture(content: bytes, limit: int = IMAGE_LIMIT) -> tuple[bytes, str]:
    """Returns (bytes, media type) of the photo as JPEG or PNG of at most `limit` bytes.

    It is scaled down when necessary. Raises `Refused` for what is no picture or cannot be made to fit.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.format in IMAGES and len(content) <= limit:
                return content, IMAGES[picture.format]
            # Decode a JPEG no larger than needed.
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
