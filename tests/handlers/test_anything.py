"""Whatever people do in a form: no error, always an answer, always a way out."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from domain.messages import Kind
from tests.handlers.plans import close_due, open_plan
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house import Speaker

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
        self.people = 0

    def resident(self) -> Speaker:
        self.people += 1
        return self.house.resident(f"Người {self.people}", chat=str(9000 + self.people))


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        house = runner.run(House.open(Path(folder)))
        runner.run(open_plan(house, days=400, document=True))
        runner.run(open_plan(house, days=400))
        yield Town(runner, house)
        runner.run(house.close())


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
    assert len(speaker.screen) > before or speaker.house.story[-1].startswith("✗"), (what, value)


async def go(speaker: Speaker, opening: str, acts: list[tuple[str, object]]) -> None:
    """Open the conversation, do anything, and leave."""
    await speaker.says(opening)
    for what, value in acts:
        await act(speaker, what, value)
    # Once for each draft that lies aside.
    for _again in range(len(acts) + 1):
        await speaker.says("/cancel")
    rows = await speaker.house.rows(f"SELECT form FROM conversation WHERE chat = '{speaker.chat}'")
    assert [row.form for row in rows] == [""]


@FEW
@given(acts=ACTS)
def test_opinions(town: Town, acts: list[tuple[str, object]]) -> None:
    town.run(go(town.resident(), "/gopy", acts))


@FEW
@given(acts=ACTS)
def test_the_denunciation_screen(town: Town, acts: list[tuple[str, object]]) -> None:
    town.run(go(town.resident(), "/tocao", acts))


@FEW
@given(acts=ACTS)
def test_privacy(town: Town, acts: list[tuple[str, object]]) -> None:
    town.run(go(town.resident(), "/riengtu", acts))


@FEW
@given(acts=ACTS)
def test_a_new_plan(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        officer = await town.house.official(f"Cô {town.people}", "head")
        await officer.says("/layykien")
        await officer.presses("plan:new")
        await go(officer, "Nâng cấp đường kênh 14", acts)

    town.people += 1
    town.run(story())


@FEW
@given(acts=ACTS)
def test_an_announcement(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        officer = await town.house.official(f"Chú {town.people}", "head")
        await go(officer, "/thongbao", acts)

    town.people += 1
    town.run(story())


@FEW
@given(acts=ACTS)
def test_answers(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        house = town.house
        officer = await house.official(f"Anh {town.people}", "head")
        plan = await open_plan(house, days=20)
        for stance in ("Đồng ý", "Ý kiến khác"):
            lan = town.resident()
            await lan.says(f"/gopy {plan.code}")
            await lan.taps(stance)
            await lan.says("ý của tôi là vậy")
            await lan.taps("Xong")
        house.passes(days=20, minutes=5)
        await close_due(house)
        await officer.presses(f"plan:answer:{plan.code}")
        await go(officer, "1", acts)

    town.people += 1
    town.run(story())


@FEW
@given(acts=ACTS, opening=strategies.sampled_from(("/gui", "/khieunai", "/kiennghi mở lớp bơi")))
def test_reports(town: Town, acts: list[tuple[str, object]], opening: str) -> None:
    town.run(go(town.resident(), opening, acts))


@FEW
@given(words=strategies.text(min_size=20, max_size=60).filter(str.strip), acts=ACTS)
def test_no_words_of_a_draft_are_lost(
    town: Town, words: str, acts: list[tuple[str, object]]
) -> None:
    """Whatever is pressed meanwhile: what was said lies in the transcript, a draft or a case."""

    async def story() -> None:
        lan = town.resident()
        said = await lan.says(f"đường hư {words}")
        for what, value in acts:
            await act(lan, what, value)
        kept = await town.house.rows("SELECT body FROM personal_text")
        sealed = await town.house.rows("SELECT body FROM sealed_words")
        assert any(said.text.strip() in row.body for row in [*kept, *sealed]) or deleted(lan)

    town.run(story())


def deleted(speaker: Speaker) -> bool:
    """They chose to have it deleted, or to be called back instead."""
    return any("xóa" in seen.text or "លុប" in seen.text or "rased" in seen.text
               or "eleted" in seen.text for seen in speaker.screen)  # fmt: skip


@FEW
@given(acts=ACTS)
def test_following_up(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        lan = town.resident()
        await lan.says("đường ấp 4 lầy lội, xe không qua được")
        await lan.taps("Đồng ý và gửi")
        await go(lan, "/hoso", acts)

    town.run(story())


@FEW
@given(acts=ACTS)
def test_answering(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        head = await town.house.official(f"Bác {town.people}", "head")
        lan = town.resident()
        await lan.says("đường ấp 4 lầy lội, xe không qua được")
        await lan.taps("Đồng ý và gửi")
        code = (await town.house.rows("SELECT code FROM submission ORDER BY id DESC"))[0].code
        await go(head, f"/traloi {code}", acts)

    town.people += 1
    town.run(story())


@FEW
@given(acts=ACTS)
def test_inviting(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        head = await town.house.official(f"Dì {town.people}", "head")
        await go(head, "/moicanbo", acts)

    town.people += 1
    town.run(story())
