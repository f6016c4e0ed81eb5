"""Acts of people on their phones, and the events that follow for an Official Account."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sandbox.control import Body, SentFile, integer
from sandbox.errors import ControlError
from sandbox.zalo.control import Scene
from sandbox.zalo_oa.accounts import Oa

if TYPE_CHECKING:
    from sandbox.zalo.people import Person, Shown

At = Scene[Oa]

STICKER = "bfe458bf64fa8da4d4eb"
STICKERS = "https://zalo-api.zadn.vn/api/emoticon/oasticker?eid={sticker}&size=130"
UPLOADS = {
    "photo": "image",
    "voice": "audio",
    "document": "file",
    "video": "video",
    "audio": "audio",
}
"""The control API's name of a kind of file → Zalo's name."""
PARTICULARS = ("name", "phone", "address", "city", "district", "ward")


def sends_text(at: At, body: Body) -> Body:
    """Sends a text. `reply_to` quotes a message."""
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError("`text` is missing")
    shown: Body = {"text": text}
    event_fields: Body = {"text": text}
    if number := integer(body.get("reply_to") or 0, "reply_to"):
        quoted = at.person.messages.get(number)
        if quoted is None:
            raise ControlError(f"there is no message {number} on the screen to reply to", 404)
        shown["reply_to"], event_fields["quote_msg_id"] = number, quoted.id
    return _sends(at, shown, "text", event_fields)


def taps(at: At, body: Body) -> Body:
    """Taps `button` (label or data) of message `message_id`. A question is sent as a text."""
    wanted = str(body.get("button") or "")
    message = at.person.messages.get(integer(body.get("message_id") or 0, "message_id"))
    buttons: list[dict[str, Any]] = message.hidden.get("buttons", []) if message else []
    button = next((one for one in buttons if wanted in (one["title"], one["payload"])), None)
    if button is None:
        labels = [one["title"] for one in buttons]
        raise ControlError(f"there is no button {wanted!r}; there are {labels}", 404)
    if button["type"] == "oa.query.show":
        return _sends(at, {"text": button["payload"]}, "text", {"text": button["payload"]})
    if button["type"] == "oa.query.hide":
        number, message_id = at.account.message_id()
        event_fields = {"text": button["payload"], "msg_id": message_id}
        return {
            "update_id": _event(at, "text", event_fields),
            "message_id": number,
            "id": message_id,
        }
    return {"opened": button["payload"]}


def sends_file(at: At, kind: str, sent: SentFile, body: Body) -> Body:
    """Sends a photo, a voice note, a video or a file."""
    oa = at.account
    file = oa.hosting.add(oa.id, sent.name, sent.mime, sent.content, oa.faults)
    url, caption = file.url(at.origin), str(body.get("caption") or "")
    text = {"text": caption} if caption else {}
    if kind == "photo":
        payload = {"thumbnail": url, "url": url}
        shown = {"photo": file.key, **({"caption": caption} if caption else {})}
        return _sends(at, shown, "image", {**text, **_attached("image", payload)})
    document = {
        "file_id": file.key,
        "name": sent.name,
        "kind": kind,
        "size": len(sent.content),
    }
    named: Body = {"url": url}
    if UPLOADS[kind] == "file":
        named |= {
            "size": str(len(sent.content)),
            "name": sent.name,
            "checksum": hashlib.md5(sent.content, usedforsecurity=False).hexdigest(),
            "type": sent.name.rpartition(".")[2],
        }
    return _sends(
        at, {"document": document}, UPLOADS[kind], {**text, **_attached(UPLOADS[kind], named)}
    )


def sends_sticker(at: At, body: Body) -> Body:
    """Sends a sticker: `sticker?` (its id), `emoji?` (what the screen shows)."""
    sticker = str(body.get("sticker") or STICKER)
    shown = {"sticker": {"id": sticker, "emoji": str(body.get("emoji") or "🙂")}}
    payload = {"id": sticker, "url": STICKERS.format(sticker=sticker)}
    return _sends(at, shown, "sticker", _attached("sticker", payload))


def sends_location(at: At, body: Body) -> Body:
    """Sends a location. `text?`: its name. The event has the coordinates as text."""
    try:
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    except (KeyError, TypeError, ValueError):
        raise ControlError("`latitude` and `longitude` are numbers") from None
    coordinates = {name: str(value) for name, value in place.items()}
    event_fields = {
        "text": str(body.get("text") or ""),
        **_attached("location", {"coordinates": coordinates}),
    }
    return _sends(at, {"location": place}, "location", event_fields)


def shares_contact(at: At, body: Body) -> Body:
    """Shares a contact card."""
    phone = str(body.get("phone") or "+84900000000")
    description = json.dumps({"phone": phone, "caption": at.person.name}, ensure_ascii=False)
    payload = {"thumbnail": "", "description": description, "url": ""}
    return _sends(
        at, {"contact": {"phone_number": phone}}, "business_card", _attached("link", payload)
    )


def submits(at: At, body: Body) -> Body:
    """Fills in the form of `request_user_info`: `name`, `phone`, `address` …"""
    if not any(one.hidden.get("asks_particulars") for one in at.person.messages.values()):
        raise ControlError("nobody asked this person for their particulars", 404)
    _interacts(at)
    info = {name: str(body[name]) for name in PARTICULARS if name in body}
    event = {**_around(at.account, at.person, "user_submit_info"), "info": info}
    return {"update_id": at.account.queue_event(event, at.person.chat)}


def opens(at: At, _body: Body) -> Body:
    """Opens the time windows, as if the person wrote just now. Makes no event."""
    _interacts(at)
    return {"open": True, "id": at.person.id}


def follows(at: At, _body: Body) -> Body:
    """Follows the account."""
    _interacts(at)
    at.person.follows = True
    return {"update_id": _follow(at, "follow")}


def unfollows(at: At, _body: Body) -> Body:
    """Unfollows the account, which may not write any more."""
    at.person.blocked, at.person.follows = True, False
    return {"update_id": _follow(at, "unfollow")}


def agent_says(at: At, body: Body) -> Body:
    """A human agent of the account (`admin_id?`) sends `text` to the person."""
    text = str(body.get("text") or "")
    if not text:
        raise ControlError("`text` is missing")
    message = at.account.add_message(at.person, {"text": text}, from_bot=True)
    number = echo(at.account, at.person, message, "text", str(body.get("admin_id") or "1"))
    return {"update_id": number, "message_id": message.number, "id": message.id}


def echo(oa: Oa, person: Person, message: Shown, kind: str, admin_id: str = "") -> int | None:
    """Queue the event of a message from the account itself. `admin_id`: a human agent's."""
    sender = {"id": oa.id, **({"admin_id": admin_id} if admin_id else {})}
    event = {
        **_around(oa, person, f"oa_send_{kind}"),
        "sender": sender,
        "recipient": {"id": person.id},
        "message": {"text": message.content.get("text", ""), "msg_id": message.id},
    }
    return oa.queue_event(event, person.chat)


def _interacts(at: At) -> None:
    at.person.is_open, at.person.blocked = True, False
    at.person.interacted_at = at.account.clock.now()


def _sends(at: At, shown: Body, kind: str, event_fields: Body) -> Body:
    message = at.account.add_message(at.person, shown, from_bot=False)
    number = _event(at, kind, {**event_fields, "msg_id": message.id})
    return {"update_id": number, "message_id": message.number, "id": message.id}


def _event(at: At, kind: str, message: Body) -> int | None:
    _interacts(at)
    event = {**_around(at.account, at.person, f"user_send_{kind}"), "message": message}
    return at.account.queue_event(event, at.person.chat)


def _around(oa: Oa, person: Person, name: str) -> Body:
    return {
        "app_id": oa.app_id,
        "user_id_by_app": f"8{person.id}",
        "event_name": name,
        "timestamp": str(int(oa.clock.now() * 1000)),
        "sender": {"id": person.id},
        "recipient": {"id": oa.id},
    }


def _follow(at: At, name: str) -> int | None:
    oa, person = at.account, at.person
    event = {
        "oa_id": oa.id,
        "follower": {"id": person.id},
        "user_id_by_app": f"8{person.id}",
        "event_name": name,
        "source": "oa_profile",
        "app_id": oa.app_id,
        "timestamp": str(int(oa.clock.now() * 1000)),
    }
    return oa.queue_event(event, person.chat)


def _attached(kind: str, payload: Body) -> Body:
    return {"attachments": [{"type": kind, "payload": payload}]}
