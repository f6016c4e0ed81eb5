"""The services of the residents: how each is set up, called and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.e2e.province import Province
from tests.e2e.town import TELEGRAM, ZALO_BOT, ZALO_OA
from tests.e2e.zalo import bot_settings, oa_settings, saves_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.chaos.oracle import Chat
    from tests.e2e.town import Process, Town

PLENTY = 1_000_000


@dataclass(frozen=True, slots=True)
class Service:
    """One service."""

    name: str
    """The bot's name of the channel."""
    on: str
    """The path of its control API."""
    sends: str
    """The method that sends a message."""
    chat: Callable[[int], str]
    """Returns the service's chat id of a phone's number."""
    given: Callable[[dict[str, Any]], str]
    """Returns the id of the sent message from the answer; empty if it was refused."""
    text: Callable[[dict[str, Any]], str]
    """Returns the text from a call's parameters."""
    in_order: bool = False
    """Whether the messages of a person always arrive in their order."""
    quotes: bool = True
    """Whether the bot gets the message that a reply quotes."""
    edits: bool = False
    switches: tuple[tuple[str, Any], ...] = ()
    """The sandbox's switches during the whole run."""

    def place(self, number: int) -> Chat:
        """Return the chat of a phone for the oracle."""
        return self.name, self.chat(number)


def _telegram_id(answer: dict[str, Any]) -> str:
    return str(answer["result"]["message_id"]) if answer.get("ok") else ""


def _bot_id(answer: dict[str, Any]) -> str:
    return str(answer["result"]["message_id"]) if answer.get("ok") else ""


def _oa_id(answer: dict[str, Any]) -> str:
    return str(answer["data"]["message_id"]) if answer.get("error") == 0 else ""


SERVICES = {
    one.name: one
    for one in (
        Service(
            "telegram",
            TELEGRAM,
            "sendMessage",
            str,
            _telegram_id,
            lambda asked: str(asked.get("text", "")),
            in_order=True,
            edits=True,
        ),
        Service(
            "zalo_bot",
            ZALO_BOT,
            "sendMessage",
            lambda number: f"{number:020x}",
            _bot_id,
            lambda asked: str(asked.get("text", "")),
            quotes=False,
            switches=(
                # Errors have HTTP 200. Some were seen so, and the others are unknown.
                ("http_status", {"408": 200, "500": 200, "503": 200}),
                ("overtaking", True),
            ),
        ),
        Service(
            "zalo_oa",
            ZALO_OA,
            "message/cs",
            str,
            _oa_id,
            lambda asked: str(asked["message"].get("text", "")),
            switches=(("rate", PLENTY),),
        ),
    )
}
BY_POST = ("zalo_bot", "zalo_oa")
"""If one of these is used, all services post their updates. Only Telegram alone is polled."""


def processes(town: Town) -> list[Process]:
    """Return the processes that may be killed."""
    return [*town.intakes, *town.deliveries] if isinstance(town, Province) else [town.bot]


def set_up(town: Town, services: Sequence[Service]) -> None:
    """Configure the bot for these services, before the town opens.

    If Zalo is one of them, all services use webhooks.
    """
    names = [one.name for one in services]
    wanted = {"NGHEDAN_ZALO_BOT_MESSAGES": str(PLENTY)}
    if "zalo_bot" in names:
        wanted |= bot_settings(town.url)
    if "zalo_oa" in names:
        wanted |= oa_settings(town.url)
    if set(names) & set(BY_POST):
        wanted["NGHEDAN_PUBLIC_URL"] = public_url(town)
    for environment in (town.environment, *(one.environment for one in processes(town))):
        environment.update(wanted)
        if "telegram" not in names:
            environment.pop("NGHEDAN_TELEGRAM_TOKEN", None)


def public_url(town: Town) -> str:
    """Return the address to which the services post."""
    if isinstance(town, Province):
        return f"http://127.0.0.1:{town.gate.port}"
    return f"http://{town.environment['NGHEDAN_LISTEN']}"


async def begin(town: Town, services: Sequence[Service], again_after: Sequence[int]) -> None:
    """Set up the services in the sandbox, after the town opened."""
    for one in services:
        if one.switches:
            await town.control("switches", dict(one.switches), on=one.on)
        if one.name == "zalo_oa":
            await town.control("switches", {"retries": list(again_after)}, on=one.on)
            await saves_address(town, public_url(town))
