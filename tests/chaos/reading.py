"""What the database and the phones hold in the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from domain.tracking_code import format_code
from tests.chaos.oracle import Arrival, Case, Held

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.town import Town

SENDS = "sendMessage"


class CallLog:
    """The bot's calls that brought a message, read now and then: the sandbox keeps the newest."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.seen = 0
        self.of_message: dict[int, tuple[int, bool, str]] = {}
        """Message → (number of the call, whether its answer was cut off, what it said at first)."""
        self.cuts = 0
        """Calls to send a message whose answer was cut off, done or not."""

    async def read_on(self) -> int:
        """Returns how many calls there were so far."""
        for call in await self._town.control(f"calls?after={self.seen}"):
            self.seen = call["n"]
            if call["method"] != SENDS:
                continue
            cut = "cut" in call
            self.cuts += cut
            answer: dict[str, Any] = call["answer"] or {}
            if answer.get("ok"):
                text = str(call["params"].get("text", ""))
                self.of_message[answer["result"]["message_id"]] = (call["n"], cut, text)
        return self.seen


async def read(town: Town, log: CallLog, chats: Iterable[int]) -> Held:
    """Ask the database and every phone."""
    await log.read_on()
    arrivals = []
    for chat in chats:
        for one in await town.control(f"chats/{chat}/messages?after=0"):
            if one["from"] == "bot":
                # An edit comes to one of two that were doubled: they were alike at first.
                call, cut, text = log.of_message[one["message_id"]]
                arrivals.append(Arrival(chat, one["message_id"], text, call, cut))
    said = Counter(
        (int(chat), int(message), body)
        for chat, message, body in town.rows(
            "SELECT chat, message, body FROM transcript "
            "JOIN personal_text ON personal_text.id = transcript.text_id "
            "WHERE kind <> 'tap' AND message <> ''"
        )
    )
    return Held(
        updates={key for (key,) in town.rows("SELECT key FROM seen_update")},
        said=said,
        cases=[
            Case(format_code(code), int(chat), body, hamlet, kind)
            for code, chat, body, hamlet, kind in town.rows(
                "SELECT code, chat, body, hamlet_id, kind FROM submission "
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
            (int(chat), int(message))
            for chat, message in town.rows(
                "SELECT chat, provider_message FROM outbox "
                "WHERE state = 'sent' AND operation = 'send'"
            )
        },
        arrivals=arrivals,
        withdrawn=Counter(
            int(chat) for (chat,) in town.rows("SELECT chat FROM outbox WHERE state = 'withdrawn'")
        ),
        failed=town.rows("SELECT count(*) FROM failed_update")[0][0],
        undelivered=town.rows(
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'dead', 'parked')"
        )[0][0],
    )
