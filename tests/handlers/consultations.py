"""Consultations for tests, created as by an official."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.consultations.consultations import open_and_close_due
from actions.messages import broadcast_progress
from actions.messages.broadcast_feed import feed
from storage.cases import files
from storage.consultations import consultations
from storage.consultations.consultations import NewConsultation
from tests.handlers.offices import speak

if TYPE_CHECKING:
    from storage.consultations.consultations import Consultation
    from storage.engine.transaction import Transaction
    from tests.house import House
    from tests.speaker import Speaker

TITLE = "Nâng cấp đường kênh 14"
SUMMARY = (
    "Xã dự định mở rộng đường kênh 14 lên 3,5 mét. Mỗi hộ ven đường hiến từ 0,5 đến 1 mét đất. "
    "Làm trong quý 1 năm 2027."
)
IN_SHORT = "Mở rộng đường lên 3,5 mét. Mỗi hộ hiến 0,5 mét đất. Làm trong quý 1."


async def open_consultation(
    house: House, *, days: int = 21, document: bool = False
) -> Consultation:
    """A consultation that is open from now on."""

    def work(tx: Transaction) -> Consultation:
        document_id = None
        if document:
            document_id = files.add(
                tx,
                kind="document",
                name="ke-hoach.pdf",
                mime="application/pdf",
                size=1_300_000,
                channel="telegram",
                ref="ref-plan",
                at=house.now,
            ).id
        consultations.create(
            tx,
            NewConsultation(
                title=TITLE,
                summary=SUMMARY,
                opens_at=house.now,
                closes_at=house.now + timedelta(days=days),
                created_at=house.now,
                created_by=None,
                document_id=document_id,
                unit_id="van-phong",
            ),
        )
        (opened,) = consultations.open_due(tx, house.now)
        return opened

    return await house.database.transact(work)


async def feed_on(house: House) -> None:
    """One batch of what is told to many, and how far it is."""
    await speak(house, feed)
    await speak(house, broadcast_progress.update)


async def close_due(house: House) -> None:
    """What the scheduler does each few seconds."""
    await speak(house, open_and_close_due)


async def write_consultation(officer: Speaker, *, closes: str) -> None:
    """An official's answers up to the hamlets."""
    await officer.says("/layykien")
    await officer.taps("Kế hoạch mới")
    await officer.says(TITLE)
    await officer.says(IN_SHORT)
    await officer.sends("document")
    await officer.taps("Đủ rồi")
    await officer.taps("Hôm nay")
    await officer.says(closes)
