"""Reads the final state of the database and the phones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from domain.cases.tracking_code import format_code
from tests.chaos.oracle import Actual, Arrival, Case
from tests.chaos.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.chaos.services import Service
    from tests.e2e.town import Town


class SendLog:
    """The bot's calls that sent a message. It is read often: the sandbox keeps only the newest."""

    def __init__(self, town: Town, service: Service) -> None:
        self._town = town
        self._service = service
        self.seen = 0
        self.of_message: dict[str, tuple[int, bool, str]] = {}
        """Message → (number of the call, whether its answer was cut, the original text)."""
        self.cuts = 0
        """The number of send calls whose answer was cut, successful or not."""

    async def read_on(self) -> int:
        """Read the new calls. Return the number of all calls so far."""
        service = self._service
        for call in await self._town.control(f"calls?after={self.seen}", on=service.on):
            self.seen = call["n"]
            if call["method"] != service.sends:
                continue
            cut = "cut" in call
            if cut:
                self.cuts += 1
            answer: dict[str, Any] = call["answer"] or {}
            if given := service.given(answer):
                self.of_message[given] = (call["n"], cut, service.text(call["params"]))
        return self.seen

    async def arrivals(self, numbers: Sequence[int]) -> list[Arrival]:
        """Return the bot's messages on these phones."""
        await self.read_on()
        found = []
        for number in numbers:
            screen = f"chats/{number}/messages?after=0"
            for one in await self._town.control(screen, on=self._service.on):
                if one["from"] == "bot":
                    message = str(one.get("id", one["message_id"]))
                    # An edit changes only one of two doubles, so their original texts are compared.
                    call, cut, text = self.of_message[message]
                    found.append(Arrival(self._service.place(number), message, text, call, cut))
        return found


async def read(
    town: Town, logs: Mapping[str, SendLog], numbers: Mapping[str, Sequence[int]]
) -> Actual:
    """Read the database and all phones. `logs` and `numbers` are by the channel's name."""
    arrivals = []
    for channel, log in logs.items():
        arrivals += await log.arrivals(numbers[channel])
    transcript = Counter(
        ((channel, chat), message, body)
        for channel, chat, message, body in town.rows(
            "SELECT channel, chat, message, body FROM transcript "
            "JOIN personal_text ON personal_text.id = transcript.text_id "
            "WHERE kind <> 'tap' AND message <> ''"
        )
    )
    return Actual(
        updates={
            (channel, key) for channel, key in town.rows("SELECT channel, key FROM seen_update")
        },
        transcript=transcript,
        cases=[
            Case(format_code(code), (channel, chat), body, hamlet, kind)
            for code, channel, chat, body, hamlet, kind in town.rows(
                "SELECT code, channel, chat, body, hamlet_id, kind FROM submission "
                "JOIN personal_text ON personal_text.id = words_id ORDER BY submission.id"
            )
        ],
        replies=[
            (format_code(code), body)
            for code, body in town.rows(
                "SELECT code, body FROM submission_event "
                "JOIN submission ON submission.id = submission_id "
                "JOIN personal_text ON personal_text.id = text_id WHERE act = 'reply'"
            )
        ],
        recorded={
            ((channel, chat), message)
            for channel, chat, message, operation in town.rows(
                "SELECT channel, chat, provider_message, operation FROM outbox "
                "WHERE state = 'sent'"
            )
            # On a channel without edits a new message is sent instead.
            if operation == "send" or (operation == "edit" and not SERVICES[channel].edits)
        },
        arrivals=arrivals,
        withdrawn=Counter(
            (channel, chat)
            for channel, chat in town.rows(
                "SELECT channel, chat FROM outbox WHERE state = 'withdrawn'"
            )
        ),
        failed=town.rows("SELECT count(*) FROM failed_update")[0][0],
        undelivered=town.rows(
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'dead', 'parked')"
        )[0][0],
    )
