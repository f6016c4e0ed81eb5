"""Messages from a Zalo bot: up to 2,000 UTF-16 units, and only to people who have written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.zalo.fetching import NotFetched, fetch
from sandbox.zalo_bot.errors import refusal
from sandbox.zalo_bot.people import event

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.zalo.hosting import File
    from sandbox.zalo_bot.bots import Bot

TEXT_LIMIT = 2000


async def send_message(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    """`text`: 1–2,000 units. `reply_markup` is accepted and ignored."""
    text = _text(parameters, "text", required=True)
    mode = parameters.get("parse_mode")
    if mode not in (None, "", "markdown", "html"):
        raise refusal(400, "parse_mode is markdown or html")
    shown = {"text": text, **({"parse_mode": mode} if mode else {})}
    return _deliver(bot, parameters, shown, "text", {"text": text})


async def send_photo(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    """`photo`: a URL, which is downloaded. `caption?`: 1–2,000 units."""
    bot.writable(parameters.get("chat_id"))
    caption = _text(parameters, "caption", required=False)
    url = str(parameters.get("photo") or "")
    file = await _fetched(bot, url, "photo.jpg")
    shown = {"photo": file.key, **({"caption": caption} if caption else {})}
    event_fields = {
        "caption": caption,
        bot.switches.photo_field: url,
        "message_type": "CHAT_PHOTO",
    }
    return _deliver(bot, parameters, shown, "image", event_fields)


async def send_voice(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    """`voice_url`: a URL, which is downloaded."""
    bot.writable(parameters.get("chat_id"))
    url = str(parameters.get("voice_url") or "")
    file = await _fetched(bot, url, "voice.aac")
    document = {
        "file_id": file.key,
        "name": file.name,
        "kind": "voice",
        "size": len(file.content),
    }
    event_fields = {"voice_url": url, "message_type": "CHAT_VOICE"}
    return _deliver(bot, parameters, {"document": document}, "voice", event_fields)


async def send_sticker(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    """`sticker`: the id of a sticker."""
    sticker = str(parameters.get("sticker") or "")
    if not sticker:
        raise refusal(400, "sticker is empty")
    shown = {"sticker": {"id": sticker, "emoji": "🙂"}}
    event_fields = {"sticker": sticker, "message_type": "CHAT_STICKER"}
    return _deliver(bot, parameters, shown, "sticker", event_fields)


async def send_chat_action(bot: Bot, parameters: Parameters) -> None:
    """`action`: "typing". The call has no result."""
    person = bot.writable(parameters.get("chat_id"))
    if parameters.get("action") not in ("typing", "upload_photo"):
        raise refusal(400, "action is typing")
    bot.events.publish({"type": "typing", "chat_id": person.chat})


def _text(parameters: Parameters, name: str, *, required: bool) -> str:
    text = parameters.get(name)
    text = "" if text is None else text
    if not isinstance(text, str):
        raise refusal(400, f"{name} must be a string")
    if required and not text.strip():
        raise refusal(400, f"{name} is empty")
    if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        raise refusal(400, f"{name} is longer than {TEXT_LIMIT}")
    return text


def _deliver(
    bot: Bot,
    parameters: Parameters,
    shown: dict[str, Any],
    kind: str,
    event_fields: dict[str, Any],
) -> dict[str, Any]:
    person = bot.writable(parameters.get("chat_id"))
    bot.charge()
    message = bot.add_message(person, shown, from_bot=True)
    if bot.switches.echoes:
        sender = {"id": bot.id, "is_bot": True, "display_name": bot.me()["display_name"]}
        bot.queue_event(event(kind, person, message, sender, event_fields), person.chat)
    return {"message_id": message.id, "date": int(message.date * 1000)}


async def _fetched(bot: Bot, url: str, name: str) -> File:
    """Download a file by a URL of the bot. Error 400 if that fails."""
    try:
        content, mime = await fetch(url)
    except NotFetched as error:
        raise refusal(400, str(error)) from None
    return bot.hosting.add(bot.token, name, mime, content, bot.faults)
