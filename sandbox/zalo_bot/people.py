"""Acts of people on their phones, and the events that follow for a Zalo bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.control import Body, SentFile, integer
from sandbox.errors import ControlError
from sandbox.zalo.control import Scene
from sandbox.zalo_bot.bots import Bot

if TYPE_CHECKING:
    from sandbox.zalo.people import Person, Shown

At = Scene[Bot]

STICKER = "0e078a2fb66a5f34067b"
STICKERS = "https://zalo-api.zadn.vn/api/emoticon/oasticker?eid={sticker}&size=130"
UPLOADS = ("photo", "voice", "document", "video", "audio")


def sends_text(at: At, body: Body) -> Body:
    """Sends a text. `reply_to` quotes a message, which the platform does not pass on."""
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError("`text` is missing")
    content: Body = {"text": text}
    if quoted := integer(body.get("reply_to") or 0, "reply_to"):
        if quoted not in at.person.messages:
            raise ControlError(f"there is no message {quoted} on the screen to reply to", 404)
        return _sends(at, {**content, "reply_to": quoted}, "unsupported", {})
    return _sends(at, content, "text", content)


def sends_file(at: At, kind: str, sent: SentFile, body: Body) -> Body:
    """Sends a photo or a voice note. The bot gets any other file as an unsupported message."""
    bot = at.account
    file = bot.hosting.add(bot.token, sent.name, sent.mime, sent.content, bot.faults)
    if kind == "photo":
        caption = str(body.get("caption") or "")
        shown = {"photo": file.key, **({"caption": caption} if caption else {})}
        event_fields = {"caption": caption, bot.switches.photo_field: file.url(at.origin)}
        return _sends(at, shown, "image", {**event_fields, "message_type": "CHAT_PHOTO"})
    document = {
        "file_id": file.key,
        "name": sent.name,
        "kind": kind,
        "size": len(sent.content),
    }
    if kind == "voice":
        event_fields = {"voice_url": file.url(at.origin), "message_type": "CHAT_VOICE"}
        return _sends(at, {"document": document}, "voice", event_fields)
    return _sends(at, {"document": document}, "unsupported", {})


def sends_sticker(at: At, body: Body) -> Body:
    """Sends a sticker: `sticker?` (its id), `emoji?` (what the screen shows)."""
    sticker = str(body.get("sticker") or STICKER)
    shown = {"sticker": {"id": sticker, "emoji": str(body.get("emoji") or "🙂")}}
    event_fields = {
        "sticker": sticker,
        "url": STICKERS.format(sticker=sticker),
        "message_type": "CHAT_STICKER",
    }
    return _sends(at, shown, "sticker", event_fields)


def sends_location(at: At, body: Body) -> Body:
    """Sends a location, which the platform does not pass on."""
    try:
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    except (KeyError, TypeError, ValueError):
        raise ControlError("`latitude` and `longitude` are numbers") from None
    return _sends(at, {"location": place}, "unsupported", {})


def shares_contact(at: At, body: Body) -> Body:
    """Shares a contact card, which the platform does not pass on."""
    contact = {"phone_number": str(body.get("phone") or "+84900000000")}
    return _sends(at, {"contact": contact}, "unsupported", {})


def sends_unsupported(at: At, body: Body) -> Body:
    """Sends a message that the platform does not pass on. `text?`: its text on the screen."""
    return _sends(at, {"text": str(body.get("text") or "🔗")}, "unsupported", {})


def opens(at: At, _body: Body) -> Body:
    """Opens the chat, as if the person wrote long ago: the bot may write. Makes no event."""
    at.person.is_open = True
    return {"open": True, "id": at.person.id}


def blocks(at: At, _body: Body) -> Body:
    """Blocks the bot. The platform sends no event."""
    at.person.is_open = at.person.blocked = True
    return {"update_id": None}


def unblocks(at: At, _body: Body) -> Body:
    """Unblocks the bot."""
    at.person.blocked = False
    return {"update_id": None}


def _sends(at: At, shown: Body, kind: str, event_fields: Body) -> Body:
    person, bot = at.person, at.account
    person.is_open, person.blocked = True, False
    message = bot.add_message(person, shown, from_bot=False)
    sender = {"id": person.id, "is_bot": False, "display_name": person.name}
    number = bot.queue_event(event(kind, person, message, sender, event_fields), person.chat)
    return {"update_id": number, "message_id": message.number, "id": message.id}


def event(
    kind: str, person: Person, message: Shown, sender: Body, event_fields: Body
) -> dict[str, Any]:
    """Return the body of an event."""
    return {
        "event_name": f"message.{kind}.received",
        "message": {
            "date": int(message.date * 1000),
            "chat": {"chat_type": "PRIVATE", "id": person.id},
            "message_id": message.id,
            "from": sender,
            **event_fields,
        },
    }
