"""The acts on consultations, each as a chat and as a call of the action."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from actions.consultations import consultation_taps, opinions, stance_answers
from actions.consultations.consultations import Proposal, close_early, create
from actions.consultations.opinions import Contribution
from actions.files import ChannelFile
from domain.consultations.stances import Disposition, Stance
from storage.consultations import consultations
from storage.consultations.consultations import StanceAnswer
from tests.actions.twice import Deed, Town, as_official, as_resident
from tests.handlers.consultations import (
    IN_SHORT,
    TITLE,
    close_due,
    feed_on,
    open_consultation,
    write_consultation,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.desk import Desk
    from actions.seat import Seat
    from storage.consultations.consultations import Consultation
    from tests.house import House

WORDS = "Nhà tôi hết đất rồi"
PROPOSAL = Proposal(
    title=TITLE,
    summary=IN_SHORT,
    opens=date(2026, 11, 16),
    closes=date(2026, 12, 6),
    hamlets=["ap-4"],
    document=ChannelFile("telegram", "ref", "document", size=1000),
)
ANSWERS = (
    StanceAnswer(Stance.AGREE, Disposition.ACCEPTED, "Xã ghi nhận và cảm ơn."),
    StanceAnswer(Stance.DISAGREE, Disposition.PARTLY, "Hộ không còn đất thì không phải hiến."),
)


async def office(house: House) -> Town:
    """An officer; Lan and Minh, who wrote before."""
    officer = await house.official("Cô Hoa", "officer", "van-phong")
    lan, minh = house.resident("Lan"), house.resident("Minh")
    for resident in (lan, minh):
        await resident.says("/start")
    return {"house": house, "officer": officer, "lan": lan, "minh": minh}


async def opened(house: House) -> Town:
    """A consultation that is open for forty days."""
    town = await office(house)
    return town | {"code": (await open_consultation(house, days=40)).code}


async def opened_long_ago(house: House) -> Town:
    """It may be closed early."""
    town = await opened(house)
    house.passes(days=21)
    return town


async def agreed(house: House) -> Town:
    """Lan agreed."""
    town = await opened(house)
    await town["lan"].says("/gopy")
    await town["lan"].taps("Đồng ý")
    await town["lan"].taps("Xong")
    return town


async def heard(house: House) -> Town:
    """And Minh did not, with a voice message."""
    town = await agreed(house)
    await _disagree(town)
    return town


async def closed(house: House) -> Town:
    """Then it closed."""
    town = await heard(house)
    house.passes(days=41)
    await close_due(house)
    return town


async def _disagree(town: Town) -> None:
    minh = town["minh"]
    await minh.says("/gopy")
    await minh.taps("Không đồng ý")
    await minh.says(WORDS)
    await minh.sends("voice")
    await minh.taps("Xong")


async def _agree_late(town: Town) -> None:
    minh = town["minh"]
    await minh.says(f"/gopy {town['code']}")
    await minh.taps("Đồng ý")
    await minh.taps("Xong")


async def _change_in_chat(town: Town) -> None:
    await town["lan"].taps("Sửa")
    await town["lan"].taps("Không có ý kiến")
    await town["lan"].taps("Xong")


async def _speak_for_another(town: Town) -> None:
    lan = town["lan"]
    await lan.taps("Nói giùm")
    await lan.says("Bà Thạch Thị Sóc")
    await lan.taps("Có, người đó nhờ tôi")
    await lan.taps("Không đồng ý")
    await lan.taps("Xong")


async def _create_in_chat(town: Town) -> None:
    officer = town["officer"]
    await write_consultation(officer, closes="6/12/2026")
    await officer.taps("Ấp 4")
    await officer.taps("Đủ rồi")
    await officer.taps("Đưa ra lấy ý kiến")


async def _publish_in_chat(town: Town) -> None:
    officer = town["officer"]
    await officer.presses(consultation_taps.Answer(town["code"]))
    for label, one in zip(("Tiếp thu", "Tiếp thu một phần"), ANSWERS, strict=True):
        await officer.taps(label)
        await officer.says(one.body)
    await officer.taps("Công bố")
    await feed_on(town["house"])


async def _publish(house: House, town: Town) -> Any:
    def act(desk: Desk, consultation: Consultation) -> int:
        for one in ANSWERS:
            stance_answers.answer(desk, consultation, one)
        return stance_answers.publish(desk, consultation)

    number = await at_desk(house, town, act)
    await feed_on(house)
    return number


async def at_desk(
    house: House, town: Town, act: Callable[[Desk, Consultation], Any], who: str = "officer"
) -> Any:
    """An act of an official on the consultation."""
    return await as_official(house, town[who], lambda desk: act(desk, _consultation(desk, town)))


async def in_seat(
    house: House, town: Town, act: Callable[[Seat, Consultation], Any], who: str = "lan"
) -> Any:
    """An act of a resident on the consultation."""
    return await as_resident(house, town[who], lambda seat: act(seat, _consultation(seat, town)))


def _consultation(who: Desk | Seat, town: Town) -> Consultation:
    found = consultations.by_code(who.tx, town["code"])
    assert found is not None
    return found


def _office(act: Any, *arguments: Any) -> Any:
    async def done(house: House, town: Town) -> Any:
        return await at_desk(house, town, lambda desk, one: act(desk, one, *arguments))

    return done


def _opine(who: str, contribution: Contribution, *files: ChannelFile) -> Any:
    async def done(house: House, town: Town) -> Any:
        return await in_seat(
            house, town, lambda seat, one: opinions.opine(seat, one, contribution, files), who
        )

    return done


DEEDS: dict[str, Deed] = {
    "create": Deed(
        office,
        _create_in_chat,
        lambda house, town: as_official(
            house, town["officer"], lambda desk: create(desk, PROPOSAL)
        ),
    ),
    "close early": Deed(
        opened_long_ago,
        lambda town: town["officer"].presses(consultation_taps.CloseNow(town["code"])),
        _office(close_early),
    ),
    "opine": Deed(
        opened,
        _disagree,
        _opine(
            "minh",
            Contribution(stance=Stance.DISAGREE, words=WORDS),
            ChannelFile("telegram", "ref", "voice", size=1000),
        ),
    ),
    "change an opinion": Deed(
        agreed, _change_in_chat, _opine("lan", Contribution(stance=Stance.NO_OPINION))
    ),
    "speak for another": Deed(
        agreed,
        _speak_for_another,
        _opine(
            "lan",
            Contribution(
                stance=Stance.DISAGREE,
                on_behalf=True,
                author_name="Bà Thạch Thị Sóc",
                author_consent="asked",
            ),
        ),
    ),
    "opine late": Deed(closed, _agree_late, _opine("minh", Contribution(stance=Stance.AGREE))),
    "read opinions": Deed(
        heard,
        lambda town: town["officer"].presses(consultation_taps.Opinions(town["code"])),
        _office(opinions.read_opinions),
    ),
    "hear an opinion": Deed(
        heard,
        lambda town: town["officer"].presses(consultation_taps.Files(2)),
        lambda house, town: as_official(
            house, town["officer"], lambda desk: opinions.hear_opinion(desk, 2)
        ),
    ),
    "publish": Deed(closed, _publish_in_chat, _publish),
}
"""One deed for each act, and for each way to give an opinion."""
