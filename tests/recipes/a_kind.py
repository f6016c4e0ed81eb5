"""An idea: a resident proposes something, and the office thinks it over."""

from tests.recipes.steps import After, Before, Instead, Recipe

STORY = """
import asyncio
import tempfile
from pathlib import Path

from tests.handlers.offices import answers, filed_code
from tests.handlers.reports import choose, send
from tests.house import House


async def story(folder: Path) -> None:
    house = await House.open(folder)
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan")
    await lan.says("/hienke trồng hoa dọc đường ấp 4 cho đẹp")
    await choose(lan, "~elsewhere")
    lan.sees("Hiến kế")
    await send(lan)
    code = filed_code(lan)
    hai.sees(code, "Hiến kế")
    case = await house.case(code)
    assert (case.kind, case.state) == ("idea", "received")
    assert (case.due_at - case.received_at).days > 30
    await answers(hai, code, "Xã sẽ bàn trong cuộc họp tới, cảm ơn bà con")
    lan.sees("Xã sẽ bàn")
    stranger = house.resident("Minh")
    await stranger.says(f"/tracuu {code}")
    stranger.sees("Hiến kế")
    await house.close()


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(story(Path(folder)))
"""

recipe = Recipe(
    title="Add a kind",
    steps=(
        Before(
            "domain/cases/kinds.py",
            '    INFORMATION_REQUEST = "information_request"',
            '    IDEA = "idea"\n    """Hiến kế: a proposal of something new."""',
        ),
        After(
            "domain/cases/kinds.py",
            "    K.INFORMATION_REQUEST: KindPolicy(filed_in_chat=False),",
            "    K.IDEA: KindPolicy(open_to_all=True),",
        ),
        Before(
            "config/deadlines.toml",
            "[consultation_minimum]",
            """[rules.idea.first_notice]
period = "10wd"
basis = "Quy định của xã (mẫu)"
mark = "U"
checked = 2026-11-23

[rules.idea.resolve]
period = "30wd"
basis = "Quy định của xã (mẫu)"
mark = "U"
checked = 2026-11-23
""",
        ),
        After(
            "actions/cases/messages/texts.py",
            '    SubmissionKind.INFORMATION_REQUEST: _("Information request"),',
            '    SubmissionKind.IDEA: _("Idea"),',
        ),
        After(
            "handlers/resident/report.py",
            '    Option(SubmissionKind.PETITION, _("Ask for something to be done")),',
            '    Option(SubmissionKind.IDEA, _("Propose an idea")),',
        ),
        After(
            "handlers/resident/report.py",
            '        Command(("khieunai", "complain"), _complaint, _("Complain about a decision")),',
            """        Command(
            ("hienke", "idea"),
            opener(SubmissionKind.IDEA),
            _("Propose an idea"),
            in_menu=False,
        ),""",
        ),
        Instead(
            "docs/commands.md",
            "| `/khieunai` `/complain` |",
            "| `/hienke` `/idea` | The same, as an idea. |\n| `/khieunai` `/complain` |",
        ),
        Instead(
            "docs/glossary.md",
            "| A petition or opinion that proposes something. |",
            "| Proposes something; a kind of its own. |",
        ),
    ),
    words={
        "Idea": {"vi": "Hiến kế", "km": "គំនិតផ្ដួចផ្ដើម"},
        "Propose an idea": {"vi": "Hiến kế cho xã", "km": "ស្នើគំនិតមួយ"},
    },
    story=STORY,
)
