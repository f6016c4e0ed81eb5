"""How far a case is, in a browser, for whoever has its code."""

from tests.recipes.steps import After, Instead, New, Recipe

PAGE = '''"""How far a case is, for whoever has its code: GET /ho-so/CODE?lang=vi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from actions.cases.messages import texts
from actions.cases.reading.opening import Source, look_up
from actions.notifier import Notifier
from actions.refusals import Refusal
from domain.cases.tracking_code import format_code, parse
from domain.people.via import Via
from locales import LANGUAGES, _, translate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from actions.commune import Commune
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

PATH = "/ho-so/{code}"


def route(database: Database, now: Callable[[], datetime], commune: Commune) -> web.RouteDef:
    """The page's route. `now` returns the moment in UTC."""

    async def page(request: web.Request) -> web.Response:
        code = parse(request.match_info["code"]) or ""
        source = Source("web", request.remote or "")
        wanted = request.query.get("lang", "")
        language = wanted if wanted in LANGUAGES else LANGUAGES[0]

        def work(tx: Transaction) -> tuple[int, str]:
            try:
                found = look_up(Notifier(tx, now(), commune, via=Via.WEB), code, source)
            except Refusal as refusal:
                values = refusal.values | {"code": request.match_info["code"]}
                return 404, translate(refusal.words, language, **values)
            return 200, translate(
                _("Case <b>{code}</b>: {state}."),
                language,
                code=format_code(found.code),
                state=texts.STATES[found.state],
            )

        status, html = await database.transact(work)
        return web.Response(status=status, text=html, content_type="text/html")

    return web.get(PATH, page)
'''

STORY = """
import asyncio
import tempfile
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application

from tests.handlers.offices import COMPLAINT, answers, filed, filed_code
from tests.handlers.reports import send
from tests.house import House
from web import case_page


async def story(folder: Path) -> None:
    house = await House.open(folder)
    hai = await house.official("Chị Hai", "head")
    code = await filed(house.resident("Lan"))
    minh = house.resident("Minh")
    await minh.says(f"/khieunai {COMPLAINT}")
    await send(minh)
    hidden = filed_code(minh)
    application = Application()
    application.add_routes([case_page.route(house.database, lambda: house.now, house.commune)])
    async with TestClient(TestServer(application)) as browser:
        async def reads(path: str) -> tuple[int, str]:
            answer = await browser.get(path)
            return answer.status, await answer.text()

        assert await reads(f"/ho-so/{code}") == (200, f"Hồ sơ <b>{code}</b>: Đã tiếp nhận.")
        await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
        assert await reads(f"/ho-so/{code}?lang=en") == (200, f"Case <b>{code}</b>: Answered.")
        # Not by its code alone, and not by guessing.
        assert (await reads(f"/ho-so/{hidden}"))[0] == 404
        for _guess in range(4):
            await reads("/ho-so/%3Cb%3EK00")
        assert "một giờ" in (await reads(f"/ho-so/{code}"))[1]
    await house.close()


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(story(Path(folder)))
"""

recipe = Recipe(
    title="Add a page",
    steps=(
        New("web/case_page.py", PAGE),
        After(
            "bot/app.py",
            "from storage.engine.leadership import leadership as lead",
            "from web import case_page",
        ),
        Instead(
            "bot/app.py",
            "            list(runners.routes(intake)) if receives_posts else [],\n",
            "            [\n"
            "                *(runners.routes(intake) if receives_posts else ()),\n"
            "                case_page.route(database, clock.now, commune),\n"
            "            ],\n",
        ),
    ),
    words={
        "Case <b>{code}</b>: {state}.": {
            "vi": "Hồ sơ <b>{code}</b>: {state}.",
            "km": "សំណុំរឿង <b>{code}</b>៖ {state}។",
        },
    },
    story=STORY,
)
