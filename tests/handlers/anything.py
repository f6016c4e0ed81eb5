"""Random input of a person in a conversation, and the checks that must hold after it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings, strategies

from domain.messages.message import Kind
from storage.people import officials
from tests.story import Mark

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator

    from storage.engine.transaction import Transaction
    from tests.house import House, Speaker

WORDS = (
    "Huy", "1", "số 2", "3.", "hai", "Ấp 4", "ấp 3", "xong", "đồng ý", "khong dong y", "quay lại",
    "thôi", "bỏ qua", "ok", "24/12/2026", "hôm nay", "ngày mai", "99/99/2026", "០១", "សួស្តី",
    "<b>đậm & đà</b>", "😀", "đường ấp 4 lầy lội", "Một câu. Hai câu. Ba câu. Bốn câu.", "x" * 5000,
    "/cancel", "/start", "/language km", "/gopy", "/riengtu", "{name}", "0912345678",
)  # fmt: skip
ACT = strategies.one_of(
    strategies.tuples(strategies.just("says"), strategies.sampled_from(WORDS)),
    strategies.tuples(strategies.just("writes"), strategies.text(min_size=1, max_size=30)),
    strategies.tuples(strategies.just("taps"), strategies.integers(0, 11)),
    strategies.tuples(strategies.just("taps old"), strategies.integers(0, 40)),
    strategies.tuples(
        strategies.just("sends"), strategies.sampled_from(("photo", "voice", "document"))
    ),
    strategies.tuples(strategies.just("pins"), strategies.just("")),
)
ACTS = strategies.lists(ACT, max_size=14)
FEW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Town:
    """One commune for many stories: each has a resident and an official of its own."""

    def __init__(self, runner: asyncio.Runner, house: House) -> None:
        self.run = runner.run
        self.house = house
        self._people = 0

    def resident(self) -> Speaker:
        """A new resident."""
        self._people += 1
        return self.house.resident(f"Người {self._people}", chat=str(9000 + self._people))

    @asynccontextmanager
    async def head(self) -> AsyncIterator[Speaker]:
        """Somebody new who leads the office, for one story: the next one's news go to the next."""
        self._people += 1
        speaker = await self.house.official(f"Chủ tịch {self._people}", "head")

        def leave(tx: Transaction) -> None:
            for one in officials.active(tx):
                officials.remove(tx, one.id, self.house.now)

        try:
            yield speaker
        finally:
            await self.house.database.transact(leave)


async def act(speaker: Speaker, what: str, value: object) -> None:
    """One act; afterwards there is an answer."""
    before = len(speaker.screen)
    if what in {"says", "writes"}:
        await speaker.says(str(value).strip() or "x")
    elif what == "sends":
        await speaker.sends(str(value))
    elif what == "pins":
        await speaker.pins(9.5, 105.2)
    else:
        seen = speaker.screen if what == "taps old" else speaker.screen[-1:]
        choices = [one for line in seen for one in line.choices if one.data]
        if not choices:
            return
        data = choices[int(str(value)) % len(choices)].data
        await speaker._send(Kind.TAP, tap=data, message="1")
    assert len(speaker.screen) > before or speaker.house.story[-1].mark is Mark.DELETES, (
        what,
        value,
    )


async def go(speaker: Speaker, opening: str, acts: list[tuple[str, object]]) -> None:
    """Open the conversation, do anything, and leave."""
    await speaker.says(opening)
    for what, value in acts:
        await act(speaker, what, value)
    # Once for each paused draft.
    for _again in range(len(acts) + 1):
        await speaker.says("/cancel")
    rows = await speaker.house.rows(f"SELECT form FROM conversation WHERE chat = '{speaker.chat}'")
    assert [row.form for row in rows] == [""]
