"""What a bot says of itself: names, descriptions, command menus; and harmless acknowledgements."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.errors import ApiError, bad_request
from sandbox.methods.method import Method, Parameters, Uploads, data, flag

if TYPE_CHECKING:
    from sandbox.bots import Bot

COMMANDS_AT_MOST = 100


def get_me(bot: Bot, _parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getme"""
    return {
        **bot.user(), "can_join_groups": True, "can_read_all_group_messages": True,
        "supports_inline_queries": False, "can_connect_to_business": False,
        "has_main_web_app": False,
    }  # fmt: skip


def set_my_commands(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#setmycommands"""
    commands = data(parameters, "commands")
    if not isinstance(commands, list) or len(commands) > COMMANDS_AT_MOST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        if not (1 <= len(name) <= 32 and name == name.lower() and name.replace("_", "a").isalnum()
                and name.isascii()):  # fmt: skip
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.commands[_scope(parameters)] = commands
    bot.events.tell({"type": "menu", "scope": data(parameters, "scope"), "commands": commands})
    return True


def get_my_commands(bot: Bot, parameters: Parameters, _files: Uploads) -> list[Any]:
    """core.telegram.org/bots/api#getmycommands"""
    return bot.commands.get(_scope(parameters), [])


def delete_my_commands(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deletemycommands"""
    bot.commands.pop(_scope(parameters), None)
    return True


def _scope(parameters: Parameters) -> str:
    scope = data(parameters, "scope") or {"type": "default"}
    return json.dumps([scope, parameters.get("language_code") or ""], sort_keys=True)


def _text_setter(what: str) -> Method:
    def setter(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
        bot.texts[f"{what}:{parameters.get('language_code') or ''}"] = str(
            parameters.get(what, "")
        )
        return True

    return setter


def _text_getter(what: str) -> Method:
    def getter(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, str]:
        key = f"{what}:{parameters.get('language_code') or ''}"
        return {what: bot.texts.get(key, "Nghe Dân" if what == "name" else "")}

    return getter


def answer_callback_query(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#answercallbackquery"""
    if bot.taps.pop(str(parameters.get("callback_query_id", "")), None) is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if flag(parameters, "show_alert") or parameters.get("text"):
        bot.events.tell({"type": "notice", "text": parameters.get("text", "")})
    return True


def get_file(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getfile: at most 20 MB."""
    file = bot.files.get(str(parameters.get("file_id", "")))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return {
        "file_id": file.id, "file_unique_id": file.id, "file_size": len(file.content),
        "file_path": file.path,
    }  # fmt: skip


def yes(_bot: Bot, _parameters: Parameters, _files: Uploads) -> bool:
    """Acknowledged; nothing on the phones shows it."""
    return True


def log_out(bot: Bot, _parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#logout; refused, as it would be within ten minutes of a start."""
    if bot.revoked:
        raise ApiError(401, "Unauthorized")
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": _text_setter("name"),
    "getmyname": _text_getter("name"),
    "setmydescription": _text_setter("description"),
    "getmydescription": _text_getter("description"),
    "setmyshortdescription": _text_setter("short_description"),
    "getmyshortdescription": _text_getter("short_description"),
    "answercallbackquery": answer_callback_query,
    "getfile": get_file,
    "setchatmenubutton": yes,
    "setmessagereaction": yes,
    "logout": log_out,
    "close": log_out,
}
