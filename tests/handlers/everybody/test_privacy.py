"""The stored data of a person can be shown, copied and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from bot.process.clock import Clock
from bot.tasks import WORKERS
from bot.tasks.worker import TaskContext, run_due_tasks
from tests.handlers.consultations import open_consultation
from tests.handlers.reports import each_language, report, send, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.golden import Golden
    from tests.house import House

SECRET = "chimvang4826"


async def everywhere(house: House, needle: str) -> list[str]:
    """The tables in which the words stand."""
    return await house.tables_with(needle)


KINDS = ("export", "scrub", "unlink", "expire", "forget address")
"""The kinds of task that copy or erase."""


class _Standing(Clock):
    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    def now(self) -> Any:
        return self._house.now


async def do_tasks(house: House, folder: Path) -> None:
    context = TaskContext(
        house.database, _Standing(house), house.commune, channels={}, data_dir=folder
    )
    workers = {kind: WORKERS[kind] for kind in KINDS}
    await run_due_tasks(context, workers)
    await house.deliver()


@each_language
@pytest.mark.engines
async def test_story(house: House, golden: Golden, tmp_path: Path, language: str) -> None:
    """A resident sees, copies and erases personal data.

    Lan reads what is stored about her, gets a copy of it, and then has everything erased.
    """
    officer = await house.official("Cô Hoa", "head")
    await open_consultation(house)
    lan = await speaking(house, "Lan", language)
    await lan.says("/gopy")
    await lan.picks("Disagree")
    await lan.says(f"nhà tôi không có đất {SECRET}")
    await lan.picks("Done")
    await report(lan, f"đường ấp 4 lầy lội, xe không qua được {SECRET}")
    officer.sees(SECRET)
    house.story.clear()
    await lan.says("/riengtu")
    await lan.picks("Say only that there is news")
    await lan.says("/privacy")
    await lan.picks("Send me a copy")
    await do_tasks(house, tmp_path)
    await lan.picks("Withdraw my consent and erase")
    await lan.picks("Erase everything")
    golden(house, f"privacy.{language}")
    # Only the open case keeps its text and is found by its words.
    assert await everywhere(house, SECRET) == ["case_word", "personal_text"]
    (case,) = await house.cases()
    assert (case.person_id, case.chat, case.author_name) == (None, "", "")
    assert await everywhere(house, "'Lan'") == []
    opinions = await house.rows("SELECT person_id, stance, text_id FROM opinion")
    assert [tuple(row) for row in opinions] == [(None, "disagree", None)]
    if house.commune.channels[officer.channel].edits:
        for seen in officer.screen:
            assert SECRET not in seen.text


async def test_the_copy_holds_what_was_written(house: House, tmp_path: Path) -> None:
    lan = house.resident("Lan")
    await report(lan, f"đường ấp 4 lầy lội, xe không qua được {SECRET}")
    await lan.says("/riengtu")
    await lan.taps("Gửi tôi một bản")
    await do_tasks(house, tmp_path)
    file = lan.last.row.message.file if lan.last.row.message else None
    assert file is not None
    data = orjson.loads((tmp_path / file.path).read_bytes())
    assert data["person"][0]["name"] == "Lan"
    assert SECRET in data["cases"][0]["words"]
    assert any(SECRET in (one["words"] or "") for one in data["messages"])
    house.passes(days=2)
    await do_tasks(house, tmp_path)
    assert not (tmp_path / file.path).exists()


async def test_a_closed_case_keeps_no_words(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    lan = house.resident("Lan")
    await report(lan, f"đường ấp 4 lầy lội, xe không qua được {SECRET}")
    await house.run("UPDATE submission SET closed_at = received_at")
    await lan.says("/riengtu")
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")
    assert await everywhere(house, SECRET) == []
    officer.sees("đã xóa theo yêu cầu")


async def test_who_writes_again_begins_anew(house: House) -> None:
    lan = house.resident("Lan")
    await report(lan, "đường ấp 4 lầy lội, xe không qua được")
    await lan.says("/riengtu")
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")
    await lan.says("/hoso")
    await lan.says("đèn đường trước trường học bị tắt")
    people = await house.rows("SELECT id, name, erased_at FROM person ORDER BY id")
    assert [(row.name, row.erased_at is not None) for row in people] == [
        ("", True),
        ("Lan", False),
    ]
    rows = await house.rows("SELECT person_id FROM conversation")
    assert [row.person_id for row in rows] == [people[1].id]


async def test_files_go_from_the_disk(house: House, tmp_path: Path) -> None:
    lan = house.resident("Lan")
    await lan.sends("photo", "đường ấp 4 lầy lội, xe không qua được")
    await send(lan)
    kept = tmp_path / "photo"
    kept.write_bytes(b"jpeg")
    await house.database.transact(_fetched)
    await lan.says("/riengtu")
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")
    await do_tasks(house, tmp_path)
    assert not kept.exists()
    assert await house.rows("SELECT * FROM file") == []


def _fetched(tx: Any) -> None:
    from sqlalchemy import text

    tx.core.execute(text("UPDATE file SET path = 'photo'"))


async def test_officials_are_not_erased_by_themselves(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    await officer.presses("privacy:erase-now")
    officer.sees("Quản trị")
    assert (await house.rows("SELECT name FROM person"))[0].name == "Cô Hoa"
