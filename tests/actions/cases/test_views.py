"""The view of a case is plain data, the same for the chat, the browser and Open311."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from actions.cases.reading import views
from tests.actions.cases.deeds import ANSWER, BROKEN, answered, office
from tests.handlers.offices import COMPLAINT, filed_code
from tests.handlers.reports import send

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.engine.transaction import Transaction
    from tests.house import House

CORRECTED = "Đã cử đội duy tu, xong ngày 5/12"


async def seen(house: House, code: str, view: Callable[..., Any]) -> Any:
    """A view as JSON says it."""
    case = await house.case(code)

    def work(tx: Transaction) -> bytes:
        return orjson.dumps(view(house.notifier(tx), case))

    return orjson.loads(await house.database.read(work))


async def much_happened(house: House) -> str:
    """Answered, corrected, noted, answered again and taken back; returns the code."""
    town = await answered(house)
    hai, code = town["hai"], town["code"]
    await hai.taps("Sửa")
    await hai.says(CORRECTED)
    await hai.taps("Gửi bản sửa")
    await hai.says(f"/ghichu {code} đã gọi trưởng ấp")
    await hai.says(f"/traloi {code} nhầm hồ sơ")
    await hai.taps("Gửi cho bà con")
    await hai.taps("Thu hồi")
    await hai.taps("Đồng ý thu hồi")
    return str(code)


async def test_its_resident_sees_no_names_no_notes_and_nothing_taken_back(house: House) -> None:
    code = await much_happened(house)
    view = await seen(house, code, views.for_resident)
    assert [(entry["act"], entry["words"], entry["standing"]) for entry in view["timeline"]] == [
        ("filed", "", "stands"),
        ("corrected", CORRECTED, "stands"),
        ("reply", "", "taken back"),
    ]
    assert (view["words"], view["file_count"], view["unit"]) == (BROKEN, 1, "Phòng Kinh tế")
    assert (view["author"], view["handler"]) == (None, "")
    assert all(entry["delivery"] is None for entry in view["timeline"])
    told = orjson.dumps(view).decode()
    for hidden in ("Chị Hai", "trưởng ấp", "nhầm hồ sơ", ANSWER):
        assert hidden not in told


async def test_officials_see_both_sides_and_how_messages_fared(house: House) -> None:
    code = await much_happened(house)
    await house.speakers["Lan:502"].says(f"/tracuu {code}")
    view = await seen(house, code, views.for_official)
    assert [
        (entry["act"], entry["official"], entry["words"], entry["standing"])
        for entry in view["timeline"]
        if entry["act"] != "taken back"
    ] == [
        ("filed", "", "", "stands"),
        ("reply", "Chị Hai", ANSWER, "corrected"),
        ("corrected", "Chị Hai", CORRECTED, "stands"),
        ("note", "Chị Hai", "đã gọi trưởng ấp", "stands"),
        ("reply", "Chị Hai", "nhầm hồ sơ", "taken back"),
    ]
    (correction,) = [entry for entry in view["timeline"] if entry["act"] == "corrected"]
    assert correction["delivery"]["state"] == "sent"
    assert correction["delivery"]["read_at"] is not None
    assert view["handler"] == "Chị Hai"
    assert view["author"] == {
        "name": "Lan", "phone": "", "language": "vi", "on_behalf_of": None,
    }  # fmt: skip


async def test_due_days_and_where_they_stand_in_the_law(house: House) -> None:
    code = (await office(house))["code"]
    view = await seen(house, code, views.for_resident)
    assert view["due"] == {"duty": "answer", "day": "2026-12-08", "is_overdue": False}
    assert [(one["duty"], one["is_confirmed"]) for one in view["legal_bases"]] == [
        ("first notice", True),
        ("answer", False),
    ]
    house.passes(days=40)
    assert (await seen(house, code, views.for_anybody))["due"]["is_overdue"]
    assert set(await seen(house, code, views.for_anybody)) == {"code", "kind", "state", "due"}


async def test_a_complaint_owes_its_first_notice_until_its_paper_is_there(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(COMPLAINT)
    await lan.taps("Tôi không đồng ý")
    await send(lan)
    view = await seen(house, filed_code(lan), views.for_resident)
    assert view["due"]["duty"] == "first notice"
