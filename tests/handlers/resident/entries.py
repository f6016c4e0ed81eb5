"""Every way in which a resident's words come in: entry by entry, for tests that try all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.handlers.consultations import open_consultation
from tests.handlers.offices import answers, filed
from tests.handlers.reports import send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.house import House, Speaker

    Entry = Callable[[House, Speaker, Speaker, str, str], Awaitable[None]]

LAMP = "đèn đường trước trường học bị tắt cả tuần nay"
NO_PLACE = "cây cầu gỗ gãy rồi, xe không qua được"


async def typed(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.says(f"{first} {second}")


async def command(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.says(f"/gui {first} {second}")


async def caption(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.sends("photo", f"{first} {second}")


async def voice_caption(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.sends("voice", f"{first} {second}")


async def second_of_album(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.sends("photo", album="a1")
    await lan.sends("photo", f"{first} {second}", album="a1")
    await lan.sends("photo", album="a1")


async def file_name(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.sends("document", name=f"{first} {second}".replace(" ", "_") + ".pdf")


async def split(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.says(first)
    await lan.says(second)


async def split_over_photo(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.sends("photo", first)
    await lan.says(second)


async def edit_of_draft(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    said = await lan.says(first)
    await lan.edits(said, f"{first} {second}")


async def edit_of_case(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    said = await lan.says(f"{LAMP} ở ấp 4")
    await send(lan)
    await lan.edits(said, f"{first} {second}")


async def reply(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await filed(lan)
    await lan.replies(lan.last, f"{first} {second}")


async def at_place(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.says(NO_PLACE)
    await lan.says(f"{first} {second} ở ấp 4")


async def at_place_after_photo(
    _house: House, lan: Speaker, _hai: Speaker, first: str, second: str
) -> None:
    await lan.sends("photo")
    await lan.says(f"{first} {second} ở ấp 4")


async def at_name(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await lan.says(f"{LAMP} ở ấp 4")
    await lan.taps("Tôi nói giùm người khác")
    await lan.says(f"{first} {second}")


async def addition(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    code = await filed(lan)
    await lan.says(f"/tracuu {code}")
    await lan.taps("Gửi thêm")
    await lan.says(f"{first} {second}")


async def not_done(_house: House, lan: Speaker, hai: Speaker, first: str, second: str) -> None:
    code = await filed(lan)
    await answers(hai, code, "Đã sửa xong ngày 30/11")
    await lan.taps("Chưa xong")
    await lan.says(f"{first} {second}")


async def reason(_house: House, lan: Speaker, hai: Speaker, first: str, second: str) -> None:
    code = await filed(lan)
    await answers(hai, code, "Đã sửa xong ngày 30/11")
    await lan.taps("Xong")
    await lan.taps("1")
    await lan.says(f"{first} {second}")


async def answer_to_question(
    _house: House, lan: Speaker, hai: Speaker, first: str, second: str
) -> None:
    code = await filed(lan)
    await hai.says(f"/hoithem {code} Ở đoạn nào vậy bà con?")
    await hai.taps("Gửi cho bà con")
    await lan.taps("Trả lời")
    await lan.says(f"{first} {second}")


async def opinion(house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await open_consultation(house)
    await lan.says("/gopy")
    await lan.taps("Không đồng ý")
    await lan.says(f"{first} {second}")


async def number(_house: House, lan: Speaker, _hai: Speaker, first: str, second: str) -> None:
    await filed(lan)
    await lan.taps("Để lại số điện thoại")
    await lan.says(f"{first} {second}")


ENTRIES: dict[str, Entry] = {
    one.__name__: one
    for one in (
        typed,
        command,
        caption,
        voice_caption,
        second_of_album,
        file_name,
        split,
        split_over_photo,
        edit_of_draft,
        edit_of_case,
        reply,
        at_place,
        at_place_after_photo,
        at_name,
        addition,
        not_done,
        reason,
        answer_to_question,
        opinion,
        number,
    )
}
"""By name; each is called with the house, the resident, her official, and words in two parts."""
