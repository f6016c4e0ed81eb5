"""The main story with the real processes over HTTP: resident → officer → resident."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from domain.people import invitations
from storage.engine.database import Database
from storage.people import officials
from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.transaction import Transaction
    from tests.e2e.town import Phone

CODE = re.compile(r"K[0-9A-Z]{2}-[0-9A-Z]{4}")


async def enrolled(town: Town, name: str = "Chị Hai", chat: int = 9001) -> Phone:
    """Enrol an admin, who sees every unit, by an invitation in the database.

    Running the command line would take a second. test_consultations and the chaos run it.
    """
    token, now = secrets.token_urlsafe(invitations.TOKEN_BYTES), town.now()

    def invite(tx: Transaction) -> None:
        officials.invite(
            tx,
            token_hash=invitations.hashed(token),
            name=name,
            role="admin",
            unit_id="",
            speaks_khmer=False,
            created_by=None,
            now=now,
            expires_at=now + invitations.VALID_FOR,
        )

    database = await Database.open(town.where)
    await database.transact(invite)
    await database.close()
    official = town.phone(name, chat)
    await official.says(f"/start {invitations.payload(token)}")
    await official.sees(name)
    return official


async def filed(resident: Phone, words: str = "đường ấp 4 lầy lội, xe không qua được") -> str:
    """File a report. Return its code."""
    await resident.says(words)
    await resident.sees("Ấp 4")
    await resident.taps("Đồng ý và gửi")
    receipt = await resident.sees("K")
    found = CODE.search(receipt["text"])
    assert found, receipt
    return found[0]


async def test_a_report_is_answered(town: Town) -> None:
    official = await enrolled(town)
    lan = town.phone("Lan", 501)
    code = await filed(lan)
    card = await official.sees(code, "đường ấp 4 lầy lội")
    await official.says("Đã cử đội duy tu, hoàn thành ngày 30/11", reply_to=card["message_id"])
    await official.sees(code, "duy tu")
    await official.taps("Gửi cho bà con")
    answer = await lan.sees("Đã cử đội duy tu", code)
    assert answer["buttons"][0][0]["label"] == "Xong"
    await lan.taps("Xong")
    await lan.taps("5")
    await town.until(lambda: town.rows("SELECT score FROM satisfaction") == [(5,)])


async def test_without_the_hand_over_the_scheduled_sweep_delivers(tmp_path: Path) -> None:
    """The APScheduler job alone delivers replies and status changes."""
    async with Town(tmp_path, NGHEDAN_HANDOVER="off") as town:
        official = await enrolled(town)
        lan = town.phone("Lan", 501)
        code = await filed(lan)
        card = await official.sees(code)
        await official.says("Đã sửa xong đèn đường", reply_to=card["message_id"])
        await official.sees("Đã sửa xong")
        await official.taps("Gửi cho bà con")
        await lan.sees("Đã sửa xong đèn đường", code)
        waits = town.rows(
            "SELECT (julianday(sent_at) - julianday(max(created_at, not_before))) * 86400 "
            "FROM outbox WHERE state = 'sent'"
        )
        assert waits
        assert max(wait for (wait,) in waits) <= 2.0


async def test_a_photo_reaches_the_official(town: Town) -> None:
    official = await enrolled(town)
    lan = town.phone("Lan", 501)
    await lan.sends("photo", b"\xff\xd8\xff\xe0 a photo", caption="cầu ấp 4 gãy lan can")
    await lan.sees("Ấp 4")
    await lan.taps("Đồng ý và gửi")
    code = CODE.search((await lan.sees("K"))["text"])
    assert code
    await official.sees(code[0])

    async def photo_seen() -> bool:
        return any("photo" in message for message in await official.screen())

    await town.until(photo_seen)
    await town.until(lambda: town.rows("SELECT path FROM file WHERE path <> ''"))
