"""Command menus by scope and language, and the one that a person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)
Menu = list[dict[str, Any]]


class Menus:
    """The menus set by setMyCommands."""

    def __init__(self) -> None:
        self._menus: dict[tuple[str, str, str, str], Menu] = {}

    def put(self, scope: dict[str, Any], language: str, menu: Menu) -> None:
        """Set a menu. An empty one removes it."""
        key = _key(scope, language)
        if menu:
            self._menus[key] = menu
        else:
            self._menus.pop(key, None)

    def at(self, scope: dict[str, Any], language: str) -> Menu:
        """Return the menu of exactly this scope and language."""
        return self._menus.get(_key(scope, language), [])

    def seen(self, chat_id: int, user_id: int, language: str, *, admin: bool) -> Menu:
        """Return a person's menu: core.telegram.org/bots/api#determining-list-of-commands"""
        for scope in _narrowest_first(chat_id, user_id, admin=admin):
            for code in (language, ""):
                if found := self.at(scope, code):
                    return found
        return []

    def all(self) -> list[dict[str, Any]]:
        """Return all menus with their scope and language."""
        return [
            {
                "scope": kind,
                "chat_id": chat,
                "user_id": user,
                "language_code": code,
                "commands": menu,
            }
            for (kind, chat, user, code), menu in self._menus.items()
        ]


def _key(scope: dict[str, Any], language: str) -> tuple[str, str, str, str]:
    place = (str(scope.get("chat_id", "")), str(scope.get("user_id", "")))
    return (str(scope.get("type")), *place, language)


def _narrowest_first(chat_id: int, user_id: int, *, admin: bool) -> Iterator[dict[str, Any]]:
    if chat_id < 0:
        yield {"type": "chat_member", "chat_id": chat_id, "user_id": user_id}
        if admin:
            yield {"type": "chat_administrators", "chat_id": chat_id}
    yield {"type": "chat", "chat_id": chat_id}
    if chat_id < 0 and admin:
        yield {"type": "all_chat_administrators"}
    yield {"type": "all_private_chats" if chat_id > 0 else "all_group_chats"}
    yield {"type": "default"}
