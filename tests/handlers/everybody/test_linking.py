"""Several accounts of one person: joining, refusing to join, and moving the data."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import orjson
import pytest

from actions.cases.feedback import leave_number
from actions.people.accounts import join, trust_grown
from actions.people.people_refusals import DoesNotFit, TooYoung
from bot.channels.contract import Unreachable
from domain.cases.tracking_code import parse
from storage.people import link_pins, officials, people
from tests.actions.twice import as_resident, here
from tests.handlers.consultations import open_consultation
from tests.handlers.everybody.test_privacy import do_tasks
from tests.handlers.offices import answers, filed, filed_code, speak, stored
from tests.handlers.reports import each_language, report

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.transaction import Transaction
    from tests.golden import Golden
    from tests.house import House, Speaker

pytestmark = pytest.mark.engines

PIN = re.compile(r"\b\d{6}\b")


async def pin_of(speaker: Speaker) -> str:
    """A new PIN, as its owner reads it."""
    await speaker.presses("link:pin")
    found = PIN.search(speaker.last.text)
    assert found, speaker.last.text
    return found[0]


async def tries(speaker: Speaker, code: str, pin: str) -> None:
    await speaker.presses("link:join")
    await speaker.says(code)
    await speaker.says(pin)


async def joined(house: House) -> tuple[Speaker, Speaker, str]:
    """Lan on Telegram and on Zalo, and her case's code."""
    lan = house.resident("Lan")
    code = await filed(lan)
    zalo = house.resident("Lan (Zalo)", channel="zalo_bot")
    await tries(zalo, code, await pin_of(lan))
    zalo.sees("Đã nối")
    return lan, zalo, code


@each_language
async def test_story(house: House, golden: Golden, language: str) -> None:
    """A resident connects a second phone.

    Lan opens her case on Zalo with code and PIN. Telegram then fails; the answer goes to Zalo.
    """
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    zalo = house.resident("Lan-Zalo", channel="zalo_bot")
    for one in (lan, zalo):
        await one.says(f"/ngonngu {language}")
    house.story.clear()
    await lan.says("/lienket")
    await lan.presses("link:pin")
    pin = PIN.search(lan.last.text)
    assert pin
    await zalo.says("/lienket")
    await zalo.says("2")
    await zalo.says(code)
    await zalo.says(pin[0])
    await zalo.says("/hoso")
    await zalo.says("/lienket")
    await lan.says("/lienket")
    house.refuses[(lan.channel, lan.chat)] = Unreachable("blocked")
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    await house.deliver()
    zalo.sees("Đã cử đội duy tu")
    golden(house, f"linking.{language}")


async def test_the_code_alone_opens_nothing(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    thief = house.resident("Kẻ trộm", channel="zalo_bot")
    await tries(thief, code, "123456")
    unmade = thief.last.text
    await tries(thief, "K7M-2Q9X", "123456")
    assert thief.last.text == unmade
    pin = await pin_of(lan)
    wrong = "000000" if pin != "000000" else "111111"
    await tries(thief, code, wrong)
    assert thief.last.text == unmade
    await thief.says("/hoso")
    thief.sees_not("lầy lội")


async def test_a_pin_that_is_tried_too_often_is_dead(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    pin = await pin_of(lan)
    for number in range(5):
        other = house.resident(f"Kẻ {number}", channel="zalo_bot")
        await tries(other, code, f"{(int(pin) + 1 + number) % 10**6:06d}")
    lan.sees("sai năm lần")
    right = house.resident("Lan-Zalo", channel="zalo_bot")
    await tries(right, code, pin)
    right.sees("chưa khớp")


async def test_an_account_that_guesses_waits_an_hour(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    guesser = house.resident("Kẻ đoán", channel="zalo_bot")
    for _number in range(5):
        await tries(guesser, "K7M-2Q9X", "123456")
    pin = await pin_of(lan)
    await tries(guesser, code, pin)
    guesser.sees("chưa khớp")
    house.passes(hours=1, minutes=1)
    await tries(guesser, code, pin)
    guesser.sees("Đã nối")


async def test_a_pin_holds_for_a_year(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    pin = await pin_of(lan)
    house.passes(days=365, minutes=1)
    zalo = house.resident("Lan-Zalo", channel="zalo_bot")
    await tries(zalo, code, pin)
    zalo.sees("chưa khớp")


async def test_who_became_an_official_is_joined_by_nobody(house: House) -> None:
    """Whoever finds the paper with the PIN would have their powers."""
    lan = house.resident("Lan")
    code = await filed(lan)
    pin = await pin_of(lan)

    def enrol(tx: Transaction) -> None:
        person = people.by_chat(tx, lan.channel, lan.chat)
        assert person is not None
        officials.enrol(
            tx, person_id=person.id, role="officer", unit_id="kinh-te", name="Lan",
            speaks_khmer=False, enrolled_by=None, now=house.now,
        )  # fmt: skip

    await house.database.transact(enrol)
    zalo = house.resident("Kẻ nhặt được", channel="zalo_bot")
    await tries(zalo, code, pin)
    zalo.sees("chưa khớp")


async def test_a_pin_works_once_and_lies_nowhere(house: House) -> None:
    lan, _zalo, code = await joined(house)
    pin = await pin_of(lan)
    await house.database.transact(link_pins.forget_shown)
    assert await house.tables_with(pin) == []
    third = house.resident("Lan-ba", channel="zalo_oa")
    await tries(third, code, pin)
    third.sees("Đã nối")
    assert await house.tables_with(pin) == []
    fourth = house.resident("Lan-bốn", channel="zalo_oa")
    await tries(fourth, code, pin)
    fourth.sees("chưa khớp")


async def test_it_was_not_me(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    thief = house.resident("Kẻ trộm", channel="zalo_bot")
    await report(thief, "cây ngã chắn ngang đường ấp 3")
    own = filed_code(thief)
    await tries(thief, code, await pin_of(lan))
    lan.screen[-1].text.index("máy khác")
    await thief.presses("privacy:erase-now")
    thief.sees("sau ba ngày")
    for number in ("1", "2", "3"):
        await thief.presses(f"link:off:{number}")
    thief.sees_not("Đã tắt")
    await thief.presses("link:pin")
    thief.sees("sau ba ngày")
    newer = await pin_of(lan)
    await lan.taps("Không phải tôi")
    lan.sees("Đã đóng")
    other = house.resident("Kẻ khác", channel="zalo_bot")
    await tries(other, code, newer)
    other.sees("chưa khớp")
    await thief.says("/hoso")
    thief.sees(own)
    assert code not in thief.last.text
    await lan.says("/hoso")
    lan.sees(code)
    assert own not in lan.last.text
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    lan.sees("duy tu")
    thief.sees_not("duy tu")


async def thief_with_two_phones(house: House, lan: Speaker, code: str) -> tuple[Speaker, Speaker]:
    """Somebody whose two accounts are one person, and who joins that person to Lan."""
    first = house.resident("Kẻ trộm", channel="zalo_bot")
    own = await filed(first, "cây ngã chắn ngang đường ấp 3")
    second = house.resident("Kẻ trộm (2)")
    await tries(second, own, await pin_of(first))
    house.passes(days=9)
    await tries(second, code, await pin_of(lan))
    second.sees("Đã nối")
    return first, second


HARMFUL = (
    "privacy:erase-now",
    "privacy:export",
    "privacy:plain",
    "link:pin",
    *(f"link:{verb}:{number}" for verb in ("off", "to", "undo") for number in range(1, 5)),
)


@pytest.mark.parametrize("data", HARMFUL)
async def test_no_account_of_a_joiner_can_harm(house: House, data: str) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await lan.presses("privacy:discreet")
    for one in await thief_with_two_phones(house, lan, code):
        before = await house.rows("SELECT id, person_id, preferred FROM account ORDER BY id")
        await one.presses(data)
        assert (
            await house.rows("SELECT id, person_id, preferred FROM account ORDER BY id") == before
        )
        (row,) = await house.rows("SELECT discreet FROM person")
        assert row.discreet
        assert await house.rows("SELECT id FROM task WHERE kind = 'export'") == []
        assert await house.rows("SELECT person_id FROM link_pin") == []
    await lan.says("/hoso")
    lan.sees(code)


async def test_not_me_undoes_every_account_of_the_joiner(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    thieves = await thief_with_two_phones(house, lan, code)
    await lan.taps("Không phải tôi")
    for one in thieves:
        await one.says("/hoso")
        assert code not in one.last.text
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    lan.sees("duy tu")
    for one in thieves:
        one.sees_not("duy tu")


async def test_a_joiner_does_not_carry_the_owner_on_to_a_third_person(house: House) -> None:
    """The third person's account is old and trusted: it could erase what the owner sent."""
    lan = house.resident("Lan")
    code = await filed(lan)
    other = house.resident("Kẻ trộm (2)")
    own = await filed(other, "cây ngã chắn ngang đường ấp 3")
    thief = house.resident("Kẻ trộm", channel="zalo_bot")
    await tries(thief, code, await pin_of(lan))
    thief.sees("Đã nối")
    await tries(thief, own, await pin_of(other))
    thief.sees("sau ba ngày")
    await other.presses("privacy:erase-now")
    await lan.says("/hoso")
    lan.sees(code)
    await lan.presses("link")
    assert any("Tắt" in choice.label for choice in lan.last.choices)


async def test_what_a_joiner_began_ends_with_not_me(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    zalo = house.resident("Lan (Zalo)", channel="zalo_bot")
    await tries(zalo, code, await pin_of(lan))
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    await zalo.presses(f"undone:{stored(code)}")
    zalo.sees("chưa xong")
    before = await house.events(code)
    await lan.taps("Không phải tôi")
    await zalo.says("bịa chuyện để phá")
    assert await house.events(code) == before


async def test_what_the_second_phone_had_comes_along(house: House, tmp_path: Path) -> None:
    await open_consultation(house)
    lan = house.resident("Lan")
    zalo = house.resident("Lan-Zalo", channel="zalo_bot")
    for one, words in ((lan, "nhà tôi không có đất"), (zalo, "tôi nghĩ lại rồi")):
        await one.says("/gopy")
        await one.taps("Không đồng ý")
        await one.says(words)
        await one.taps("Xong")
        house.passes(minutes=1)
    first = await filed(lan)
    second = await filed(zalo, "cây ngã chắn ngang đường ấp 3")
    await tries(zalo, first, await pin_of(lan))
    await lan.says("/hoso")
    lan.sees(first, second)
    rows = await house.rows("SELECT current FROM opinion ORDER BY id")
    assert [bool(row.current) for row in rows] == [False, True]
    await lan.says("/riengtu")
    await lan.taps("Gửi tôi một bản")
    await do_tasks(house, tmp_path)
    (file,) = [seen.row.message.file for seen in lan.screen if seen.row.message
               and seen.row.message.file]  # fmt: skip
    data = orjson.loads((tmp_path / file.path).read_bytes())
    assert {one["channel"] for one in data["accounts"]} == {"telegram", "zalo_bot"}
    assert len(data["cases"]) == len(data["opinions"]) == 2
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")
    await do_tasks(house, tmp_path)
    for words in ("nghĩ lại", "không có đất", "'Lan-Zalo'", "'Lan'"):
        assert await house.tables_with(words) == []
    assert {case.person_id for case in await house.cases()} == {None}


async def test_news_go_where_the_person_wants_them(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan, zalo, code = await joined(house)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    lan.sees("duy tu")
    house.passes(days=4)
    await speak(house, trust_grown)
    await zalo.says("/lienket")
    zalo.sees("Tin báo về: Zalo")
    await zalo.taps("Báo tin về Telegram")
    await answers(hai, code, "Đội duy tu đổi sang ngày 29/11")
    lan.sees("29/11")
    zalo.sees_not("29/11")


async def test_a_new_phone_does_not_take_the_news_away(house: House) -> None:
    """For three days they still come to the phone before, though the new one wrote last."""
    hai = await house.official("Chị Hai", "head")
    lan, zalo, code = await joined(house)
    await zalo.says("/hoso")
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    lan.sees("duy tu")
    zalo.sees_not("duy tu")
    house.passes(days=3)
    await speak(house, trust_grown)
    await zalo.says("/hoso")
    await answers(hai, code, "Đội duy tu đổi sang ngày 29/11")
    zalo.sees("29/11")


async def test_a_new_phone_leaves_no_other_number(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan, zalo, code = await joined(house)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    case = await house.case(code)
    leave = partial(leave_number, case=case, phone="0912345678")
    assert isinstance(await as_resident(house, zalo, leave), TooYoung)
    assert not isinstance(await as_resident(house, lan, leave), TooYoung)


async def test_an_officials_wrong_tries_leave_the_pin_alone(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    pin = await pin_of(lan)
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    for _time in range(link_pins.TRIES):
        outcome = await as_resident(
            house, hai, partial(join, here=here(hai), code=parse(code), pin="000000")
        )
        assert isinstance(outcome, DoesNotFit)
    await tries(house.resident("Lan (Zalo)", channel="zalo_bot"), code, pin)
    assert len(await house.rows("SELECT 1 FROM account WHERE linked_at IS NOT NULL")) == 1


async def test_two_phones_on_one_service_are_told_apart_by_when_they_joined(house: House) -> None:
    lan, zalo, code = await joined(house)
    house.passes(days=4)
    new = house.resident("Lan (máy mới)", channel="zalo_bot")
    await tries(new, code, await pin_of(lan))
    house.passes(days=4)
    third = house.resident("Lan (máy ba)", channel="telegram")
    await tries(third, code, await pin_of(lan))
    zalo.sees("Telegram, nối 09:00 ngày 24/11/2026")
    await lan.says("/lienket")
    said = lan.sees("Đang nối")
    for name in ("Zalo, nối 09:00 ngày 16/11/2026", "Zalo, nối 09:00 ngày 20/11/2026",
                 "Telegram, máy đầu tiên (đang dùng)"):  # fmt: skip
        assert name in said.text
    assert "máy mới" not in said.text
    await lan.taps("Tắt Zalo, nối 09:00 ngày 20/11/2026")
    lan.sees("Đã tắt Zalo, nối 09:00 ngày 20/11/2026")
    await zalo.says("/hoso")
    zalo.sees(code)
    await new.says("/hoso")
    new.sees_not(code)


async def test_an_old_phone_is_turned_off(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan, zalo, code = await joined(house)
    house.passes(days=3, minutes=1)
    await zalo.says("/lienket")
    await zalo.taps("Tắt Telegram")
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    zalo.sees("duy tu")
    await lan.says("/hoso")
    assert code not in lan.last.text


async def test_officials_accounts_are_not_joined_by_pin(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    await tries(hai, code, await pin_of(lan))
    hai.sees("chưa khớp")
    await hai.presses("link:pin")
    hai.sees("cán bộ")


async def test_sealed_words_stay_in_their_chat(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    pin = await pin_of(lan)
    await lan.says("Tôi tố cáo ông trưởng ấp nhận tiền hối lộ")
    zalo = house.resident("Lan-Zalo", channel="zalo_bot")
    await tries(zalo, code, pin)
    for words in ("/hoso", "/riengtu", "/lienket"):
        await zalo.says(words)
    zalo.sees_not("hối lộ")
    rows = await house.rows("SELECT channel, chat FROM sealed_words")
    assert [tuple(row) for row in rows] == [("telegram", lan.chat)]


async def test_an_official_works_on_zalo_as_on_telegram(house: House) -> None:
    admin = await house.official("Chị Quản", "admin")
    house.commune.bot_names["zalo_bot"] = ""  # type: ignore[index]
    await admin.says("/moicanbo")
    await admin.says("Anh Ba")
    await admin.taps("Người đứng đầu")
    await admin.taps("Có")
    word = re.search(r"\bmoi-\S+$", admin.last.text, re.MULTILINE)
    assert word
    ba = house.resident("Anh Ba", channel="zalo_bot")
    await ba.says(word[0])
    await admin.taps("Đúng")
    ba.screen[-1].text.index("Anh Ba")
    lan = house.resident("Lan")
    code = await filed(lan)
    # Nothing can be quoted or pressed: the numbers of the rerouted choices are typed.
    card = next(seen for seen in reversed(ba.screen) if code in seen.text)
    assert card is ba.last
    labels = [one.label for one in card.choices if one.data]
    await ba.says(str(1 + labels.index(next(one for one in labels if "Nhận" in one))))
    assert (await house.case(code)).assignee_id is not None
    await ba.says(f"/traloi {code} Đã cử đội duy tu, xong ngày 30/11")
    await ba.says("1")
    lan.sees("duy tu")


async def test_what_holds_for_the_person_comes_along(house: House) -> None:
    """Other eyes see one of the telephones; announcements are wanted; a number stays behind."""
    lan = house.resident("Lan")
    code = await filed(lan)
    zalo = house.resident("Lan-Zalo", channel="zalo_bot")
    await zalo.presses("privacy:discreet")
    await zalo.presses("news:on")

    def leave_numbers(tx: Transaction) -> None:
        person = people.by_chat(tx, zalo.channel, zalo.chat)
        assert person is not None
        people.change(tx, person.id, phone="0987654321")

    await house.database.transact(leave_numbers)
    await tries(zalo, code, await pin_of(lan))
    zalo.sees("Đã nối")
    rows = await house.rows("SELECT discreet, announcements, phone FROM person")
    assert [(bool(row.discreet), bool(row.announcements), row.phone) for row in rows] == [
        (True, True, "")
    ]
