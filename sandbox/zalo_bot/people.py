"""What people do with their phones, and the events that it makes for a Zalo bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.control import Body, Sent, whole
from sandbox.errors import ControlError
from sandbox.zalo.control import Place
from sandbox.zalo_bot.bots import Bot

if TYPE_CHECKING:
    from sandbox.zalo.people import Person, Shown

At = Place[Bot]

STICKER = "0e078a2fb66a5f34067b"
STICKERS = "https://zalo-api.zadn.vn/api/emoticon/oasticker?eid={sticker}&size=130"
UPLOADS = ("photo", "voice", "document", "video", "audio")


def says(at: At, body: Body) -> Body:
    """Types a text. With `reply_to` it quotes: the platform passes no quote on."""
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError("`text` is missing")
    content: Body = {"text": text}
    if quoted := whole(body.get("reply_to") or 0, "reply_to"):
        if quoted not in at.person.messages:
            raise ControlError(f"there is no message {quoted} on the screen to reply to", 404)
        return _sends(at, {**content, "reply_to": quoted}, "unsupported", {})
    return _sends(at, content, "text", content)


def sends_file(at: At, kind: str, sent: Sent, body: Body) -> Body:
    """Sends a photo or a voice note; any other file reaches the bot as an unsupported message."""
    bot = at.account
    file = bot.hosting.keep(bot.token, sent.name, sent.mime, sent.content, bot.faults)
    if kind == "photo":
        caption = str(body.get("caption") or "")
        shown = {"photo": file.key, **({"caption": caption} if caption else {})}
        told = {"caption": caption, bot.switches.photo_field: file.url(at.origin)}
        return _sends(at, shown, "image", {**told, "message_type": "CHAT_PHOTO"})
    document = {
        "file_id": file.key, "name": sent.name, "kind": kind, "size": len(sent.content),
    }  # fmt: skip
    if kind == "voice":
        told = {"voice_url": file.url(at.origin), "message_type": "CHAT_VOICE"}
        return _sends(at, {"document": document}, "voice", told)
    return _sends(at, {"document": document}, "unsupported", {})


def sends_sticker(at: At, body: Body) -> Body:
    """Sends a sticker: `sticker?` (its id), `emoji?` (what the screen shows)."""
    sticker = str(body.get("sticker") or STICKER)
    shown = {"sticker": {"id": sticker, "emoji": str(body.get("emoji") or "🙂")}}
    told = {
        "sticker": sticker, "url": STICKERS.format(sticker=sticker),
        "message_type": "CHAT_STICKER",
    }  # fmt: skip
    return _sends(at, shown, "sticker", told)


def pins(at: At, body: Body) -> Body:
    """Sends a place, which the platform does not pass on."""
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
    """Sends what the platform does not pass on; `text?`: what the screen shows."""
    return _sends(at, {"text": str(body.get("text") or "🔗")}, "unsupported", {})


def opens(at: At, _body: Body) -> Body:
    """Wrote to the bot some time ago: it may write. Makes no event."""
    at.person.is_open = True
    return {"open": True, "id": at.person.id}


def blocks(at: At, _body: Body) -> Body:
    """Blocks the bot; the platform tells it nothing."""
    at.person.is_open = at.person.blocked = True
    return {"update_id": None}


def unblocks(at: At, _body: Body) -> Body:
    """Lets the bot write again."""
    at.person.blocked = False
    return {"update_id": None}


def _sends(at: At, shown: Body, kind: str, told: Body) -> Body:
    person, bot = at.person, at.account
    person.is_open, person.blocked = True, False
    message = bot.keep(person, shown, from_bot=False)
    sender = {"id": person.id, "is_bot": False, "display_name": person.name}
    number = bot.happens(event(kind, person, message, sender, told), person.chat)
    return {"update_id": number, "message_id": message.number, "id": message.id}


def event(kind: str, person: Person, message: Shown, sender: Body, told: Body) -> dict[str, Any]:
    """An event's flat body."""
    return {
        "event_name": f"message.{kind}.received",
        "message": {
            "date": int(message.date * 1000),
            "chat": {"chat_type": "PRIVATE", "id": person.id},
            "message_id": message.id, "from": sender, **told,
        },
    }  # fmt: skip
