"""Sending from an Official Account: the allowed recipients, times and costs."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from sandbox.zalo_oa.errors import (
    LIMIT,
    NEVER,
    NOT_FOLLOWER,
    PARAMETER,
    TOO_LONG_AGO,
    refusal,
)
from sandbox.zalo_oa.messages import content
from sandbox.zalo_oa.people import echo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.calling import Upload
    from sandbox.zalo.people import Person, Shown
    from sandbox.zalo_oa.accounts import Oa

FREE, REACHABLE = 48 * 3600, 7 * 86_400
"""Seconds since the last interaction in which a message is free, and is possible at all."""
QUOTAS = {"free": "reply", "paid": "purchase_quota", "template": "purchase_quota"}
UPLOADS = {"image": 1024 * 1024, "gif": 5 * 1024 * 1024, "file": 5 * 1024 * 1024}
"""Kind of an upload → its most bytes."""
IMAGES = (b"\xff\xd8", b"\x89PNG")
"""The first bytes of JPEG and PNG."""
FILES = (".pdf", ".doc", ".docx", ".csv")


async def send_cs(oa: Oa, body: Mapping[str, Any]) -> dict[str, Any]:
    """`{recipient: {user_id}, message}`: free for 48 hours, paid for seven days, then refused."""
    recipient = body.get("recipient")
    person = _person(oa, recipient.get("user_id") if isinstance(recipient, dict) else None)
    written = await content(oa, body.get("message"))
    if person.interacted_at is None:
        raise refusal(NEVER)
    age = oa.clock.now() - person.interacted_at
    if age > REACHABLE:
        raise refusal(TOO_LONG_AGO)
    cost = "free" if age <= FREE else "paid"
    oa.charge(cost)
    shown = {**written.shown, "cost": cost}
    message = oa.add_message(person, shown, from_bot=True, hidden=written.hidden)
    if oa.switches.echoes:
        echo(oa, person, message, written.echo)
    return _sent(oa, person, message, cost)


async def send_template(oa: Oa, body: Mapping[str, Any]) -> dict[str, Any]:
    """`{user_id, template_id, template_data}`: an approved text, paid, at any time."""
    person = _person(oa, body.get("user_id"))
    text = oa.templates.get(str(body.get("template_id")))
    given = body.get("template_data")
    if text is None or not isinstance(given, dict):
        raise refusal(PARAMETER, "template_id or template_data")
    wanted = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    if missing := sorted(wanted - set(given)):
        raise refusal(PARAMETER, f"template_data lacks {missing}")
    oa.charge("template")
    filled = text.format_map({name: str(value) for name, value in given.items()})
    message = oa.add_message(person, {"text": filled, "cost": "template"}, from_bot=True)
    return _sent(oa, person, message, "template")


async def upload(oa: Oa, kind: str, file: Upload | None) -> dict[str, Any]:
    """Upload a file for seven days. Return `attachment_id` of a picture, `token` of a file."""
    if file is None or not file.content:
        raise refusal(PARAMETER, "send one file in the multipart field `file`")
    if len(file.content) > UPLOADS[kind]:
        raise refusal(LIMIT, f"{kind} over {UPLOADS[kind]} bytes")
    fits = {
        "image": file.content.startswith(IMAGES),
        "gif": file.content.startswith(b"GIF8"),
        "file": file.name.lower().endswith(FILES),
    }[kind]
    if not fits:
        raise refusal(PARAMETER, f"this is no {kind} that Zalo takes")
    hosted = oa.hosting.add(oa.id, file.name, file.mime, file.content, oa.faults)
    return {"token" if kind == "file" else "attachment_id": oa.attach(hosted)}


def _person(oa: Oa, user_id: Any) -> Person:
    person = oa.people.get(str(user_id or ""))
    if person is None:
        raise refusal(PARAMETER, "user_id is invalid")
    if person.blocked:
        raise refusal(NOT_FOLLOWER)
    return person


def _sent(oa: Oa, person: Person, message: Shown, cost: str) -> dict[str, Any]:
    quota: dict[str, Any] = {
        "quota_type": QUOTAS[cost],
        "owner_type": "OA",
        "owner_id": oa.id,
    }
    left = oa.switches.quota if cost == "free" else oa.switches.paid_quota
    if left is not None:
        quota["remain"] = str(left)
    return {
        "message_id": message.id,
        "user_id": person.id,
        "sent_time": str(int(message.date * 1000)),
        "quota": quota,
    }
