"""Stories about safety: emergencies first, silence at night, discreet notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.handlers.offices import answers, filed
from tests.handlers.reports import choose, each_language

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House


FIRE = {
    "vi": "chay nha o ap 4, lua lon lam",
    "en": "My house is on fire in ap 4",
    "km": "ភ្លើងឆេះផ្ទះ ấp 4",
}


@each_language
async def test_golden_an_emergency(house: House, golden: Golden, language: str) -> None:
    """A resident reports an emergency.

    Lan writes that a house is on fire. The bot shows which number to call, then takes the report.
    """
    await house.official("Chị Hai", "officer", "kinh-te")
    await house.official("Cô Hoa", "officer", "van-phong")
    lan = house.resident("Lan", language_hint=language)
    await lan.says(FIRE[language])
    await choose(lan, "reflection")
    await lan.picks("Agree and send")
    golden(house, f"emergency.{language}")


async def test_golden_at_night_on_a_shared_phone(house: House, golden: Golden) -> None:
    """A message waits for the morning and hides what it is about.

    Lan shares her phone and asks for short notices. A late answer reaches her in the morning.
    """
    head = await house.official("Chủ tịch", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    house.story.clear()
    await lan.says("/riengtu")
    await lan.taps("Chỉ báo có tin mới")
    house.passes(hours=13)
    await answers(head, code, "Sáng mai xã cho đổ đá đoạn lầy.")
    lan.sees_not("tin mới.")
    house.passes(hours=10)
    await house.deliver()
    await lan.taps("Xem")
    golden(house, "night_and_shared_phone.vi")


async def test_golden_an_officials_plain_words(house: House, golden: Golden) -> None:
    """An official writes without a command.

    Chị Hai writes a sentence. The bot asks what it is for, and she sends it as the answer.
    """
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    await filed(lan)
    await hai.taps("Nhận việc")
    house.story.clear()
    await hai.says("mai tôi cho người xuống coi")
    await hai.taps("Trả lời K")
    await hai.taps("Gửi cho bà con")
    golden(house, "plain_words.vi")
