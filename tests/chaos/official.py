"""An official who replies to some of the cards, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos.phone import Message, NoMessage, buttons, offers
from tests.chaos.resident import CODE

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.oracle import Expected
    from tests.chaos.phone import Phone
    from tests.e2e.town import Town

SHARE = 0.05
SEND = "Gửi cho bà con"


async def enrolled(town: Town, phone: Phone) -> None:
    """Enrol as an admin, who sees every unit."""
    summary = (await town.command("invite", "--role", "admin", "--name", phone.name)).strip()
    payload = summary.rpartition("=")[2].rpartition(" ")[2]
    await phone.says(f"/start {payload}")
    await phone.sees(lambda one: phone.name in one["text"])


class Official:
    """Replies to a share of the new cases until `stop`."""

    def __init__(self, phone: Phone, expected: Expected, chance: Random) -> None:
        self._phone = phone
        self._expected = expected
        self._chance = chance
        self._done: set[str] = set()
        self.is_done = False

    async def reply_to_cards(self) -> None:
        """Reply to cards until stopped, and finish the current one."""
        while not self.is_done:
            try:
                card = await self._phone.sees(self._wants)
            except NoMessage:  # no case came: a quiet day
                continue
            if not self.is_done:
                await self._replies(card)

    def _wants(self, message: Message) -> bool:
        found = CODE.search(message["text"])
        return (
            message["text"].startswith("Mới: ")
            and found is not None
            and found[0] not in self._done
            and self._chance.random() < SHARE
        )

    async def _replies(self, card: Message) -> None:
        found = CODE.search(card["text"])
        assert found
        code = found[0]
        self._done.add(code)
        words = f"Đã cử người xuống xem, lần thứ {len(self._done)}"
        try:
            if self._phone.service.quotes:
                await self._phone.says(words, reply_to=card["message_id"])
            else:
                await self._phone.says(f"/traloi {code} {words}")
            draft = await self._phone.sees(lambda one: words in one["text"] and offers(one, SEND))
            self._expected.replies.append((code, words))
            if buttons(draft):
                await self._phone.chooses(draft, SEND)
            else:  # a number may by now be one of a newer card's
                await self._phone.says(SEND)
            await self._phone.sees(lambda one: one["text"].startswith(f"Đã gửi cho {code}"))
        except NoMessage:
            self._expected.unanswered.append(f"official: {code}")
