"""Plans for tests, laid before the residents as an official would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.messages.broadcast_feed import feed
from handlers.office.announcements import show_progress
from handlers.office.consultations.consultations import open_and_close
from storage.cases import files
from storage.consultations import consultations
from tests.handlers.offices import speak

if TYPE_CHECKING:
    from storage.consultations.consultations import Consultation
    from storage.engine.transaction import Transaction
    from tests.house import House, Speaker

TITLE = "Nâng cấp đường kênh 14"
SUMMARY = (
    "Xã dự định mở rộng đường kênh 14 lên 3,5 mét. Mỗi hộ ven đường hiến từ 0,5 đến 1 mét đất. "
    "Làm trong quý 1 năm 2027."
)


IN_SHORT = "Mở rộng đường lên 3,5 mét. Mỗi hộ hiến 0,5 mét đất. Làm trong quý 1."


async def open_plan(house: House, *, days: int = 21, document: bool = False) -> Consultation:
    """A plan that is open from now on."""

    def work(tx: Transaction) -> Consultation:
        document_id = None
        if document:
            document_id = files.add(
                tx, kind="document", name="ke-hoach.pdf", mime="application/pdf", size=1_300_000,
                channel="telegram", ref="ref-plan", at=house.now,
            ).id  # fmt: skip
        plan = consultations.create(
            tx, title=TITLE, summary=SUMMARY, document_id=document_id, opens_at=house.now,
            closes_at=house.now + timedelta(days=days), legal_basis="", hamlets=[], unit_id="",
            created_by=None, now=house.now,
        )  # fmt: skip
        consultations.open_due(tx, house.now)
        return plan

    return await house.database.transact(work)


async def feed_on(house: House) -> None:
    """One batch of what is told to many, and how far it is."""
    await speak(house, feed)
    await speak(house, show_progress)


async def close_due(house: House) -> None:
    """What the scheduler does each few seconds."""
    await speak(house, open_and_close)


async def write_plan(officer: Speaker, *, closes: str) -> None:
    """An official's answers up to the hamlets."""
    await officer.says("/layykien")
    await officer.taps("Kế hoạch mới")
    await officer.says(TITLE)
    await officer.says(IN_SHORT)
    await officer.sends("document")
    await officer.taps("Đủ rồi")
    await officer.taps("Hôm nay")
    await officer.says(closes)
