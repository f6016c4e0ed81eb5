"""Methods for a bot's profile and menus, and methods that do nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.menus import KINDS
from sandbox.telegram.methods.method import Method, Uploads, flag, json_object, json_objects

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot

COMMANDS_AT_MOST = 100
NOTICE_LIMIT = 200
TEXTS = {"name": 64, "description": 512, "short_description": 120}
"""The most characters of each text."""


def get_me(bot: Bot, _parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getme"""
    return {
        **bot.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#setmycommands"""
    commands = json_objects(parameters, "commands")
    if len(commands) > COMMANDS_AT_MOST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        if not (
            1 <= len(name) <= 32
            and name == name.lower()
            and name.replace("_", "a").isalnum()
            and name.isascii()
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _put(bot, parameters, commands)
    return True


def get_my_commands(bot: Bot, parameters: Parameters, _files: Uploads) -> list[Any]:
    """core.telegram.org/bots/api#getmycommands"""
    return bot.commands.at(*_scope(parameters))


def delete_my_commands(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deletemycommands"""
    _put(bot, parameters, [])
    return True


def _put(bot: Bot, parameters: Parameters, commands: list[dict[str, Any]]) -> None:
    scope, language = _scope(parameters)
    bot.commands.put(scope, language, commands)
    bot.events.publish(
        {"type": "menu", "scope": scope, "language_code": language, "commands": commands}
    )


def _scope(parameters: Parameters) -> tuple[dict[str, Any], str]:
    scope = json_object(parameters, "scope") or {"type": "default"}
    if scope.get("type") not in KINDS:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return scope, str(parameters.get("language_code") or "")


def _text_setter(what: str) -> Method:
    def setter(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
        text = str(parameters.get(what) or "")
        if len(text) > TEXTS[what]:
            raise bad_request(f"BOT_{what.upper()}_TOO_LONG")
        bot.texts[f"{what}:{parameters.get('language_code') or ''}"] = text
        return True

    return setter


def _text_getter(what: str) -> Method:
    def getter(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, str]:
        key = f"{what}:{parameters.get('language_code') or ''}"
        everybody = bot.texts.get(f"{what}:") or (
            bot.user()["first_name"] if what == "name" else ""
        )
        return {what: bot.texts.get(key) or everybody}

    return getter


def answer_callback_query(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#answercallbackquery"""
    chat_id = bot.taps.pop(str(parameters.get("callback_query_id", "")), None)
    if chat_id is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = str(parameters.get("text") or "")
    if len(text) > NOTICE_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if text:
        alert = flag(parameters, "show_alert")
        bot.events.publish({"type": "notice", "chat_id": chat_id, "text": text, "alert": alert})
    return True


def yes(_bot: Bot, _parameters: Parameters, _files: Uploads) -> bool:
    """Accept the call. Nothing changes on the phones."""
    return True


def menu_button(_bot: Bot, _parameters: Parameters, _files: Uploads) -> dict[str, str]:
    """core.telegram.org/bots/api#getchatmenubutton: always the default."""
    return {"type": "commands"}


def log_out(_bot: Bot, _parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#logout: there is no other server to log out from."""
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
    "setchatmenubutton": yes,
    "getchatmenubutton": menu_button,
    "logout": log_out,
    "close": log_out,
}
