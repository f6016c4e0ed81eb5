"""Reports for tests, filed as by a resident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locales import LANGUAGES

if TYPE_CHECKING:
    from tests.house import House, Speaker

NO_WATER = {
    "vi": "mất nước sinh hoạt đã ba ngày rồi",
    "en": "we have had no water for three days",
    "km": "គ្មានទឹកប្រើបីថ្ងៃហើយ",
}
"""The same report in each language; it names no hamlet."""

each_language = pytest.mark.parametrize("language", LANGUAGES)
"""Runs a story once for each language of its resident."""


async def speaking(house: House, name: str, language: str) -> Speaker:
    """A resident who has chosen this language. Vietnamese is spoken without a choice."""
    speaker = house.resident(name, language_hint=language)
    if language != LANGUAGES[0]:
        await speaker.says(f"/ngonngu {language}")
    return speaker


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


async def choose(speaker: Speaker, value: str) -> None:
    """Answer the newest question that has this value, when one is asked."""
    for seen in reversed(speaker.screen):
        values = [choice for choice in seen.choices if choice.data.endswith(f":{value}")]
        if values:
            await speaker.taps(values[0].label, on=seen)
            return
