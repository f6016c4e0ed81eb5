"""A landmark: what stands near the place, for whoever has to find it."""

from tests.recipes.steps import After, Before, Instead, Recipe

STORY = """
import asyncio
import tempfile
from pathlib import Path

from storage.people.export import everything_of
from tests.handlers.offices import filed_code
from tests.handlers.reports import send
from tests.house import House


async def story(folder: Path) -> None:
    house = await House.open(folder)
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    await lan.taps("Gần đâu")
    lan.sees("Ở gần đó có gì")
    await lan.says("cầu sắt nhà ông Bảy")
    lan.sees("cầu sắt nhà ông Bảy")
    await send(lan)
    code = filed_code(lan)
    hai.sees(code, "Ấp 4", "cầu sắt nhà ông Bảy")
    await lan.says(f"/tracuu {code}")
    lan.sees("cầu sắt nhà ông Bảy")
    case = await house.case(code)
    assert case.landmark == "cầu sắt nhà ông Bảy"
    copy = await house.database.read(lambda tx: everything_of(tx, case.person_id))
    assert copy["cases"][0]["landmark"] == "cầu sắt nhà ông Bảy"

    await lan.says("/riengtu")
    await lan.taps("Rút đồng ý")
    await lan.taps("Xóa hết")
    assert (await house.case(code)).person_id is None
    assert (await house.case(code)).landmark == ""
    assert "submission" not in await house.tables_with("cầu sắt nhà ông Bảy")
    await house.close()


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(story(Path(folder)))
"""

recipe = Recipe(
    title="Add a field",
    changes_tables=True,
    steps=(
        After(
            "storage/tables/case.py",
            '    text("place", personal=True),',
            '    text("landmark", personal=True),',
        ),
        After("storage/cases/submissions.py", "    place: str", "    landmark: str"),
        After("storage/cases/submissions.py", '    place: str = ""', '    landmark: str = ""'),
        After("actions/cases/filing.py", '    place: str = ""', '    landmark: str = ""'),
        After(
            "actions/cases/filing.py",
            "        place=report.place,",
            "        landmark=report.landmark,",
        ),
        Instead(
            "actions/cases/reading/views.py",
            "    words: str\n    latitude: float",
            "    words: str\n    landmark: str\n    latitude: float",
        ),
        Instead(
            "actions/cases/reading/views.py",
            'hamlet.name if hamlet else "", case.place, case.latitude',
            'hamlet.name if hamlet else "", case.place, case.landmark, case.latitude',
        ),
        Instead(
            "actions/cases/messages/texts.py",
            "[where.hamlet, where.words]",
            "[where.hamlet, where.words, where.landmark]",
        ),
        Before(
            "handlers/resident/report.py",
            "kind = AskKind(",
            """landmark = AskText(
    "landmark",
    _("What stands near it: a bridge, a school, somebody's house?"),
    label=_("Near"),
    optional=True,
    on_request=True,
    limit=100,
)""",
        ),
        Instead(
            "handlers/resident/report.py",
            "shown=(words, files, place, kind,",
            "shown=(words, files, place, landmark, kind,",
        ),
        Instead(
            "handlers/resident/report.py",
            "steps=(consent_first, words, place, kind,",
            "steps=(consent_first, words, place, landmark, kind,",
        ),
        After(
            "handlers/resident/filing.py",
            '        place=where.get("place", ""),',
            '        landmark=answers.get("landmark") or "",',
        ),
    ),
    words={
        "What stands near it: a bridge, a school, somebody's house?": {
            "vi": "Ở gần đó có gì: cây cầu, trường học, nhà ai?",
            "km": "នៅក្បែរនោះមានអ្វី៖ ស្ពាន សាលារៀន ផ្ទះអ្នកណា?",
        },
        "Near": {"vi": "Gần đâu", "km": "នៅក្បែរ"},
    },
    story=STORY,
)
