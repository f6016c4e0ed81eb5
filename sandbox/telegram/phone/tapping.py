"""Taps of people on buttons, keys and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from sandbox.control import Body, integer
from sandbox.errors import ControlError
from sandbox.telegram.phone.people import acting_user, sends_location, sends_text, shares_contact

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat

_PLACE = {"latitude": 9.9167, "longitude": 105.0833}
"""The default location of a phone, in An Giang."""


def taps(bot: Bot, chat: Chat, body: Body) -> Body:
    """Taps `button` (label or data) of the message `message_id`, or a key of the keyboard."""
    wanted = str(body.get("button") or "")
    stored = chat.messages.get(integer(body.get("message_id") or 0, "message_id"))
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", []) if stored else []
    buttons: list[dict[str, Any]] = [button for row in rows for button in row]
    button = next(
        (one for one in buttons if wanted in (one["text"], one.get("callback_data"))), None
    )
    if stored is not None and button is not None:
        return _press(bot, chat, body, stored.message, button)
    if any(wanted in row for row in chat.keyboard):
        return _key(bot, chat, body, wanted)
    if stored is None:
        raise ControlError("there is no such message on the screen", 404)
    labels = [one["text"] for one in buttons] + [label for row in chat.keyboard for label in row]
    raise ControlError(f"there is no button {wanted!r}; there are {labels}", 404)


def _key(bot: Bot, chat: Chat, body: Body, label: str) -> Body:
    asked = chat.asks.get(label)
    if chat.once:
        chat.keyboard, chat.asks, chat.once = [], {}, False
    if asked == "contact":
        return shares_contact(bot, chat, body)
    if asked == "location":
        return sends_location(bot, chat, {**_PLACE, **body})
    return sends_text(bot, chat, {**body, "text": label})


def _press(
    bot: Bot, chat: Chat, body: Body, message: dict[str, Any], button: dict[str, Any]
) -> Body:
    if "url" in button:
        return follows(bot, chat, {**body, "url": button["url"]})
    if "callback_data" not in button:
        raise ControlError(f"the sandbox does not know what {button['text']!r} does")
    message_id = message["message_id"]
    query = {
        "id": bot.query_id(chat.id),
        "from": acting_user(chat, body),
        "message": message,
        "chat_instance": str(4_000_000_000_000_000_000 + chat.id),
        "data": button["callback_data"],
    }
    update_id = bot.add_update("callback_query", query, chat.id)
    return {"update_id": update_id, "message_id": message_id}


def follows(bot: Bot, chat: Chat, body: Body) -> Body:
    """Opens a link. A link to this bot sends `/start` and the payload in the private chat."""
    url = str(body.get("url") or "")
    link = urlsplit(url)
    if link.netloc not in ("t.me", "telegram.me") or link.path != f"/{bot.username}":
        return {"opened": url}
    user = acting_user(chat, body)
    payload = parse_qs(link.query).get("start", [""])[0]
    private = bot.chat(user["id"])
    more = {"name": user["first_name"], "language_code": user.get("language_code", "")}
    return {
        **sends_text(bot, private, {"text": f"/start {payload}", **more}),
        "chat_id": private.id,
    }
