"""Every act on a consultation stores the same, by the chat and by a call of the action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.people.via import Via
from tests.actions.consultations.deeds import DEEDS
from tests.actions.twice import left_behind

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", DEEDS)
async def test_the_chat_does_what_the_action_does(name: str, tmp_path: Path) -> None:
    before = await left_behind(DEEDS[name], tmp_path / "before", None)
    by_chat = await left_behind(DEEDS[name], tmp_path / "chat", Via.CHAT)
    by_web = await left_behind(DEEDS[name], tmp_path / "web", Via.WEB)
    assert by_chat.records != before.records
    assert by_web.records == by_chat.records
    assert by_web.notices == by_chat.notices
    assert by_web.tasks == by_chat.tasks
    assert set(by_chat.ways) <= {Via.CHAT}
    assert by_web.ways == [Via.WEB] * len(by_chat.ways)
