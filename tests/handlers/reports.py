"""Reports for tests, filed as a resident would."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house import Speaker


async def report(speaker: Speaker, words: str) -> None:
    """Say it and send it; the words name the hamlet."""
    await speaker.says(words)
    await send(speaker)


async def send(speaker: Speaker) -> None:
    """Press the newest review's first button, in whatever language it is."""
    for seen in reversed(speaker.screen):
        for choice in seen.choices:
            if choice.data.endswith(":~send"):
                await speaker.taps(choice.label, on=seen)
                return
    raise AssertionError(f"{speaker.name} has no review; new: {speaker.new_texts()}")
