"""What was begun and not sent, as it is stored and read again."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import orjson
import pytest

from storage.tables.base import PERSONAL
from storage.updates.drafts import Draft, FreeText, GroupReply, PausedDraft, pack, unpack

PHOTO = {"kind": "photo", "ref": "f1", "name": "", "mime": "", "size": 3, "message": "7"}
OLDER = Draft({"missing": "cái cống"}, messages=["3"])


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        Draft({"words": "đường lầy", "place": None, "files": [PHOTO]}, ["5", "7"], "a1", "a1"),
        Draft({"why": None}, paused=PausedDraft("report", 1, "place", OLDER)),
        Draft(paused=PausedDraft("a", 1, "b", Draft(paused=PausedDraft("c", 2, "d", OLDER)))),
        Draft(adding_to=12),
        Draft(free_text=FreeText("đã cử đội", [PHOTO])),
        Draft(group_reply=GroupReply("KABC123", 4, "9", "đã cử đội", [PHOTO])),
    ],
)
def test_a_draft_comes_back_as_it_was_stored(draft: Draft) -> None:
    assert unpack(orjson.loads(orjson.dumps(pack(draft)))) == draft


def test_nothing_begun_is_stored_as_nothing() -> None:
    assert pack(Draft()) == {}


def test_what_another_release_stored_besides_is_ignored() -> None:
    packed: dict[str, Any] = {
        "answers": {"words": "đường lầy"},
        "mood": "calm",
        "paused": {"form": "report", "version": 1, "step": "place", "colour": "red"},
        "free_text": {"words": "đã cử đội", "tone": "kind"},
    }
    assert unpack(packed) == Draft(
        {"words": "đường lầy"},
        paused=PausedDraft("report", 1, "place"),
        free_text=FreeText("đã cử đội"),
    )


@pytest.mark.parametrize("record", [Draft, FreeText, GroupReply, PausedDraft])
def test_each_field_says_whether_it_is_personal(record: type[Any]) -> None:
    assert all(PERSONAL in one.metadata for one in fields(record))
