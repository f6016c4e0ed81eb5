"""A resident: tells one story after the other, each in a way of their own, and waits for answers."""

from __future__ import annotations

import asyncio
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.chaos.oracle import Story
from tests.chaos.phone import AGAIN, PATIENCE, Message, Waited, buttons, offers
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
SEND, LEAVE, BACK, LOOK = "Đồng ý và gửi", "Thôi", "Quay lại", "Xem hồ sơ"
KINDS = {"reflection": "Báo một việc không ổn", "petition": "Xin, đề nghị làm một việc"}
HAMLET, KIND = HAMLETS["ap-4"], KINDS["petition"]
CHANGES = {
    "place": "Sửa: Ở đâu", "words": "Sửa: Chuyện gì", "kind": "Sửa: Loại", "back": BACK,
}  # fmt: skip
"""What somebody does at the review before they agree."""
RECEIPT = "Mã hồ sơ là K"
BETWEEN = "Vừa có tin khác chen vào."
"""How a question begins that must be answered once more: nobody knew what a number was for."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a review shows."""

    words: str
    hamlet: str
    kind: str

    @classmethod
    def of(cls, message: Message) -> Review:
        """Read it; the hamlet is empty where it is none of the list."""
        words, _, rest = message["text"].partition("Chuyện gì: ")[2].partition("\nỞ đâu: ")
        place, _, rest = rest.partition("\nLoại: ")
        name = place.partition(" · ")[0]
        hamlet = next((one for one, called in HAMLETS.items() if called == name), "")
        kind = next((one for one, called in KINDS.items() if rest.startswith(called)), "")
        return cls(words, hamlet, kind)

    def is_of(self, story: Story) -> bool:
        """Whether it shows what was answered so far."""
        return (
            self.words == story.words
            and story.kind in ("", self.kind)
            and story.hamlet in ("", self.hamlet)
        )


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
        return f"{self._chance.choice(MATTERS)} ({self._phone.number}/{self._told})"

    async def _thinks(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._pause))

    async def _step_by_step(self, story: Story) -> None:
        await self._phone.says(story.words)
        review = await self._answers(story)
        for change in self._chance.sample(list(CHANGES), self._chance.choice((0, 0, 0, 1, 2))):
            review = await self._changes(story, review, change)
        story.agreed = True
        await self._thinks()
        how = self._chance.random()
        if how < 0.5:
            await self._phone.chooses(review, SEND)
        elif how < 0.6 and buttons(review):  # twice, in a hurry
            await asyncio.gather(*(self._phone.chooses(review, SEND) for _ in range(2)))
        else:
            await self._phone.says(self._chance.choice(("1", "Đồng ý và gửi", "dong y va gui")))
        receipt = await self._receipt(story)
        if self._chance.random() < 0.2:
            await self._looks(story, receipt)

    async def _looks(self, story: Story, receipt: Message) -> None:
        """At what became of it: a receipt has few enough choices for an account's buttons."""
        if buttons(receipt):
            await self._phone.chooses(receipt, LOOK)
        else:  # news may stand lower by now, with numbers of its own
            await self._phone.says(LOOK)
        await self._phone.sees(
            lambda one: story.code in one["text"] and RECEIPT not in one["text"]
        )

    async def _in_a_burst(self, story: Story) -> None:
        """All at once, without waiting to be asked; where the service may turn the order round, they
        look at what came of it, and write it anew when that is something else."""
        story.hamlet = self._chance.choice(list(HAMLETS))
        first = f"{HAMLETS[story.hamlet]} {story.words}"
        more = f"ai cũng thấy, mong xem giùm {self._told}"
        story.words = f"{first}\n{more}"
        for text in (first, more):
            await self._phone.says(text)
        if self._phone.service.in_order:
            await self._phone.says(SEND)
        else:
            await self._agrees_to_both(story, first, more)
        story.agreed = True
        await self._receipt(story)

    async def _agrees_to_both(self, story: Story, *parts: str) -> None:
        """Nothing is answered before both are there: they see that one is still on its way."""
        message = await self._phone.sees(
            lambda one: is_review(one) and all(part in one["text"] for part in parts)
        )
        shown = Review.of(message)
        story.hamlet, story.kind = shown.hamlet, shown.kind
        if sorted(shown.words.split("\n")) == sorted(parts):
            story.words = shown.words
        else:
            story.kind = ""
            message = await self._changes(story, message, "words")
            story.kind = Review.of(message).kind
        await self._phone.chooses(message, SEND)

    async def _leaves(self, story: Story) -> None:
        await self._phone.says(story.words)
        message = await self._phone.sees(lambda one: bool(_asks(one)))
        await self._thinks()
        if self._chance.random() < 0.5:
            await self._phone.chooses(message, LEAVE)
        else:
            await self._phone.says("/huy")
        for _ in range(int(PATIENCE / AGAIN)):
            try:
                seen = await self._phone.sees(
                    lambda one: "Đã thôi" in one["text"] or BETWEEN in one["text"], AGAIN
                )
            except Waited:
                seen = self._phone.lowest(lambda one: offers(one, LEAVE)) or message
            if "Đã thôi" in seen["text"]:
                return
            if buttons(seen) or BETWEEN in seen["text"]:
                await self._phone.chooses(seen, LEAVE)
        raise Waited

    async def _answers(self, story: Story, *done: str) -> Message:
        """What is asked, but for what is done, until the review comes that shows it."""
        answered = {"words", *done}
        while True:
            message = await self._next_question(story, answered)
            await self._thinks()
            if is_review(message):
                story.hamlet = story.hamlet or Review.of(message).hamlet
                return message
            answered.add(_asks(message))
            await self._answers_one(story, message)

    async def _next_question(self, story: Story, answered: set[str]) -> Message:
        """A question that comes once more was doubled by a kill: it is answered already. But when
        nothing else comes, the lowest on the screen is pressed once more, in the same way; a number
        is not typed twice: it may be the next question's by then."""

        def is_open(one: Message) -> bool:
            if is_review(one):
                return Review.of(one).is_of(story)
            return _asks(one) not in {"", *answered} or BETWEEN in one["text"]

        for _ in range(int(PATIENCE / AGAIN)):
            try:
                return await self._phone.sees(is_open, AGAIN)
            except Waited:
                lowest = self._phone.lowest(lambda one: _asks(one) in {"place", "kind", "review"})
            if lowest is None:
                continue
            if is_review(lowest):
                if is_open(lowest):
                    return lowest
            elif buttons(lowest) and _asks(lowest) in answered:
                chosen = HAMLETS[story.hamlet] if _asks(lowest) == "place" else KINDS[story.kind]
                await self._phone.chooses(lowest, chosen)
        raise Waited

    async def _answers_one(self, story: Story, message: Message) -> None:
        if offers(message, HAMLET):
            story.hamlet = chosen = self._chance.choice(list(HAMLETS))
            label = HAMLETS[chosen]
        else:
            story.kind = chosen = self._chance.choice(list(KINDS))
            label = KINDS[chosen]
        if self._chance.random() < 0.5:
            await self._phone.chooses(message, label)
        else:
            await self._phone.says(label)

    async def _changes(self, story: Story, review: Message, change: str) -> Message:
        wanted = {"back": ("place", "kind"), "words": ("words",)}.get(change, (change,))

        def is_next(one: Message) -> bool:
            # Another review: the one that was pressed had been doubled, and was out of date. Where
            # numbers are typed, it is the double.
            was_refused = bool(buttons(one)) or BETWEEN in one["text"]
            again = is_review(one) and was_refused and not self._is_above(one)
            return _asks(one) in wanted or again

        asked = review
        while is_review(asked):
            await self._phone.chooses(asked, CHANGES[change])
            asked = await self._phone.sees(is_next)
        if change == "words":
            story.words = self._words()
            await self._phone.says(story.words)
        else:
            await self._answers_one(story, asked)
        return await self._answers(story, _asks(asked))

    async def _receipt(self, story: Story) -> Message:
        while True:
            message = await self._phone.sees(lambda one: is_review(one) or self._is_receipt(one))
            if not is_review(message):
                break
            if story.words.partition("\n")[0] not in message["text"] or self._is_above(message):
                continue
            # A review that came late: what was pressed was pressed on an earlier one.
            if buttons(message) or BETWEEN in message["text"]:
                await self._phone.chooses(message, SEND)
        found = CODE.search(message["text"])
        assert found
        story.code = found[0]
        self._codes.add(story.code)
        return message

    def _is_above(self, review: Message) -> bool:
        """Whether a newer one stands below: pressing both would bring two more, and so on."""
        return self._phone.lowest(is_review) is not review

    def _is_receipt(self, message: Message) -> bool:
        found = CODE.search(message["text"])
        if found is None or RECEIPT not in message["text"]:
            return False
        return found[0] not in self._codes
