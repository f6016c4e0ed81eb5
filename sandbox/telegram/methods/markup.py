"""Buttons and keyboards (core.telegram.org/bots/api#inlinekeyboardmarkup)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.method import json_object

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.chats import Chat

_ONE_OF = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_LINKS = ("http://", "https://", "tg://")


def keyboard(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    """Apply a call's `reply_markup`. Return its part of the message; a keyboard is the chat's."""
    markup = json_object(parameters, "reply_markup")
    if "inline_keyboard" in markup:
        return inline(markup)
    if "keyboard" in markup:
        _below(chat, markup)
    elif markup.get("remove_keyboard"):
        chat.keyboard, chat.asks, chat.once = [], {}, False
    elif markup and not markup.get("force_reply"):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return {}


def _below(chat: Chat, markup: dict[str, Any]) -> None:
    rows: list[list[str]] = []
    asks: dict[str, str] = {}
    for row in _rows(markup["keyboard"], "keyboard"):
        labels = []
        for button in row:
            label = button if isinstance(button, str) else button.get("text")
            if not isinstance(label, str) or not label:
                raise bad_request(
                    'can\'t parse keyboard button: Field "text" must be of type String'
                )
            labels.append(label)
            for name in ("contact", "location"):
                if not isinstance(button, str) and button.get(f"request_{name}"):
                    asks[label] = name
        rows.append(labels)
    chat.keyboard, chat.asks = rows, asks
    chat.once = bool(markup.get("one_time_keyboard"))


def inline(markup: dict[str, Any]) -> dict[str, Any]:
    """Return a checked inline keyboard as `reply_markup`; empty without rows."""
    rows = [row for row in _rows(markup["inline_keyboard"], "inline_keyboard") if row]
    for row in rows:
        for button in row:
            _check(button)
    if sum(len(row) for row in rows) > 100:
        raise bad_request("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _check(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request(
            'can\'t parse inline keyboard button: Field "text" must be of type String'
        )
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Text is empty")
    if len([name for name in _ONE_OF if name in button]) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(_LINKS):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )


def _rows(rows: Any, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" of the ReplyMarkup must be an Array of Arrays')
    return rows
