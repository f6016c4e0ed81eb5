"""Whatever a person types or a service sends, no turn fails, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.messages.message import FileKind, IncomingFile, Kind
from domain.people.roles import Role
from handlers import BOOK
from tests.handlers.chat.test_roles import somebody
from tests.handlers.offices import ROAD, filed
from tests.handlers.reports import send

if TYPE_CHECKING:
    from tests.house import House

ODD = (
    "\0", "{code}\0", "\ud800", "²", "1" * 19, "9" * 5000, "1e400", "nan", "٣/٣/٣٣٣٣", "31/12/9999",
    "0000-00-00", "\u202e\u0301", "ﷺ" * 300, "<b>&\\%s{x}",
)  # fmt: skip


@pytest.mark.engines
@pytest.mark.parametrize("role", [Role.RESIDENT, Role.ADMIN])
async def test_odd_arguments_and_answers_fail_no_turn(house: House, role: Role) -> None:
    """Each command with each argument, then each as an answer to what was asked."""
    code = await filed(house.resident("Lan"), ROAD)
    person = await somebody(house, role)
    for command in BOOK.commands:
        for odd in ODD:
            await person.says(f"/{command.names[0]} {odd.replace('{code}', code)}")
            await person.says(f"/{command.names[0]}")
            await person.says(odd)
            assert person.new_texts(), (command.names, odd)


@pytest.mark.engines
async def test_odd_names_and_files_are_filed(house: House) -> None:
    lan = house.resident("Lan\0\ud800\u202e" + "x" * 5000)
    await lan.says("cầu bắc qua kinh ở ấp 4 gãy lan can")
    file = IncomingFile(
        FileKind.DOCUMENT, "ref", name="../\0\ud800" + "x" * 5000 + ".pdf", size=4 * 1024**3
    )
    await lan._send(Kind.FILE, files=(file,))
    await send(lan)
    (case,) = await house.cases()
    (stored,) = await house.rows("SELECT size, name FROM file")
    assert stored.size == 2**31 - 1
    assert stored.name.endswith(".pdf")
    assert case.words_id


@pytest.mark.engines
async def test_a_message_that_is_too_long_is_told(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("cầu ở ấp 4 gãy lan can " * 50_000)
    lan.sees("phần cuối", "chưa")
