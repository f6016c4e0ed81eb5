"""A resident who files one story after the other, in random ways, and waits for answers."""

from __future__ import annotations

import asyncio
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.chaos.oracle import Story
from tests.chaos.phone import AGAIN, PATIENCE, Message, NoMessage, buttons, offers
from tests.e2e.town import PROJECT

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.oracle import Expected
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
    "place": "Sửa: Ở đâu",
    "words": "Sửa: Chuyện gì",
    "kind": "Sửa: Loại",
    "back": BACK,
}
"""The changes that a resident can make at the review."""
RECEIPT = "Mã hồ sơ là K"
BETWEEN = "Vừa có tin khác chen vào."
"""The begin of a repeated question, when it was unclear which question a number answered."""


@dataclass(frozen=True, slots=True)
class Review:
    """The content of a review."""

    words: str
    hamlet: str
    kind: str

    @classmethod
    def of(cls, message: Message) -> Review:
        """Parse a review. The hamlet is empty if it is not in the list."""
        words, _, rest = message["text"].partition("Chuyện gì: ")[2].partition("\nỞ đâu: ")
        place, _, rest = rest.partition("\nLoại: ")
        name = place.partition(" · ")[0]
        hamlet = next((one for one, called in HAMLETS.items() if called == name), "")
        kind = next((one for one, called in KINDS.items() if rest.startswith(called)), "")
        return cls(words, hamlet, kind)

    def is_of(self, story: Story) -> bool:
        """Return whether it shows the answers given so far."""
        return (
            self.words == story.words
            and story.kind in ("", self.kind)
            and story.hamlet in ("", self.hamlet)
        )


def is_review(message: Message) -> bool:
    """Return whether a message is the review: the last question, with all answers."""
    return offers(message, SEND)


def _asks(message: Message) -> str:
    """The kind of the question; empty for any other message."""
    if is_review(message):
        return "review"
    if offers(message, HAMLET):
        return "place"
    if offers(message, KIND):
        return "kind"
    return "words" if offers(message, LEAVE) else ""


class Resident:
    """A resident whose wishes and ways are random. `pause`: the most seconds they think."""

    def __init__(self, phone: Phone, expected: Expected, chance: Random, pause: float) -> None:
        self._phone = phone
        self._expected = expected
        self._chance = chance
        self._pause = pause
        self._told = 0
        self._codes: set[str] = set()
        """The codes of received receipts. One that comes again was doubled by a kill."""

    async def tell_story(self) -> None:
        """File one story, from the first words to the receipt, or cancel it."""
        story = Story(self._phone.chat, self._words())
        self._expected.stories.append(story)
        ways = [(self._step_by_step, 8), (self._in_a_burst, 2), (self._leaves, 1)]
        way = self._chance.choices([one for one, _ in ways], [often for _, often in ways])[0]
        try:
            await way(story)
        except NoMessage:
            self._expected.unanswered.append(f"{self._phone.chat}: {way.__name__}: {story}")
            raise

    def _words(self) -> str:
        """Unique words."""
        self._told += 1
        return f"{self._chance.choice(MATTERS)} ({self._phone.number}/{self._told})"

    async def _thinks(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._pause))

    async def _step_by_step(self, story: Story) -> None:
        await self._phone.says(story.words)
        review = await self._answer_questions(story)
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
            await self._look(story, receipt)

    async def _look(self, story: Story, receipt: Message) -> None:
        """Look up the case: by the receipt's button, or by its words where choices are typed."""
        if buttons(receipt):
            await self._phone.chooses(receipt, LOOK)
        else:  # a later message may be lower on the screen by now, with its own numbers
            await self._phone.says(LOOK)
        await self._phone.sees(
            lambda one: story.code in one["text"] and RECEIPT not in one["text"]
        )

    async def _in_a_burst(self, story: Story) -> None:
        """Write everything at once, without waiting for the questions.

        Where the service can change the order, they check the result and write it again if it is wrong.
        """
        story.hamlet = self._chance.choice(list(HAMLETS))
        first = f"{HAMLETS[story.hamlet]} {story.words}"
        more = f"ai cũng thấy, mong xem giùm {self._told}"
        story.words = f"{first}\n{more}"
        for text in (first, more):
            await self._phone.says(text)
        if self._phone.service.in_order:
            await self._phone.says(SEND)
        else:
            await self._agree_to_both(story, first, more)
        story.agreed = True
        await self._receipt(story)

    async def _agree_to_both(self, story: Story, *parts: str) -> None:
        """Agree to a review that shows both messages. Write the words again if they are wrong."""
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
            except NoMessage:
                seen = self._phone.lowest(lambda one: offers(one, LEAVE)) or message
            if "Đã thôi" in seen["text"]:
                self._expected.leavers.add(self._phone.chat)
                return
            if buttons(seen) or BETWEEN in seen["text"]:
                await self._phone.chooses(seen, LEAVE)
        raise NoMessage

    async def _answer_questions(self, story: Story, *done: str) -> Message:
        """Answer the questions until a review shows all answers."""
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
        """Wait for the next question that is not answered.

        A question that comes again was doubled by a kill, and is answered already. If no other message
        comes, the lowest button on the screen is pressed again. A number is not typed again: it may
        answer the next question by then.
        """

        def is_open(one: Message) -> bool:
            if is_review(one):
                return Review.of(one).is_of(story)
            return _asks(one) not in {"", *answered} or BETWEEN in one["text"]

        for _ in range(int(PATIENCE / AGAIN)):
            try:
                return await self._phone.sees(is_open, AGAIN)
            except NoMessage:
                lowest = self._phone.lowest(lambda one: _asks(one) in {"place", "kind", "review"})
            if lowest is None:
                continue
            if is_review(lowest):
                if is_open(lowest):
                    return lowest
            elif buttons(lowest) and _asks(lowest) in answered:
                chosen = HAMLETS[story.hamlet] if _asks(lowest) == "place" else KINDS[story.kind]
                await self._phone.chooses(lowest, chosen)
        raise NoMessage

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
            # Another review: the pressed one was a double and out of date. Where numbers are typed, this
            # one is the double.
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
        return await self._answer_questions(story, _asks(asked))

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
        """Whether a newer review is below. Pressing both would bring two more, and so on."""
        return self._phone.lowest(is_review) is not review

    def _is_receipt(self, message: Message) -> bool:
        found = CODE.search(message["text"])
        if found is None or RECEIPT not in message["text"]:
            return False
        return found[0] not in self._codes
