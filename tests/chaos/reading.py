"""What the database and the phones hold in the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from domain.cases.tracking_code import format_code
from tests.chaos.oracle import Arrival, Case, Held
from tests.chaos.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.chaos.services import Service
    from tests.e2e.town import Town


class CallLog:
    """The bot's calls that brought a message, read now and then: the sandbox keeps the newest."""

    def __init__(self, town: Town, service: Service) -> None:
        self._town = town
        self._service = service
        self.seen = 0
        self.of_message: dict[str, tuple[int, bool, str]] = {}
        """Message → (number of the call, whether its answer was cut off, what it said at first)."""
        self.cuts = 0
        """Calls to send a message whose answer was cut off, done or not."""

    async def read_on(self) -> int:
        """Returns how many calls there were so far."""
        service = self._service
        for call in await self._town.control(f"calls?after={self.seen}", on=service.on):
            self.seen = call["n"]
            if call["method"] != service.sends:
                continue
            cut = "cut" in call
            self.cuts += cut
            answer: dict[str, Any] = call["answer"] or {}
            if given := service.given(answer):
                self.of_message[given] = (call["n"], cut, service.text(call["params"]))
        return self.seen

    async def arrivals(self, numbers: Sequence[int]) -> list[Arrival]:
        """What came to these phones."""
        await self.read_on()
        found = []
        for number in numbers:
            screen = f"chats/{number}/messages?after=0"
            for one in await self._town.control(screen, on=self._service.on):
                if one["from"] == "bot":
                    message = str(one.get("id", one["message_id"]))
                    # An edit comes to one of two that were doubled: they were alike at first.
                    call, cut, text = self.of_message[message]
                    found.append(Arrival(self._service.place(number), message, text, call, cut))
        return found


async def read(
    town: Town, logs: Mapping[str, CallLog], numbers: Mapping[str, Sequence[int]]
) -> Held:
    """Ask the database and every phone; `logs` and `numbers` by the channel's name."""
    arrivals = []
    for channel, log in logs.items():
        arrivals += await log.arrivals(numbers[channel])
    said = Counter(
        ((channel, chat), message, body)
        for channel, chat, message, body in town.rows(
            "SELECT channel, chat, message, body FROM transcript "
            "JOIN personal_text ON personal_text.id = transcript.text_id "
            "WHERE kind <> 'tap' AND message <> ''"
        )
    )
    return Held(
        updates={(channel, key) for channel, key in town.rows("SELECT channel, key FROM seen_update")},
        said=said,
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
            # What cannot be edited is said anew.
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
    )  # fmt: skip
