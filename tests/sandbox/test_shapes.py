"""All objects of the sandbox fit aiogram's models of the Bot API.

The models know every field of every object. A missing field is an error, and an unknown one is left
over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from tests.sandbox.box import GROUP, LAN, SUPERGROUP, Box

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x40\x00\x00\x00\xf0"


@pytest.fixture
def types() -> Any:
    """The models. They take seconds to load, so collecting the tests must not import them."""
    from aiogram import types

    return types


def strange(model: Any, at: str) -> Iterator[str]:
    """Return the fields, also of inner objects, that the model does not have."""
    if isinstance(model, BaseModel):
        yield from (f"{at}.{name}" for name in model.model_extra or {})
        for name in type(model).model_fields:
            yield from strange(getattr(model, name), f"{at}.{name}")
    elif isinstance(model, list):
        for place, one in enumerate(model):
            yield from strange(one, f"{at}[{place}]")


def fits(model: type[BaseModel], found: Any) -> None:
    """Assert that `found` fits the model: no field is missing, none is unknown."""
    assert list(strange(model.model_validate(found), model.__name__)) == []


async def everything_people_do(box: Box) -> None:
    """One update of each kind that the control API makes."""
    sent = await box.act(
        "say", text="/start@x_bot https://a.vn #hố @abcdef +84912345678", name="Lan"
    )
    await box.act(
        "say", text="trả lời", reply_to=sent["message_id"], username="lan", last_name="Trần"
    )
    for kind in ("photo", "voice", "document", "video", "audio"):
        await box.sends(kind, PNG, caption="/gui hình")
    await box.sends("album", PNG, PNG, caption="hai hình")
    await box.act("location", latitude=9.9, longitude=105.1)
    await box.act("contact", phone="+84912345678")
    await box.act("sticker")
    await box.act("edit", message_id=sent["message_id"], text="/start lại")
    sent = await box.call(
        "sendMessage",
        chat_id=LAN,
        text="Chọn",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    )
    await box.act("tap", message_id=sent["message_id"], button="A")
    await box.act("block")
    await box.act("unblock")
    for chat in (GROUP, SUPERGROUP):
        await box.act("join", chat, user_id=LAN, title="Tổ", start="x")
        await box.act("enter", chat, user_id=502)
        await box.act("promote", chat, user_id=LAN)
        await box.act("promote", chat, user_id=LAN, who=502)
        await box.act("say", chat, user_id=502, text="chào")
    await box.act("say", SUPERGROUP, anonymous=True, text="ai đó")
    await box.act("exit", GROUP, user_id=502)
    await box.act("migrate", GROUP, user_id=LAN)
    await box.act("leave", SUPERGROUP, user_id=LAN)


async def test_updates(box: Box, types: Any) -> None:
    await everything_people_do(box)
    updates = await box.updates()
    assert [one["update_id"] for one in updates] == list(range(1, len(updates) + 1))
    kinds = {name for one in updates for name in one if name != "update_id"}
    assert kinds == {"message", "edited_message", "callback_query", "my_chat_member"}
    for update in updates:
        fits(types.Update, update)


async def test_sent_messages(box: Box, types: Any) -> None:
    await box.act("say", text="chào")
    await box.act("join", SUPERGROUP, user_id=LAN, admin=True, forum=True)
    topic = await box.call("createForumTopic", chat_id=SUPERGROUP, name="Ấp 4")
    fits(types.ForumTopic, topic)
    sent = [
        await box.call(
            "sendMessage",
            chat_id=LAN,
            text="<b>đậm</b> <a href='a.vn'>x</a>",
            parse_mode="HTML",
            protect_content=True,
        ),
        await box.call("sendMessage", chat_id=LAN, text="đáp", reply_parameters={"message_id": 1}),
        await box.call(
            "sendMessage",
            chat_id=SUPERGROUP,
            text="chủ đề",
            message_thread_id=topic["message_thread_id"],
        ),
        await box.call("sendLocation", chat_id=LAN, latitude=1, longitude=2),
        await box.call("sendContact", chat_id=LAN, phone_number="1", first_name="A"),
    ]
    for kind in ("Photo", "Document", "Voice", "Video", "Audio", "Animation", "Sticker"):
        answer = await box.upload(f"send{kind}", kind.lower(), PNG, chat_id=str(LAN), caption="c")
        sent.append(answer["result"])
    photo = sent[5]["photo"][-1]
    assert (photo["width"], photo["height"]) == (320, 240)
    items = [{"type": "photo", "media": photo["file_id"], "caption": "c"}] * 2
    sent += await box.call("sendMediaGroup", chat_id=LAN, media=items)
    number = sent[0]["message_id"]
    sent.append(await box.call("forwardMessage", chat_id=LAN, from_chat_id=LAN, message_id=number))
    sent.append(await box.call("editMessageText", chat_id=LAN, message_id=number, text="khác"))
    for message in sent:
        fits(types.Message, message)
    copied = await box.call("copyMessage", chat_id=LAN, from_chat_id=LAN, message_id=number)
    fits(types.MessageId, copied)
    fits(types.File, await box.call("getFile", file_id=photo["file_id"]))


async def test_what_is_asked_for(box: Box, types: Any) -> None:
    await box.act("say", text="chào")
    await box.act("join", SUPERGROUP, user_id=LAN)
    fits(types.User, await box.call("getMe"))
    fits(types.WebhookInfo, await box.call("getWebhookInfo"))
    fits(types.BotName, await box.call("getMyName"))
    for chat in (LAN, SUPERGROUP):
        fits(types.ChatFullInfo, await box.call("getChat", chat_id=chat))
    owner = await box.call("getChatMember", chat_id=SUPERGROUP, user_id=LAN)
    fits(types.ChatMemberOwner, owner)
    assert await box.call("getChatAdministrators", chat_id=SUPERGROUP) == [owner]
    me = await box.call("getChatMember", chat_id=SUPERGROUP, user_id=42)
    fits(types.ChatMemberMember, me)
    await box.act("promote", SUPERGROUP, user_id=LAN)
    admin = await box.call("getChatMember", chat_id=SUPERGROUP, user_id=42)
    fits(types.ChatMemberAdministrator, admin)
