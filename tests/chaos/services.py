"""The services that residents are spread over: how each is set up, called, and read."""

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
    """One of them."""

    name: str
    """As the bot calls the channel."""
    on: str
    """Where the sandbox controls it."""
    sends: str
    """The method that sends a message."""
    chat: Callable[[int], str]
    """A phone's number as the service names its chat."""
    given: Callable[[dict[str, Any]], str]
    """The new message's id, of a call's answer; empty when it was refused."""
    text: Callable[[dict[str, Any]], str]
    """The words, of a call's parameters."""
    in_order: bool = False
    """Whether what somebody says never overtakes what they said before."""
    quotes: bool = True
    """Whether the bot is told which message a reply is to."""
    edits: bool = False
    switches: tuple[tuple[str, Any], ...] = ()
    """How the sandbox plays it throughout."""

    def place(self, number: int) -> Chat:
        """Whose chat it is, for the oracle."""
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
            "telegram", TELEGRAM, "sendMessage", str, _telegram_id,
            lambda asked: str(asked.get("text", "")), in_order=True, edits=True,
        ),
        Service(
            "zalo_bot", ZALO_BOT, "sendMessage", lambda number: f"{number:020x}", _bot_id,
            lambda asked: str(asked.get("text", "")), quotes=False,
            switches=(
                # Errors come with HTTP 200, as was seen of some; nobody knows of the others.
                ("http_status", {"408": 200, "500": 200, "503": 200}), ("overtaking", True),
            ),
        ),
        Service(
            "zalo_oa", ZALO_OA, "message/cs", str, _oa_id,
            lambda asked: str(asked["message"].get("text", "")),
            switches=(("rate", PLENTY),),
        ),
    )
}  # fmt: skip
BY_POST = ("zalo_bot", "zalo_oa")
"""With one of them on, every service posts its updates; Telegram alone is polled by one process."""


def processes(town: Town) -> list[Process]:
    """Those that may be killed."""
    return [*town.intakes, *town.deliveries] if isinstance(town, Province) else [town.bot]


def set_up(town: Town, services: Sequence[Service]) -> None:
    """Have the bot of a town that is not open yet speak them, all by webhook where Zalo is among
    them."""
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
    """Where the services post."""
    if isinstance(town, Province):
        return f"http://127.0.0.1:{town.gate.port}"
    return f"http://{town.environment['NGHEDAN_LISTEN']}"


async def begin(town: Town, services: Sequence[Service], again_after: Sequence[int]) -> None:
    """What is done on the services' own side once the town is open."""
    for one in services:
        if one.switches:
            await town.control("switches", dict(one.switches), on=one.on)
        if one.name == "zalo_oa":
            await town.control("switches", {"retries": list(again_after)}, on=one.on)
            await saves_address(town, public_url(town))
