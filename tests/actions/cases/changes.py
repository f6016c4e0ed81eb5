"""The acts that change a case, each as a chat and as a call of the action."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from actions.cases import additions, assignment, corrections, feedback
from actions.cases.answer import answer
from actions.cases.filing import Report, file
from actions.cases.note import note
from actions.cases.question import ask
from actions.cases.state import change_state
from domain.cases.acts import Act
from domain.cases.kinds import SubmissionKind
from domain.cases.states import CaseState
from storage.people import officials
from tests.actions.cases.deeds import ANSWER, answered, office, says
from tests.actions.twice import Deed, Town, as_official, as_resident
from tests.handlers.offices import ROAD
from tests.handlers.reports import send

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.house import House

QUESTION = "Chỗ lầy dài bao nhiêu mét vậy bà con?"
MORE = "chỗ gần cống số 2 lầy nhất"
REASON = "thuộc phần việc của bên đó"
NOTE = "đã gọi điện hỏi trưởng ấp"
BETTER = "Xong ngày 29/11, bà con yên tâm"
PHONE = "0912345678"
LATER = date(2026, 12, 30)


async def newcomer(house: House) -> Town:
    """An officer, and Lan, who has said hello."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    await lan.says("/start")
    return {"hai": hai, "lan": lan}


async def colleagues(house: House) -> Town:
    """Another officer of the unit stands ready."""
    town = await office(house)
    ba = await house.official("Anh Ba", "officer", "kinh-te")

    def active(tx: Any) -> int:
        return next(one.id for one in officials.active(tx) if one.name == "Anh Ba")

    return {**town, "ba": ba, "ba_id": await house.database.read(active)}


async def taken(house: House) -> Town:
    """Chị Hai works on Lan's case."""
    town = await office(house)
    await town["hai"].presses(f"take:{town['code']}")
    return {**town, "case": await house.case(town["code"])}


async def filed_message(house: House) -> Town:
    """Lan's case, and the message that it was made of."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    said = await lan.says(ROAD)
    await send(lan)
    (case,) = await house.cases()
    return {"hai": hai, "lan": lan, "case": case, "code": case.code, "said": said}


async def ended(house: House) -> Town:
    """Lan said that it is done."""
    town = await answered(house)
    await town["lan"].presses(f"done:{town['code']}")
    return {**town, "case": await house.case(town["code"])}


async def rated(house: House) -> Town:
    """Lan gave a score, and is asked why."""
    town = await ended(house)
    await town["lan"].presses(f"rate:{town['code']}:4")
    return town


async def answered_with_event(house: House) -> Town:
    """Lan's case was answered; the event of the answer."""
    town = await answered(house)
    event = (await house.events(town["code"]))[-1]
    return {**town, "event": event}


def script(who: str, *steps: tuple[str, str]) -> Callable[[Town], Coroutine[Any, Any, None]]:
    """Do steps one after the other: ("says", words), ("presses", data), ("taps", label)."""

    async def play(town: Town) -> None:
        for step, content in steps:
            await getattr(town[who], step)(content.format(**town))

    return play


async def official(house: House, town: Town, act: Callable[..., Any]) -> Any:
    """Chị Hai acts on the case as she saw it."""
    bound = partial(act, case=town["case"], seen=town["case"].version)
    return await as_official(house, town["hai"], bound)


async def resident(house: House, town: Town, act: Callable[..., Any]) -> Any:
    """Lan acts on her case."""
    return await as_resident(house, town["lan"], partial(act, case=town["case"]))


async def correcting(house: House, town: Town) -> Any:
    """Chị Hai corrects her answer."""
    act = partial(corrections.correct, event=town["event"], words=BETTER)
    return await official(house, town, act)


async def taking_back(house: House, town: Town) -> Any:
    """Chị Hai takes her answer back."""
    act = partial(corrections.take_back, case=town["case"], event=town["event"])
    return await as_official(house, town["hai"], act)


async def editing(house: House, town: Town) -> Any:
    """The message that Lan's case was made of reads otherwise."""
    act = partial(additions.edit, words=MORE, message=town["said"].message)
    return await resident(house, town, act)


async def edits_it(town: Town) -> None:
    """Lan changes the message in her chat."""
    await town["lan"].edits(town["said"], MORE)


def report(house: House, town: Town) -> Any:
    """Lan reports the road without a chat."""
    said = Report(kind=SubmissionKind.REFLECTION, words=ROAD, hamlet_id="ap-4")
    return as_resident(house, town["lan"], partial(file, report=said))


async def reports(town: Town) -> None:
    """Lan reports the road in her chat."""
    await town["lan"].says(ROAD)
    await send(town["lan"])


SEND = ("taps", "Gửi cho bà con")
CHANGES = {
    Act.FILE: Deed(newcomer, reports, report),
    Act.ADD: Deed(
        office,
        script("lan", ("presses", "add:{code}"), ("says", MORE)),
        partial(resident, act=partial(additions.add, words=MORE)),
    ),
    Act.EDIT: Deed(filed_message, edits_it, editing),
    Act.TAKE: Deed(
        office,
        script("hai", ("presses", "take:{code}")),
        lambda house, town: as_official(
            house, town["hai"], partial(assignment.take, case=town["case"])
        ),
    ),
    Act.ASSIGN: Deed(
        colleagues,
        script("hai", ("presses", "give:{code}:{ba_id}:1")),
        lambda house, town: official(
            house, town, partial(assignment.assign, official_id=town["ba_id"])
        ),
    ),
    Act.TRANSFER: Deed(
        taken,
        script("hai", ("says", "/chuyen {code} " + REASON), ("taps", "Phòng Văn hóa – Xã hội")),
        partial(official, act=partial(assignment.transfer, unit_id="van-hoa", reason=REASON)),
    ),
    Act.ANSWER: Deed(
        office,
        script("hai", ("says", "/traloi {code} " + ANSWER), SEND),
        partial(official, act=partial(answer, words=ANSWER)),
    ),
    Act.ASK: Deed(
        taken,
        script("hai", ("says", "/hoithem {code} " + QUESTION), SEND),
        partial(official, act=partial(ask, words=QUESTION)),
    ),
    Act.CORRECT: Deed(
        answered_with_event,
        script("hai", ("taps", "Sửa"), ("says", BETTER), ("taps", "Gửi bản sửa")),
        correcting,
    ),
    Act.TAKE_BACK: Deed(
        answered_with_event,
        script("hai", ("taps", "Thu hồi"), ("taps", "Đồng ý thu hồi")),
        taking_back,
    ),
    Act.NOTE: Deed(
        office,
        says("hai", "/ghichu {code} " + NOTE),
        lambda house, town: as_official(
            house, town["hai"], partial(note, case=town["case"], words=NOTE)
        ),
    ),
    Act.CHANGE_STATE: Deed(
        taken,
        script(
            "hai",
            ("presses", "to:{code}:extended:2"),
            ("says", REASON),
            ("says", "30/12/2026"),
            ("taps", "Thực hiện và báo bà con"),
        ),
        partial(
            official,
            act=partial(change_state, to=CaseState.EXTENDED, reason=REASON, until=LATER),
        ),
    ),
    Act.DONE: Deed(
        answered, script("lan", ("presses", "done:{code}")), partial(resident, act=feedback.done)
    ),
    Act.NOT_DONE: Deed(
        answered,
        script("lan", ("presses", "undone:{code}"), ("says", MORE)),
        partial(resident, act=partial(feedback.not_done, words=MORE)),
    ),
    Act.RATE: Deed(
        ended,
        script("lan", ("presses", "rate:{code}:4")),
        partial(resident, act=partial(feedback.rate, score=4)),
    ),
    Act.EXPLAIN: Deed(
        rated,
        says("lan", MORE),
        partial(resident, act=partial(feedback.explain, words=MORE)),
    ),
    Act.LEAVE_NUMBER: Deed(
        office,
        script("lan", ("presses", "phone:{code}"), ("says", PHONE)),
        partial(resident, act=partial(feedback.leave_number, phone=PHONE)),
    ),
}
