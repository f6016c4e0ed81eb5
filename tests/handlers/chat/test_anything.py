"""Random input in a form never fails, always gets a reply, and always leaves a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, strategies

from tests.handlers.anything import ACTS, FEW, act, go
from tests.handlers.offices import filed

if TYPE_CHECKING:
    from tests.handlers.anything import Town
    from tests.house import Speaker


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
@given(acts=ACTS, opening=strategies.sampled_from(("/gui", "/khieunai", "/kiennghi mở lớp bơi")))
def test_reports(town: Town, acts: list[tuple[str, object]], opening: str) -> None:
    town.run(go(town.resident(), opening, acts))


@FEW
@given(words=strategies.text(min_size=20, max_size=60).filter(str.strip), acts=ACTS)
def test_no_words_of_a_draft_are_lost(
    town: Town, words: str, acts: list[tuple[str, object]]
) -> None:
    """All input is in the transcript, a draft or a case, whatever is pressed in between."""

    async def story() -> None:
        lan = town.resident()
        said = await lan.says(f"đường hư {words}")
        for what, value in acts:
            await act(lan, what, value)
        kept = await town.house.rows("SELECT body FROM personal_text")
        sealed = await town.house.rows("SELECT body FROM sealed_words")
        # PostgreSQL cannot store NUL.
        bodies = [row.body.replace("\0", "") for row in (*kept, *sealed)]
        text = said.text.strip().replace("\0", "")
        assert any(text in body for body in bodies) or deleted(lan)

    town.run(story())


def deleted(speaker: Speaker) -> bool:
    """Whether they chose to delete it, or to be called back instead."""
    return any("xóa" in seen.text or "លុប" in seen.text or "rased" in seen.text
               or "eleted" in seen.text for seen in speaker.screen)  # fmt: skip


@FEW
@given(acts=ACTS)
def test_following_up(town: Town, acts: list[tuple[str, object]]) -> None:
    async def story() -> None:
        lan = town.resident()
        await filed(lan)
        await go(lan, "/hoso", acts)

    town.run(story())
