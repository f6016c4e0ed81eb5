"""An officer's work with the real processes: receipts, corrections, a group, charts, menus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.e2e.stories.test_story import enrolled, filed

if TYPE_CHECKING:
    from tests.e2e.town import Phone, Town

GROUP = -5001


async def reads(town: Town, phone: Phone, part: str) -> None:
    """Wait until a message on the screen, possibly an edited one, contains `part`."""

    async def look() -> bool:
        return any(part in (message.get("text") or "") for message in await phone.screen())

    await town.until(look)


async def test_answer_receipt_correction_and_taking_back(town: Town) -> None:
    official = await enrolled(town)
    lan = town.phone("Lan", 501)
    code = await filed(lan)
    await official.sees(code)
    await official.taps("Nhận việc")
    await lan.sees(code)
    await official.says(f"/traloi {code} Xong ngày 3/11 nghe bà con")
    await official.sees("Xong ngày 3/11")
    await official.taps("Gửi cho bà con")
    await lan.sees("Xong ngày 3/11")
    await reads(town, official, "đã đến")
    await official.taps("Sửa")
    await official.sees("Viết lại")
    await official.says("Xong ngày 30/11 nghe bà con")
    await official.taps("Gửi bản sửa")
    await reads(town, lan, "Xong ngày 30/11")
    await official.taps("Thu hồi")
    await official.taps("Đồng ý thu hồi")
    await reads(town, lan, "đã thu hồi")
    texts = [message.get("text") or "" for message in await lan.screen()]
    assert not any("30/11" in text for text in texts)


async def test_the_menu_follows_role_and_the_chart_comes(town: Town) -> None:
    official = await enrolled(town)
    await official.says("/thongke")
    await official.sees("Đã nhận")

    async def picture() -> bool:
        return any(message.get("photo") for message in await official.screen())

    await town.until(picture)
    menus = [call["params"] for call in await town.calls("setMyCommands")]
    own = [menu for menu in menus if "9001" in json.dumps(menu.get("scope"))]
    assert any("thuloi" in json.dumps(menu["commands"]) for menu in own)
    everybody = [menu for menu in menus if "all_private_chats" in json.dumps(menu.get("scope"))]
    assert {menu.get("language_code") for menu in everybody} == {None, "en", "km"}
    assert not any("thuloi" in json.dumps(menu["commands"]) for menu in everybody)


async def test_a_group_shows_cards_and_replies_are_drafts(town: Town) -> None:
    admin = await enrolled(town)

    async def in_group(text: str, **more: Any) -> None:
        body = {"text": text, "name": admin.name, "user_id": admin.chat, **more}
        await town.control(f"chats/{GROUP}/say", body)

    async def group() -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = await town.control(f"chats/{GROUP}/messages?after=0")
        return messages

    async def message_with(part: str) -> Any:
        for message in reversed(await group()):
            if message["from"] == "bot" and part in (message.get("text") or ""):
                return message
        return None

    await in_group("/ganhom kinh-te")
    await town.until(lambda: message_with("Phòng Kinh tế"))
    lan = town.phone("Lan Nguyễn", 501)
    code = await filed(lan)
    card = await town.until(lambda: message_with(code))
    assert "Lan" not in card["text"]
    await in_group("Mai đội duy tu xuống", reply_to=card["message_id"])
    draft = await town.until(lambda: message_with("Chưa gửi đi"))
    assert not any(
        "duy tu" in (message.get("text") or "") and message["from"] == "bot"
        for message in await lan.screen()
    )
    body = {"message_id": draft["message_id"], "button": "Gửi cho bà con", "user_id": admin.chat}
    await town.control(f"chats/{GROUP}/tap", body)
    await lan.sees("Mai đội duy tu xuống", code)
