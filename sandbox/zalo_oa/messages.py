"""Messages of an Official Account: their content, and how a phone shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.zalo.fetching import NotFetched, fetch
from sandbox.zalo_oa.errors import LIMIT, MESSAGE_TYPE, PARAMETER, refusal

if TYPE_CHECKING:
    from sandbox.zalo.hosting import File
    from sandbox.zalo_oa.accounts import Oa

TEXT_LIMIT, PAYLOAD_LIMIT, TITLE_LIMIT, SUBTITLE_LIMIT = 2000, 1000, 100, 500
MOST_BUTTONS = 5
IMAGE_LIMIT = 1024 * 1024
UPLOAD_LIFETIME = 7 * 86_400
"""In seconds: seven days."""
ASKS = ("oa.query.show", "oa.query.hide")
OPENS = {"oa.open.url": "url", "oa.open.phone": "phone_code", "oa.open.sms": "phone_code"}
"""Type of a button → the required field of its payload."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a valid message."""

    shown: dict[str, Any]
    """The part that is shown on the screen."""
    hidden: dict[str, Any] = field(default_factory=dict)
    """The original buttons, and whether the message asks for the person's data."""
    echo: str = "text"
    """The kind of the `oa_send_…` event that follows."""


async def content(oa: Oa, message: Any) -> Content:
    """Parse the `message` of a call. Raises ApiError for a message that Zalo refuses."""
    if not isinstance(message, dict):
        raise refusal(PARAMETER, "message is missing")
    text = message.get("text")
    if text is not None and not isinstance(text, str):
        raise refusal(PARAMETER, "text is not a string")
    if text and len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        raise refusal(LIMIT, "text")
    shown = {"text": text} if text else {}
    attachment = message.get("attachment")
    if attachment is None:
        if not text or not text.strip():
            raise refusal(PARAMETER, "text is empty")
        return Content(shown)
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict):
        raise refusal(PARAMETER, "attachment has no payload")
    if attachment.get("type") == "file":
        file = _uploaded(oa, payload.get("token"))
        document = {
            "file_id": file.key,
            "name": file.name,
            "kind": "document",
            "size": len(file.content),
        }
        return Content({**shown, "document": document}, echo="file")
    if attachment.get("type") != "template":
        raise refusal(MESSAGE_TYPE)
    return await _template(oa, shown, payload)


async def _template(oa: Oa, shown: dict[str, Any], payload: dict[str, Any]) -> Content:
    kind = payload.get("template_type")
    if kind == "media":
        element = _only_element(payload)
        if element.get("media_type") not in ("image", "gif"):
            raise refusal(PARAMETER, "media_type is image or gif")
        file = await _picture(oa, element)
        return Content({**shown, "photo": file.key}, echo=str(element["media_type"]))
    if kind == "request_user_info":
        element = _only_element(payload)
        title = _words(element, "title", TITLE_LIMIT)
        subtitle = _words(element, "subtitle", SUBTITLE_LIMIT)
        return Content({"text": f"{title}\n{subtitle}"}, {"asks_particulars": True}, "request")
    if kind is not None or "buttons" not in payload:
        raise refusal(MESSAGE_TYPE)
    if not shown:
        raise refusal(PARAMETER, "text is empty")
    buttons = payload["buttons"]
    if not isinstance(buttons, list) or not buttons:
        raise refusal(PARAMETER, "buttons is not a list")
    if len(buttons) > MOST_BUTTONS:
        raise refusal(LIMIT, "buttons")
    rows = [[_button(button)] for button in buttons]
    return Content({**shown, "buttons": rows}, {"buttons": buttons})


def _only_element(payload: dict[str, Any]) -> dict[str, Any]:
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        raise refusal(PARAMETER, "elements holds one element")
    return elements[0]


def _words(holder: dict[str, Any], name: str, limit: int) -> str:
    words = holder.get(name)
    if not isinstance(words, str) or not words.strip():
        raise refusal(PARAMETER, f"{name} is empty")
    if len(words) > limit:
        raise refusal(LIMIT, name)
    return words


def _button(button: Any) -> dict[str, Any]:
    """Return a button for the screen, with its text to send as `data` or its address."""
    if not isinstance(button, dict):
        raise refusal(PARAMETER, "a button is an object")
    label, kind = _words(button, "title", TITLE_LIMIT), button.get("type")
    if kind in ASKS:
        return {"label": label, "data": _words(button, "payload", PAYLOAD_LIMIT)}
    if kind not in OPENS:
        raise refusal(PARAMETER, f"there is no button of type {kind}")
    payload = button.get("payload")
    if not isinstance(payload, dict):
        raise refusal(PARAMETER, "the button's payload is not an object")
    where = _words(payload, OPENS[kind], PAYLOAD_LIMIT)
    scheme = {"oa.open.url": "", "oa.open.phone": "tel:", "oa.open.sms": "sms:"}[kind]
    return {"label": label, "url": f"{scheme}{where}"}


async def _picture(oa: Oa, element: dict[str, Any]) -> File:
    if element.get("attachment_id"):
        return _uploaded(oa, element["attachment_id"])
    try:
        found, mime = await fetch(str(element.get("url") or ""))
    except NotFetched as error:
        raise refusal(PARAMETER, str(error)) from None
    if len(found) > IMAGE_LIMIT:
        raise refusal(LIMIT, "image")
    return oa.hosting.add(oa.id, "image.jpg", mime, found, oa.faults)


def _uploaded(oa: Oa, name: Any) -> File:
    attachment = oa.attachments.get(str(name))
    if attachment is None or oa.clock.now() - attachment.at >= UPLOAD_LIFETIME:
        raise refusal(PARAMETER, "there is no such upload, or it is over seven days old")
    return attachment.file
