"""Buttons below a message and keyboards below a chat (core.telegram.org/bots/api#inlinekeyboardmarkup)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import bad_request
from sandbox.methods.method import Parameters, data

if TYPE_CHECKING:
    from sandbox.chats import Chat

_ONE_OF = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
)  # fmt: skip


def keyboard(chat: Chat, parameters: Parameters, message: dict[str, Any]) -> None:
    """Put a call's `reply_markup` where it belongs."""
    markup = data(parameters, "reply_markup")
    if not markup:
        return
    if "inline_keyboard" in markup:
        message["reply_markup"] = inline(markup)
    elif "keyboard" in markup:
        chat.keyboard = [
            [button if isinstance(button, str) else button["text"] for button in row]
            for row in markup["keyboard"]
        ]
    elif markup.get("remove_keyboard"):
        chat.keyboard = []


def inline(markup: dict[str, Any]) -> dict[str, Any]:
    """An inline keyboard, checked as Telegram checks it."""
    rows = [row for row in markup["inline_keyboard"] if row]
    for row in rows:
        for button in row:
            if not button.get("text"):
                raise bad_request(
                    'can\'t parse inline keyboard button: Field "text" must be of type String'
                )
            if sum(name in button for name in _ONE_OF) != 1:
                raise bad_request(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
                )
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
            if "url" in button and "://" not in button["url"]:
                raise bad_request("BUTTON_URL_INVALID")
    if sum(len(row) for row in rows) > 100:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows}
