"""A resident: tells one story after the other, each in a way of their own, and waits for answers."""

from __future__ import annotations

import asyncio
import re
import tomllib
from typing import TYPE_CHECKING

from tests.chaos.oracle import Story
from tests.chaos.phone import AGAIN, PATIENCE, Message, Waited, offers
from tests.e2e.town import PROJECT

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.oracle import Heard
    from tests.chaos.phone import Phone

CODE = re.compile(r"K[0-9A-Z]{2}-[0-9A-Z]{4}")
HAMLETS: dict[str, str] = {
    one["id"]: one["name"]
    for one in tomllib.loads((PROJECT / "config/hamlets.toml").read_text())["hamlets"]
}
MATTERS = (
    "đường trước nhà ngập sâu, xe không qua được",
    "rác đổ đầy đầu cầu, hôi thối lắm",
    "mất nước sinh hoạt đã ba ngày rồi",
    "đèn đường không sáng từ tuần trước",
    "duong lay loi qua, hoc sinh di hoc kho",
)
SEND, LEAVE, BACK = ":~send", ":~leave", ":~back"
HAMLET, KIND = ":ap-4", ":petition"
KINDS = {"reflection": "Báo một việc không ổn", "petition": "Xin, đề nghị làm một việc"}
CHANGES = ("place", "words", "kind", "back")
"""What somebody does at the review before they agree."""


def is_review(message: Message) -> bool:
    """The last question, with everything that was answered."""
    return offers(message, SEND)


def _asks(message: Message) -> str:
    """Which question this is; empty for anything else."""
    if is_review(message):
        return "review"
    if offers(message, HAMLET):
        return "place"
    if offers(message, KIND):
        return "kind"
    return "words" if offers(message, LEAVE) else ""


class Resident:
    """Chance decides what they want and how they say it; `pause`: seconds they think at most."""

    def __init__(self, phone: Phone, heard: Heard, chance: Random, pause: float) -> None:
        self._phone = phone
        self._heard = heard
        self._chance = chance
        self._pause = pause
        self._told = 0
        self._codes: set[str] = set()
        """Of receipts that came: one that comes again was doubled by a kill."""

    async def tells(self) -> None:
        """One story, from the first words to the receipt, or until they leave it."""
        story = Story(self._phone.chat, self._words())
        self._heard.stories.append(story)
        ways = [(self._step_by_step, 8), (self._in_a_burst, 2), (self._leaves, 1)]
        way = self._chance.choices([one for one, _ in ways], [often for _, often in ways])[0]
        try:
            await way(story)
        except Waited:
            self._heard.unanswered.append(f"{self._phone.chat}: {way.__name__}: {story}")
            raise

    def _words(self) -> str:
        """Like nobody else's."""
        self._told += 1
        return f"{self._chance.choice(MATTERS)} ({self._phone.chat}/{self._told})"

    async def _thinks(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._pause))

    async def _step_by_step(self, story: Story) -> None:
        await self._phone.says(story.words)
        review = await self._answers(story)
        for change in self._chance.sample(CHANGES, self._chance.choice((0, 0, 0, 1, 2))):
            review = await self._changes(story, review, change)
        story.agreed = True
        await self._thinks()
        how = self._chance.random()
        if how < 0.5:
            await self._phone.taps(review, SEND)
        elif how < 0.6:  # twice, in a hurry
            await asyncio.gather(*(self._phone.taps(review, SEND) for _ in range(2)))
        else:
            await self._phone.says(self._chance.choice(("1", "Đồng ý và gửi", "dong y va gui")))
        await self._receipt(story)

    async def _in_a_burst(self, story: Story) -> None:
        """All at once, without waiting to be asked."""
        story.hamlet = self._chance.choice(list(HAMLETS))
        first = f"{HAMLETS[story.hamlet]} {story.words}"
        more = f"ai cũng thấy, mong xem giùm {self._told}"
        story.words, story.agreed = f"{first}\n{more}", True
        for text in (first, more, "Đồng ý và gửi"):
            await self._phone.says(text)
        await self._receipt(story)

    async def _leaves(self, story: Story) -> None:
        await self._phone.says(story.words)
        message = await self._phone.sees(lambda one: bool(_asks(one)))
        await self._thinks()
        if self._chance.random() < 0.5:
            await self._phone.taps(message, LEAVE)
        else:
            await self._phone.says("/huy")
        for _ in range(int(PATIENCE / AGAIN)):
            try:
                await self._phone.sees(lambda one: "Đã thôi" in one["text"], AGAIN)
            except Waited:
                await self._phone.taps(self._phone.lowest(lambda one: offers(one, LEAVE)), LEAVE)
            else:
                return
        raise Waited

    async def _answers(self, story: Story, *done: str) -> Message:
        """What is asked, but for what is done, until the review comes."""
        answered = {"words", *done}
        while True:
            message = await self._next_question(story, answered)
            await self._thinks()
            if is_review(message):
                if not story.hamlet:
                    story.hamlet = _read_off(message)
                return message
            answered.add(_asks(message))
            await self._answers_one(story, message)

    async def _next_question(self, story: Story, answered: set[str]) -> Message:
        """A question that comes once more was doubled by a kill: it is answered already. But when
        nothing else comes, the lowest on the screen is answered once more, in the same way."""
        for _ in range(int(PATIENCE / AGAIN)):
            try:
                return await self._phone.sees(lambda one: _asks(one) not in {"", *answered}, AGAIN)
            except Waited:
                lowest = self._phone.lowest(lambda one: _asks(one) in {"place", "kind", "review"})
            if is_review(lowest):
                return lowest
            chosen = story.hamlet if offers(lowest, HAMLET) else story.kind
            await self._phone.taps(lowest, f":{chosen}")
        raise Waited

    async def _answers_one(self, story: Story, message: Message) -> None:
        if offers(message, HAMLET):
            story.hamlet = chosen = self._chance.choice(list(HAMLETS))
            label = HAMLETS[chosen]
        else:
            story.kind = chosen = self._chance.choice(list(KINDS))
            label = KINDS[chosen]
        if self._chance.random() < 0.5:
            await self._phone.taps(message, f":{chosen}")
        else:
            await self._phone.says(label)

    async def _changes(self, story: Story, review: Message, change: str) -> Message:
        wanted = {"back": ("place", "kind"), "words": ("words",)}.get(change, (change,))
        data = BACK if change == "back" else f":~edit:{change}"
        asked = review
        while is_review(asked):
            await self._phone.taps(asked, data)
            # Another review: the one that was pressed had been doubled, and was out of date.
            asked = await self._phone.sees(lambda one: _asks(one) in {"review", *wanted})
        if change == "words":
            story.words = self._words()
            await self._phone.says(story.words)
        else:
            await self._answers_one(story, asked)
        return await self._answers(story, _asks(asked))

    async def _receipt(self, story: Story) -> None:
        while not story.code:
            message = await self._phone.sees(lambda one: is_review(one) or self._is_receipt(one))
            if is_review(message):
                # A review that came late: what was pressed was pressed on an earlier one.
                if story.words.partition("\n")[0] in message["text"]:
                    await self._phone.taps(message, SEND)
                continue
            found = CODE.search(message["text"])
            story.code = found[0] if found else ""
            self._codes.add(story.code)

    def _is_receipt(self, message: Message) -> bool:
        found = CODE.search(message["text"])
        if found is None or "Mã hồ sơ là K" not in message["text"]:
            return False
        return found[0] not in self._codes


def _read_off(review: Message) -> str:
    """The hamlet that the bot remembered: the resident saw it and agreed."""
    line = next((one for one in review["text"].splitlines() if one.startswith("Ở đâu: ")), "")
    name = line.removeprefix("Ở đâu: ")
    return next((hamlet for hamlet, called in HAMLETS.items() if called == name), "")
