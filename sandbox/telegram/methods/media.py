"""Files from the bot, uploaded with the call or named by their id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import ApiError
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import as_sent
from sandbox.telegram.methods.method import Method, Uploads, json_objects, required
from sandbox.telegram.methods.sending import caption_of, deliver

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.files import File

UPLOAD_LIMIT = 50 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
KINDS = ("photo", "document", "voice", "video", "audio", "animation", "sticker")
GROUPS = ({"photo", "video"}, {"document"}, {"audio"})
"""The kinds that may be in one album."""


def file_from(bot: Bot, parameters: Parameters, files: Uploads, name: str) -> File:
    """Return the file of a call. Error 400 without a file, 413 over 50 MB."""
    value = str(parameters.get(name) or "")
    upload = files.get(value.removeprefix("attach://")) if value else files.get(name)
    if upload is not None:
        if len(upload.content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return bot.add_file(upload.name, upload.mime, upload.content)
    if not value:
        raise bad_request(f"there is no {name} in the request")
    file = bot.files.get(value)
    if file is None:
        if value.startswith(("http://", "https://")):
            raise bad_request("this sandbox fetches no files from elsewhere")
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def _sender(kind: str) -> Method:
    def send(bot: Bot, parameters: Parameters, files: Uploads) -> dict[str, Any]:
        chat = bot.writable(parameters.get("chat_id"))
        caption = {} if kind == "sticker" else caption_of(parameters)
        file = file_from(bot, parameters, files, kind)
        return deliver(bot, chat, parameters, {**as_sent(kind, file), **caption})

    return send


def send_media_group(bot: Bot, parameters: Parameters, files: Uploads) -> list[dict[str, Any]]:
    """core.telegram.org/bots/api#sendmediagroup: 2–10 items."""
    chat = bot.writable(parameters.get("chat_id"))
    items = json_objects(parameters, "media")
    if not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    kinds = {str(item.get("type")) for item in items}
    if not any(kinds <= group for group in GROUPS):
        raise bad_request("can't use the media of the specified type in the album")
    album = {"media_group_id": bot.album_id()}
    contents = [
        {
            **as_sent(item["type"], file_from(bot, item, files, "media")),
            **caption_of(item),
            **album,
        }
        for item in items
    ]
    return [deliver(bot, chat, parameters, content) for content in contents]


def get_file(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getfile: at most 20 MB."""
    file = bot.files.get(str(required(parameters, "file_id")))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique,
        "file_size": len(file.content),
        "file_path": file.path,
    }


METHODS: dict[str, Method] = {
    **{f"send{kind}": _sender(kind) for kind in KINDS},
    "sendmediagroup": send_media_group,
    "getfile": get_file,
}
