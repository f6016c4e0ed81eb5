"""An official: replies to some of the cards, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos.phone import Message, Waited, offers
from tests.chaos.resident import CODE

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.oracle import Heard
    from tests.chaos.phone import Phone

SHARE = 0.05


class Official:
    """Replies to a share of the new cases until `stop`."""

    def __init__(self, phone: Phone, heard: Heard, chance: Random) -> None:
        self._phone = phone
        self._heard = heard
        self._chance = chance
        self._done: set[str] = set()
        self.is_done = False

    async def works(self) -> None:
        """Answer cards until told to stop, then finish the one begun."""
        while not self.is_done:
            try:
                card = await self._phone.sees(self._wants)
            except Waited:  # no case came: a quiet day
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
            await self._phone.says(words, reply_to=card["message_id"])
            draft = await self._phone.sees(
                lambda one: words in one["text"] and offers(one, ":~send")
            )
            self._heard.replies.append((code, words))
            await self._phone.taps(draft, ":~send")
            await self._phone.sees(lambda one: one["text"].startswith(f"Đã gửi cho {code}"))
        except Waited:
            self._heard.unanswered.append(f"official: {code}")
