"""Update bodies of the services, with given texts, taps and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

OA = "579745863508352884"
STAMP = 1790000000

Json = dict[str, Any]


def telegram(chance: Random, update_id: int, who: int, words: str, tap: str) -> Json:
    """Return a Telegram update of a random kind from the stranger `who`."""
    sender = {
        "id": who,
        "is_bot": False,
        "first_name": chance.choice(NAMES),
        "language_code": "vi",
    }
    chat = {"id": who, "type": "private", "first_name": sender["first_name"]}
    if chance.random() < 0.05:
        chat = {"id": -1000 - who, "type": "supergroup", "title": words[:100]}
    base: Json = {
        "message_id": chance.randrange(1, 3000),
        "date": STAMP,
        "chat": chat,
        "from": sender,
    }
    if chance.random() < 0.1:
        base["reply_to_message"] = {**base, "message_id": chance.randrange(900, 1200)}
    kind = chance.choices(("text", "tap", "part", "edit", "member"), (50, 25, 18, 6, 1))[0]
    if kind == "text":
        return {"update_id": update_id, "message": {**base, "text": words}}
    if kind == "tap":
        query = {"id": str(update_id), "from": sender, "message": base, "data": tap}
        return {"update_id": update_id, "callback_query": query}
    if kind == "edit":
        return {"update_id": update_id, "edited_message": {**base, "text": words}}
    if kind == "member":
        change = {
            "chat": chat,
            "from": sender,
            "date": STAMP,
            "new_chat_member": {"status": chance.choice(("kicked", "member")), "user": sender},
        }
        return {"update_id": update_id, "my_chat_member": change}
    message = {**base, **chance.choice(_parts(chance, who, words)), "caption": words[:1024]}
    return {"update_id": update_id, "message": message}


def zalo_oa(chance: Random, number: int, who: int, words: str) -> Json:
    """Return an event of an Official Account."""
    name = chance.choice(("text", "image", "file", "location", "link", "sticker", "audio", "gif"))
    message: Json = {"msg_id": f"z{number}", "text": words}
    if name != "text":
        payload = {
            "url": f"https://photo-stal-29.zdn.vn/{number}.jpg",
            "name": words[:60],
            "size": str(chance.choice((1, 52_428_800, "lớn"))),
            "type": "exe",
            "coordinates": {"latitude": "9.51", "longitude": "105.26"},
        }
        message["attachments"] = [{"type": name, "payload": payload}]
    return {
        "app_id": "2410412345",
        "user_id_by_app": "1",
        "event_name": f"user_send_{name}",
        "sender": {"id": str(who)},
        "recipient": {"id": OA},
        "message": message,
        "timestamp": str(STAMP * 1000),
    }


def zalo_bot(chance: Random, number: int, who: int, words: str) -> Json:
    """Return an event of the Bot Platform."""
    name = chance.choice(("text", "image", "sticker", "voice", "unsupported", "of_2030"))
    message: Json = {
        "message_id": f"b{number}",
        "date": STAMP * 1000,
        "text": words,
        "from": {"id": str(who), "display_name": chance.choice(NAMES), "is_bot": False},
        "chat": {"id": str(who), "chat_type": "PRIVATE"},
    }
    if name == "image":
        message |= {"photo_url": "https://zdn.vn/x.jpg", "caption": words}
    return {"event_name": f"message.{name}.received", "message": message}


NAMES = ("Tám", "<b>Tám</b>", "Robert'); DROP TABLE person;--", "\u202eTám", "T" * 64, "{name}")


def _parts(chance: Random, who: int, words: str) -> list[Json]:
    file = {
        "file_id": f"F{chance.randrange(10**6)}",
        "file_unique_id": "u",
        "file_size": chance.choice((9, 52_428_800)),
        "file_name": words[:60],
        "mime_type": chance.choice(("application/zip", "image/png", "text/html", "../../etc")),
    }
    return [
        {"photo": [{**file, "width": 90, "height": 90}], "media_group_id": "7"},
        {"voice": {**file, "duration": 3}},
        {"document": file},
        {"video_note": file},
        {"location": {"latitude": chance.choice((9.5, -90.0, 180.5)), "longitude": 105.2}},
        {"venue": {"location": {"latitude": 9.5, "longitude": 105.2}, "title": words[:60]}},
        {"contact": {"user_id": who, "phone_number": words[:30], "first_name": "x"}},
        {"contact": {"user_id": 1, "phone_number": "+84912345678", "first_name": "x"}},
        {"sticker": {**file, "type": "regular"}},
        {"poll": {"id": "1", "question": words[:60], "options": []}},
        {"something_of_2030": {"deep": [{"er": words[:60]}]}},
    ]
