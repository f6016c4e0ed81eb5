"""A street lamp is out: two questions, and a report is filed."""

from tests.recipes.steps import After, Instead, New, Recipe

CONVERSATION = '''"""A street lamp is out: two questions, and it is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.filing import Report, file
from domain.cases.kinds import SubmissionKind
from domain.cases.tracking_code import format_code
from handlers.chat.router import Command, Subject
from handlers.forms import AskChoice, AskPlace, Form, Option, open_form
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers

SINCE = (
    Option("đèn đường tắt từ hôm nay", _("Since today")),
    Option("đèn đường tắt nhiều ngày rồi", _("For several days")),
)
"""The values are the words of the report, for the officials."""


def begin(turn: Turn, _argument: str) -> None:
    """`/denduong`, or the button."""
    open_form.begin(turn, form, {})


def _done(turn: Turn, answers: Answers) -> None:
    report = Report(
        kind=SubmissionKind.REFLECTION,
        words=answers["since"],
        hamlet_id=answers["where"].get("hamlet", ""),
        place=answers["where"].get("place", ""),
    )
    filed = file(turn.seat, report)
    turn.say(_("Thank you. The lamp has the code {code}."), code=format_code(filed.case.code))


form = Form(
    "street lamp",
    steps=(
        AskPlace("where", _("Where is the lamp?")),
        AskChoice("since", _("Since when is it out?"), options=SINCE),
    ),
    done=_done,
)

subject = Subject(
    "street_lamp",
    commands=(Command(("denduong", "lamp"), begin, _("A street lamp is out"), in_menu=False),),
    forms=(form,),
)
'''

STORY = """
import asyncio
import tempfile
from pathlib import Path

from tests.handlers.offices import filed_code
from tests.house import House


async def story(folder: Path) -> None:
    house = await House.open(folder)
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    await lan.says("/denduong")
    lan.sees("Đèn nào")
    await lan.says("ap 4")
    lan.sees("tắt từ khi nào")
    await lan.taps("Nhiều ngày")
    code = filed_code(lan)
    hai.sees(code, "Ấp 4", "đèn đường tắt nhiều ngày rồi")
    (event,) = await house.events(code)
    assert event.act == "filed"
    await house.close()


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(story(Path(folder)))
"""

recipe = Recipe(
    title="Add a conversation",
    steps=(
        New("handlers/resident/street_lamp.py", CONVERSATION),
        Instead(
            "handlers/__init__.py",
            "    own_cases,\n    report,\n)",
            "    own_cases,\n    report,\n    street_lamp,\n)",
        ),
        After("handlers/__init__.py", "    report.subject,", "    street_lamp.subject,"),
        Instead(
            "docs/commands.md",
            "| `/khieunai` `/complain` |",
            "| `/denduong` `/lamp` | A street lamp is out: where, since when. |\n"
            "| `/khieunai` `/complain` |",
        ),
    ),
    words={
        "A street lamp is out": {"vi": "Đèn đường bị tắt", "km": "ភ្លើងផ្លូវរលត់"},
        "Where is the lamp?": {"vi": "Đèn nào, ở đâu?", "km": "ភ្លើងនៅឯណា?"},
        "Since when is it out?": {"vi": "Đèn tắt từ khi nào?", "km": "រលត់តាំងពីពេលណា?"},
        "Since today": {"vi": "Từ hôm nay", "km": "ពីថ្ងៃនេះ"},
        "For several days": {"vi": "Nhiều ngày rồi", "km": "ច្រើនថ្ងៃហើយ"},
        "Thank you. The lamp has the code {code}.": {
            "vi": "Cảm ơn bà con. Đèn này có mã {code}.",
            "km": "អរគុណ។ ភ្លើងនេះមានលេខកូដ {code}។",
        },
    },
    story=STORY,
)
