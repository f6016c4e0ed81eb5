"""The rarer ways in which a resident's words come in; parts of them stand in two messages or beside.

As in `entries`: each is called with the house, the resident, her official, and words in two parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels.telegram.incoming import read
from domain.messages.message import Incoming
from tests.handlers.consultations import open_consultation
from tests.handlers.offices import filed, stored

if TYPE_CHECKING:
    from tests.handlers.resident.entries import Entry
    from tests.house import House, Speaker


async def album_both(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.sends("photo", first, album="a1")
    await lan.sends("photo", second, album="a1")


async def album_first(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.sends("photo", f"{first} {second}", album="a1")
    await lan.sends("photo", album="a1")


async def file_name_then_words(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.sends("document", name=f"{first}.pdf")
    await lan.says(second)


async def edit_of_one_part(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.says(first)
    said = await lan.says("chuyện xảy ra hôm qua")
    await lan.edits(said, second)


async def edit_of_caption(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    said = await lan.sends("photo", "xem giùm em")
    await lan.edits(said, f"{first} {second}")


async def file_added(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.presses(f"add:{stored(await filed(lan))}")
    await lan.sends("document", name=f"{first} {second}.pdf")


async def split_at_place(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.says(first)
    await lan.says(f"{second} gần chợ ấp 4")


async def split_over_place_and_name(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.says(f"{second} gần chợ ấp 4")
    await lan.taps("Tôi nói giùm người khác")
    await lan.says(first)


async def split_over_opinion(
    house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await open_consultation(house)
    await lan.says("/gopy")
    await lan.taps("Ý kiến khác")
    await lan.says(first)
    await lan.says(second)


async def file_in_opinion(
    house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await open_consultation(house)
    await lan.says("/gopy")
    await lan.sends("document", name=f"{first} {second}.pdf")


async def split_after_command(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.says(f"/gui {first}")
    await lan.says(second)


async def behind_another_form(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    code = await filed(lan)
    await lan.says(first)
    await lan.presses(f"phone:{stored(code)}")
    await lan.says(second)


async def short_word_before(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.says(first.rsplit(maxsplit=1)[-1])
    await lan.says(f"{first} {second}")


async def deferred(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    house.book = replace(house.book, flood_per_minute=2)
    for number in range(2):
        await lan.says(f"xin chào {number}")
    await lan.says(first)
    await lan.says(f"{first} {second}")


async def split_over_deferred(
    house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    house.book = replace(house.book, flood_per_minute=2)
    for number in range(2):
        await lan.says(f"xin chào {number}")
    await lan.says(first)
    await lan.says(second)
    house.passes(minutes=2)
    await house.run_deferred()


async def in_an_update_that_failed(
    house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    fails, book = house.fails, house.book

    def breaks(_turn: object) -> None:
        raise RuntimeError(first)

    house.fails, house.book = False, replace(house.book, dispatch=breaks)
    await lan.says(first)
    house.fails, house.book = fails, book
    await lan.says(f"{first} {second}")


async def video_after_words(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.says(first)
    await lan.sends("video", second)


async def long_after(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.says(first)
    house.passes(hours=5)
    await lan.says(second)


async def forwarded(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Ai đó", "date": 1}
    await telegram(house, lan, text=f"{first} {second}", forward_origin=origin)


async def quoted(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    quote = {"text": f"{first} {second}", "position": 0}
    await telegram(house, lan, text="tin này đúng vậy đó bà con", quote=quote)


async def contact(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    card = {"phone_number": "0912", "first_name": first, "last_name": second}
    await telegram(house, lan, contact=card)


async def venue(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    point = {"latitude": 9.5, "longitude": 105.2}
    place = {"location": point, "title": first, "address": second}
    await telegram(house, lan, venue=place, location=point)


async def telegram(house: House, speaker: Speaker, **message: Any) -> None:
    """Send a message as Telegram's server writes it."""
    number = int(house.message())
    raw: dict[str, Any] = {
        "message_id": number,
        "date": int(house.now.timestamp()),
        "chat": {"id": int(speaker.chat), "type": "private"},
        "from": {"id": int(speaker.sender), "is_bot": False, "first_name": speaker.name},
        **message,
    }
    incoming = read({"update_id": 900_000 + number, "message": raw}, "nghedan_bot")
    if not isinstance(incoming, Incoming):
        raise AssertionError("the message was not read")
    await house.take(incoming)


RARE: dict[str, Entry] = {
    one.__name__: one
    for one in (
        album_both,
        album_first,
        file_name_then_words,
        edit_of_one_part,
        edit_of_caption,
        file_added,
        split_at_place,
        split_over_place_and_name,
        split_over_opinion,
        file_in_opinion,
        split_after_command,
        behind_another_form,
        short_word_before,
        deferred,
        split_over_deferred,
        in_an_update_that_failed,
        video_after_words,
        long_after,
        forwarded,
        quoted,
        contact,
        venue,
    )
}
