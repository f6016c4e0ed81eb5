"""The data of the demo's page: its phones, sample texts to tap, and English translations."""

from __future__ import annotations

from typing import Any

from babel.messages.pofile import read_po

from bot.demo import seed
from locales import FOLDER

BAY = 504
"""The resident who writes on Zalo, which has no buttons."""
SAMPLES = (
    (
        "duong ap 4 lay loi qua, xe cap cuu khong vo duoc",
        "the road of hamlet 4 is so muddy that the ambulance cannot get in (no accents)",
    ),
    ("Xin xã gắn thêm đèn đường ở ấp Kinh 1", "please put up more street lights in Kinh 1 hamlet"),
    ("/gopy", "give an opinion on the open plan"),
    ("/hoso", "what I have sent"),
)
ON_ZALO = (
    (
        "den duong truoc nha toi o ap Kinh 1 tat ca tuan",
        "the street light before my house in Kinh 1 hamlet has been out all week (no accents)",
    ),
    ("1", "the first of the list"),
    ("menu", "what can be done here"),
)
OFFICIAL = (
    ("/viec", "what is to be done"),
    ("/thongke", "statistics"),
    ("/layykien", "the plans laid before the residents"),
)


def sample(token: str, zalo_token: str) -> dict[str, Any]:
    """The JSON that the page reads from `/sandbox/sample`."""
    return {
        "token": token,
        "zalo_bot": zalo_token,
        "people": [
            {
                "chat": seed.LAN,
                "name": "Lan",
                "role": "bà con ấp 4",
                "face": "👩🏽‍🌾",
                "language": "vi",
                "samples": _lines(SAMPLES),
            },
            {
                "chat": seed.HEAD,
                "name": "Chị Hạnh",
                "role": "cán bộ xã",
                "face": "🧑🏽‍💼",
                "language": "vi",
                "samples": _lines(OFFICIAL),
            },
            {
                "chat": BAY,
                "name": "Chú Bảy",
                "role": "bà con ấp Kinh 1",
                "face": "👨🏽‍🦳",
                "language": "vi",
                "service": "zalo-bot",
                "samples": _lines(ON_ZALO),
            },
        ],
        "glosses": glosses(),
    }


def _lines(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"text": text, "gloss": gloss} for text, gloss in pairs]


def glosses() -> list[tuple[str, str]]:
    """(Vietnamese, English) of each line that the bot can send."""
    with (FOLDER / "vi" / "LC_MESSAGES" / "nghedan.po").open("rb") as file:
        catalogue = read_po(file, locale="vi")
    found: list[tuple[str, str]] = []
    for message in catalogue:
        english = message.id if isinstance(message.id, str) else message.id[-1]
        forms = message.string or ""
        vietnamese = forms if isinstance(forms, str) else forms[0]
        said, meant = vietnamese.split("\n"), english.split("\n")
        if len(said) == len(meant):
            found += [
                (_plain(one), _plain(other))
                for one, other in zip(said, meant, strict=True)
                if one.strip()
            ]
    return found


def _plain(text: str) -> str:
    for tag in ("b", "i", "code"):
        text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return text.strip()
