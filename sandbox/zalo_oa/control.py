"""The control API of Official Accounts, below `/sandbox/zalo-oa/{oa_id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.control import body_of
from sandbox.errors import ControlError
from sandbox.zalo.control import Control
from sandbox.zalo_oa import people

if TYPE_CHECKING:
    from sandbox.zalo_oa.accounts import Oa, Oas

PREFIX = "/sandbox/zalo-oa/{oa_id}"
ACTS = {
    "say": people.sends_text,
    "tap": people.taps,
    "open": people.opens,
    "sticker": people.sends_sticker,
    "location": people.sends_location,
    "contact": people.shares_contact,
    "submit": people.submits,
    "follow": people.follows,
    "unfollow": people.unfollows,
    "block": people.unfollows,
    "unblock": people.follows,
    "agent": people.agent_says,
}
SETTINGS = ("app_id", "app_secret", "oa_secret", "redirect_uri")


def control_routes(oas: Oas) -> list[web.RouteDef]:
    """Return the routes of the control API for all accounts."""

    def find(request: web.Request) -> Oa:
        return oas.get(request.match_info["oa_id"])

    def forget(request: web.Request) -> None:
        oas.reset(find(request).id)

    async def webhook(request: web.Request) -> web.StreamResponse:
        oa, url = find(request), str((await body_of(request)).get("url") or "")
        outcome = await oa.hook.save(url)
        return web.json_response({"url": url, "ok": outcome == "ok", "outcome": outcome})

    async def setup(request: web.Request) -> web.StreamResponse:
        oa = find(request)
        for name, value in (await body_of(request)).items():
            if name not in SETTINGS:
                raise ControlError(f"there is no setting {name!r}; there are {SETTINGS}")
            setattr(oa, name, str(value))
        return web.json_response({name: getattr(oa, name) for name in SETTINGS})

    async def consent(request: web.Request) -> web.StreamResponse:
        oa, body = find(request), await body_of(request)
        code = oa.tokens.consent(str(body.get("code_challenge") or ""))
        return web.json_response({"code": code, "oa_id": oa.id})

    async def tokens(request: web.Request) -> web.StreamResponse:
        return web.json_response(find(request).tokens.renew())

    async def template(request: web.Request) -> web.StreamResponse:
        oa, body = find(request), await body_of(request)
        if not body.get("template_id") or not body.get("text"):
            raise ControlError("`template_id` and `text` are missing")
        oa.templates[str(body["template_id"])] = str(body["text"])
        return web.json_response(oa.templates)

    control = Control(PREFIX, find, forget, ACTS, tuple(people.UPLOADS), people.sends_file)
    return [
        *control.routes(),
        web.post(f"{PREFIX}/webhook", webhook),
        web.post(f"{PREFIX}/setup", setup),
        web.post(f"{PREFIX}/consent", consent),
        web.post(f"{PREFIX}/tokens", tokens),
        web.post(f"{PREFIX}/templates", template),
    ]
