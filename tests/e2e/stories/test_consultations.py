"""Consultations, announcements, privacy and denunciations with the real process, over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.town import Phone

CANARY = "chimxanh7315"


async def admin_of(town: Town) -> Phone:
    """Return an admin who was enrolled by the command line's link."""
    await town.until(town.database.exists)
    link = await town.command("invite", "--role", "admin", "--name", "Anh Phúc")
    admin = town.phone("Anh Phúc", 900)
    await admin.says("/start " + link.strip().partition("start=")[2])
    await admin.sees("Anh Phúc")
    return admin


async def test_a_consultation_from_its_document_to_the_opinion(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        admin = await admin_of(town)
        await admin.says("/layykien")
        await admin.taps("Kế hoạch mới")
        await admin.sees("Tên kế hoạch")
        await admin.says("Nâng cấp đường kênh 14")
        await admin.sees("Tóm tắt")
        await admin.says("Mở rộng đường lên 3,5 mét.")
        await admin.sees("tài liệu")
        await admin.sends("document", b"%PDF-1.4 plan" * 400)
        await admin.taps("Đủ rồi")
        await admin.taps("Hôm nay")
        await admin.taps("sớm nhất")
        await admin.taps("Cả xã")
        await admin.taps("Đưa ra lấy ý kiến")
        await admin.sees("Kế hoạch có mã")
        await admin.sees("đã mở lấy ý kiến")
        ((code,),) = town.rows("SELECT code FROM consultation")
        lan = town.phone("Lan", 501)
        await lan.says(f"/start plan-{code}")
        await lan.sees("Nâng cấp đường kênh 14", "Bà con nghĩ sao?")
        await lan.taps("Xem tài liệu (5 KB)")
        await town.until(lambda: _document(lan))
        # The question is sent again below it. A press on the upper one would be out of date.
        await lan.sees("Bà con nghĩ sao?")
        await lan.taps("Đồng ý")
        await lan.taps("Xong")
        await lan.sees("Ý kiến có mã")
        assert town.rows("SELECT stance, current FROM opinion") == [("agree", 1)]
        await lan.says("/thongbao")
        await lan.taps("Nhận thông báo")
        await lan.sees("Từ nay")
        await admin.says("/thongbao")
        await admin.sees("Nội dung thông báo")
        await admin.says("Sáng mai cúp nước")
        await admin.sees("gửi tới 1 người")
        await admin.taps("Gửi đi")
        await admin.sees("Đã gửi 1")
        await town.until(lambda: lan.times_seen("Sáng mai cúp nước"))
        assert await lan.times_seen("Sáng mai cúp nước") == 1


async def _document(phone: Phone) -> bool:
    return any(message.get("document") for message in await phone.screen(phone.seen))


async def test_the_copy_of_what_is_kept_comes_as_a_file(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        lan = town.phone("Lan", 501)
        await lan.says("/riengtu")
        await lan.taps("Gửi tôi một bản")
        await town.until(lambda: _document(lan))
        (copy,) = (tmp_path / "exports").iterdir()
        assert json.loads(copy.read_bytes())["person"][0]["name"] == "Lan"


async def test_a_denunciation_leaves_no_trace(tmp_path: Path) -> None:
    """After its author deletes it, it is gone from the chat, the database's files and the log."""
    async with Town(tmp_path) as town:
        lan = town.phone("Lan", 501)
        await lan.says(f"Ông trưởng ấp nhận tiền của dân làm hộ nghèo, {CANARY}")
        await lan.sees("không chuyển cho ai")
        await lan.sends("photo", b"\xff\xd8\xff\xe0 a photo", f"giấy tờ {CANARY}")
        await lan.sees("không chuyển cho ai")
        assert len(town.rows("SELECT id FROM sealed_words")) == 1
        await lan.taps("Xóa ngay")
        await lan.sees("Đã xóa, cả trong khung chat này")

        async def gone() -> bool:
            return not any(CANARY in json.dumps(one) for one in await lan.screen())

        await town.until(gone)
        assert len(await town.calls("deleteMessage")) == 2

        def traces() -> list[str]:
            files = [one for one in tmp_path.rglob("*") if one.name != "sandbox.log"]
            return [
                one.name for one in files if one.is_file() and CANARY.encode() in one.read_bytes()
            ]

        await town.until(lambda: not traces())
        await town.bot.end()
        assert traces() == []
