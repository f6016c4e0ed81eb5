"""What people do with their phones, and the events that it makes for an Official Account."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sandbox.control import Body, Sent, whole
from sandbox.errors import ControlError
from sandbox.zalo.control import Place
from sandbox.zalo_oa.accounts import Oa

if TYPE_CHECKING:
    from sandbox.zalo.people import Person, Shown

At = Place[Oa]

STICKER = "bfe458bf64fa8da4d4eb"
STICKERS = "https://zalo-api.zadn.vn/api/emoticon/oasticker?eid={sticker}&size=130"
UPLOADS = {
    "photo": "image", "voice": "audio", "document": "file", "video": "video", "audio": "audio",
}  # fmt: skip
"""The control API's name → Zalo's."""
PARTICULARS = ("name", "phone", "address", "city", "district", "ward")


def says(at: At, body: Body) -> Body:
    """Types a text; with `reply_to` it quotes a message."""
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError("`text` is missing")
    shown: Body = {"text": text}
    told: Body = {"text": text}
    if number := whole(body.get("reply_to") or 0, "reply_to"):
        quoted = at.person.messages.get(number)
        if quoted is None:
            raise ControlError(f"there is no message {number} on the screen to reply to", 404)
        shown["reply_to"], told["quote_msg_id"] = number, quoted.id
    return _sends(at, shown, "text", told)


def taps(at: At, body: Body) -> Body:
    """Presses `button` (label or data) of message `message_id`: a question comes as a text."""
    wanted = str(body.get("button") or "")
    message = at.person.messages.get(whole(body.get("message_id") or 0, "message_id"))
    buttons: list[dict[str, Any]] = message.hidden.get("buttons", []) if message else []
    button = next((one for one in buttons if wanted in (one["title"], one["payload"])), None)
    if button is None:
        labels = [one["title"] for one in buttons]
        raise ControlError(f"there is no button {wanted!r}; there are {labels}", 404)
    if button["type"] == "oa.query.show":
        return _sends(at, {"text": button["payload"]}, "text", {"text": button["payload"]})
    if button["type"] == "oa.query.hide":
        number, message_id = at.account.message_id()
        told = {"text": button["payload"], "msg_id": message_id}
        return {"update_id": _event(at, "text", told), "message_id": number, "id": message_id}
    return {"opened": button["payload"]}


def sends_file(at: At, kind: str, sent: Sent, body: Body) -> Body:
    """Sends a photo, a voice note, a video or a file."""
    oa = at.account
    file = oa.hosting.keep(oa.id, sent.name, sent.mime, sent.content, oa.faults)
    url, caption = file.url(at.origin), str(body.get("caption") or "")
    text = {"text": caption} if caption else {}
    if kind == "photo":
        payload = {"thumbnail": url, "url": url}
        shown = {"photo": file.key, **({"caption": caption} if caption else {})}
        return _sends(at, shown, "image", {**text, **_attached("image", payload)})
    document = {
        "file_id": file.key, "name": sent.name, "kind": kind, "size": len(sent.content),
    }  # fmt: skip
    named: Body = {"url": url}
    if UPLOADS[kind] == "file":
        named |= {
            "size": str(len(sent.content)), "name": sent.name,
            "checksum": hashlib.md5(sent.content, usedforsecurity=False).hexdigest(),
            "type": sent.name.rpartition(".")[2],
        }  # fmt: skip
    return _sends(
        at, {"document": document}, UPLOADS[kind], {**text, **_attached(UPLOADS[kind], named)}
    )


def sends_sticker(at: At, body: Body) -> Body:
    """Sends a sticker: `sticker?` (its id), `emoji?` (what the screen shows)."""
    sticker = str(body.get("sticker") or STICKER)
    shown = {"sticker": {"id": sticker, "emoji": str(body.get("emoji") or "🙂")}}
    payload = {"id": sticker, "url": STICKERS.format(sticker=sticker)}
    return _sends(at, shown, "sticker", _attached("sticker", payload))


def pins(at: At, body: Body) -> Body:
    """Sends a place; `text?`: its name. Coordinates are text in the event."""
    try:
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    except (KeyError, TypeError, ValueError):
        raise ControlError("`latitude` and `longitude` are numbers") from None
    coordinates = {name: str(value) for name, value in place.items()}
    told = {
        "text": str(body.get("text") or ""),
        **_attached("location", {"coordinates": coordinates}),
    }
    return _sends(at, {"location": place}, "location", told)


def shares_contact(at: At, body: Body) -> Body:
    """Shares a contact card."""
    phone = str(body.get("phone") or "+84900000000")
    description = json.dumps({"phone": phone, "caption": at.person.name}, ensure_ascii=False)
    payload = {"thumbnail": "", "description": description, "url": ""}
    return _sends(
        at, {"contact": {"phone_number": phone}}, "business_card", _attached("link", payload)
    )


def submits(at: At, body: Body) -> Body:
    """Fills in what the account asked for by `request_user_info`: `name`, `phone`, `address` …"""
    if not any(one.hidden.get("asks_particulars") for one in at.person.messages.values()):
        raise ControlError("nobody asked this person for their particulars", 404)
    _interacts(at)
    info = {name: str(body[name]) for name in PARTICULARS if name in body}
    event = {**_around(at.account, at.person, "user_submit_info"), "info": info}
    return {"update_id": at.account.happens(event, at.person.chat)}


def opens(at: At, _body: Body) -> Body:
    """Spoke to the account just now, as far as its windows go. Makes no event."""
    _interacts(at)
    return {"open": True, "id": at.person.id}


def follows(at: At, _body: Body) -> Body:
    """Follows the account."""
    _interacts(at)
    at.person.follows = True
    return {"update_id": _follow(at, "follow")}


def unfollows(at: At, _body: Body) -> Body:
    """Follows it no more: it may not write."""
    at.person.blocked, at.person.follows = True, False
    return {"update_id": _follow(at, "unfollow")}


def agent_says(at: At, body: Body) -> Body:
    """A human at the account's desk writes `text` to the person; `admin_id?`: who."""
    text = str(body.get("text") or "")
    if not text:
        raise ControlError("`text` is missing")
    message = at.account.keep(at.person, {"text": text}, from_bot=True)
    number = echo(at.account, at.person, message, "text", str(body.get("admin_id") or "1"))
    return {"update_id": number, "message_id": message.number, "id": message.id}


def echo(oa: Oa, person: Person, message: Shown, kind: str, admin_id: str = "") -> int | None:
    """What the account sent comes back as an event; a human's with their `admin_id`."""
    sender = {"id": oa.id, **({"admin_id": admin_id} if admin_id else {})}
    event = {
        **_around(oa, person, f"oa_send_{kind}"), "sender": sender,
        "recipient": {"id": person.id},
        "message": {"text": message.content.get("text", ""), "msg_id": message.id},
    }  # fmt: skip
    return oa.happens(event, person.chat)


def _interacts(at: At) -> None:
    at.person.is_open, at.person.blocked = True, False
    at.person.interacted_at = at.account.clock.now()


def _sends(at: At, shown: Body, kind: str, told: Body) -> Body:
    message = at.account.keep(at.person, shown, from_bot=False)
    number = _event(at, kind, {**told, "msg_id": message.id})
    return {"update_id": number, "message_id": message.number, "id": message.id}


def _event(at: At, kind: str, message: Body) -> int | None:
    _interacts(at)
    event = {**_around(at.account, at.person, f"user_send_{kind}"), "message": message}
    return at.account.happens(event, at.person.chat)


def _around(oa: Oa, person: Person, name: str) -> Body:
    return {
        "app_id": oa.app_id, "user_id_by_app": f"8{person.id}", "event_name": name,
        "timestamp": str(int(oa.clock.now() * 1000)), "sender": {"id": person.id},
        "recipient": {"id": oa.id},
    }  # fmt: skip


def _follow(at: At, name: str) -> int | None:
    oa, person = at.account, at.person
    event = {
        "oa_id": oa.id, "follower": {"id": person.id}, "user_id_by_app": f"8{person.id}",
        "event_name": name, "source": "oa_profile", "app_id": oa.app_id,
        "timestamp": str(int(oa.clock.now() * 1000)),
    }  # fmt: skip
    return oa.happens(event, person.chat)


def _attached(kind: str, payload: Body) -> Body:
    return {"attachments": [{"type": kind, "payload": payload}]}
