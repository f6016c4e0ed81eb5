"""Every query that a busy day runs finds its rows by an index: a million cases cost no more.

A day is played with everything in it; each statement that ran is explained by SQLite. Tables of what
a commune has few of may be read whole.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from bot.channels.contract import Held
from bot.jobs import JOBS, Workplace
from domain.budget import Budget, Cost, Why
from storage import reachability
from storage.tables import metadata
from storage.transaction import Transaction
from tests.handlers.office import filed
from tests.handlers.plans import open_plan
from tests.handlers.test_office_stories import every_form, tapped
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.statements import Statement

pytestmark = pytest.mark.sqlite

FEW = {
    "official", "invitation", "staff_group", "consultation", "consultation_answer", "broadcast",
    "calendar_override", "sealed_words", "call_back", "held_update", "CONSTANT",
}  # fmt: skip
"""Tens to hundreds of rows for ever."""
PARTIAL = {
    str(index.name)
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Indexes over what waits, is open or is rare: reading one whole is what it is for."""
OURS = re.compile(r"UPDATE|DELETE|WITH|SELECT .*\nFROM", re.DOTALL)
"""As the program writes statements; what the test asks for itself stands on one line."""


def scanned(steps: list[str]) -> list[str]:
    """The steps of a plan that read a large table, or an index over all of it, from end to end."""
    found = []
    for step in steps:
        seen = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if seen and seen[1] not in FEW and seen[2] not in PARTIAL:
            found.append(step)
    return found


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Every statement that runs, with values it ran with: SQLite looks at them, too."""
    seen: dict[str, Any] = {}

    def core(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: Any) -> None:
        seen[sql] = values[0] if many else values

    def watched(name: str) -> None:
        real = getattr(Transaction, name)

        def run(self: Transaction, statement: Statement, *args: Any, **values: Any) -> Any:
            prepared = statement.prepared(self.core.dialect)
            if args[:1] != ([],):
                row = args[0][0] if args else values
                seen[prepared.sql] = tuple(prepared.arguments(row))
            return real(self, statement, *args, **values)

        monkeypatch.setattr(Transaction, name, run)

    for name in ("all", "run", "run_many"):
        watched(name)
    event.listen(Engine, "before_cursor_execute", core)
    yield seen
    event.remove(Engine, "before_cursor_execute", core)


class Clock:
    """Stands at the house's time."""

    def __init__(self, house: House) -> None:
        self._house = house

    def now(self) -> Any:
        return self._house.now


async def play(house: House) -> None:
    """Everything that residents, officials and jobs do."""
    await open_plan(house, days=30)
    head = await house.official("Chủ tịch", "head")
    lan = house.resident("Hoa")
    code = await filed(lan)
    for words in (
        "/hoso",
        f"/tracuu {code}",
        "/tracuu K7M2XXXX",
        "/gopy",
        "/riengtu",
        "/thongbao",
    ):
        await lan.says(words)
    await lan.says("/huy")
    before = await lan.says("cây ngã chắn ngang đường ấp 3")
    await lan.edits(before, "cây ngã chắn ngang lộ ấp 3")
    await lan.says("/huy")
    await lan.says("Tôi tố cáo ông trưởng ấp nhận tiền hối lộ")
    await lan.taps("Xóa ngay")
    for words in ("/viec", f"/xem {code}", "/thongke", "/homnay", "/canbo", "/thuloi"):
        await head.says(words)
    most = {Cost.TEMPLATE: 5}
    budget = Budget(free=timedelta(hours=48), window=timedelta(days=7), most=most)
    object.__setattr__(house.world, "budgets", {"telegram": budget})
    house.refuses[("telegram", lan.chat)] = Held(Why.WINDOW)
    await head.says(f"/traloi {code} Đã cử đội duy tu, xong ngày 30/11")
    await head.taps("Gửi cho bà con")
    house.refuses.clear()
    await head.says("/chuaden")
    assert await house.rows("SELECT id FROM outbox WHERE operation = 'template'")
    await lan.says("/hoso")
    await house.database.read(lambda tx: reachability.stranded(tx, "telegram", ("zalo_oa",), 5))
    await house.database.transact(
        lambda tx: reachability.leave(tx, "telegram", lan.chat, ("zalo_oa",))
    )
    place = Workplace(house.database, Clock(house), house.world)  # type: ignore[arg-type]
    for hours in (0, 26, 24 * 40):
        house.passes(hours=hours)
        for job in JOBS:
            await job.run(place)
        await house.deliver()
    await lan.says("/riengtu")
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")


async def test_no_query_reads_a_large_table_whole(
    statements: dict[str, Any], tmp_path: Path
) -> None:
    house = await House.open(tmp_path)
    try:
        await every_form(house, tapped)
        await play(house)
        ran = {sql: values for sql, values in statements.items() if OURS.match(sql)}

        def explained(tx: Transaction) -> dict[str, list[str]]:
            plans = {
                sql: tx.core.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                for sql, values in ran.items()
            }
            return {sql: scanned([str(row[3]) for row in plan]) for sql, plan in plans.items()}

        found = await house.database.read(explained)
    finally:
        await house.close()
    assert len(found) > 100
    scanning = [f"{steps}: {sql}" for sql, steps in found.items() if steps]
    assert not scanning, "\n".join(scanning)


def test_a_scan_is_recognised() -> None:
    assert scanned(["SCAN submission", "SCAN account USING COVERING INDEX ix_account_chat"])
    assert not scanned(["SEARCH submission USING INTEGER PRIMARY KEY (rowid=?)", "SCAN official",
                        "SCAN outbox USING INDEX ix_outbox_waiting"])  # fmt: skip
