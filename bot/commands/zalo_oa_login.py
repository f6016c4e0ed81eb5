"""`nghedan zalo-oa-login`: gets the permission to write on a Zalo Official Account."""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from bot.errors import OperatorError
from bot.settings.settings import load

if TYPE_CHECKING:
    import argparse

    from bot.channels.zalo_oa.oauth import OAuth, Pair
    from bot.commands.parsers import Parsers
    from bot.settings.settings import Settings

TOKEN = re.compile(r"[\w.~+/=-]{8,4096}", re.ASCII)


def add(commands: Parsers) -> None:
    parser = commands.add_parser(
        "zalo-oa-login",
        help="let the bot write on the Zalo Official Account",
        description="Print Zalo's page of consent, then read from standard input where it led to: "
        "the address of that page, or the code in it. Works while the bot runs.",
    )
    parser.add_argument(
        "--redirect",
        metavar="URL",
        help="callback address that the app's page names (default: NGHEDAN_PUBLIC_URL)",
    )
    parser.add_argument(
        "--refresh-token",
        action="store_true",
        help="read a refresh token from standard input instead, as Zalo's API Explorer gives one",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Exit code 0 once the new tokens are stored."""
    settings = load()
    if not settings.zalo_oa_id:
        raise OperatorError("There is no NGHEDAN_ZALO_OA_ID; set the account's id first")
    missing = [name for name in settings.zalo_oa_missing if not name.endswith("SECRET_KEY")]
    if missing:
        raise OperatorError(f"There is no {missing[0]}; copy it from the app's page")
    back = chosen.redirect or settings.public_url
    if not back and not chosen.refresh_token:
        raise OperatorError(
            "Where does Zalo send you after the consent? Set NGHEDAN_PUBLIC_URL or give --redirect"
        )
    asyncio.run(_login(settings, back, by_token=chosen.refresh_token))
    print("The bot may write on the Zalo account now; a running bot uses the new tokens at once.")
    return 0


async def _login(settings: Settings, back: str, *, by_token: bool) -> None:
    from bot.channels.zalo_oa.oauth import OAuth
    from bot.channels.zalo_oa.service import clear
    from bot.channels.zalo_oa.tokens import put_first
    from bot.process.clock import Clock
    from bot.process.database import open_database

    oauth = OAuth(
        settings.zalo_oa_oauth_url, settings.zalo_oa_app_id, clear(settings.zalo_oa_app_secret)
    )
    # Open the database first: a pair of tokens that cannot be stored would be lost.
    async with open_database(settings) as database:
        pair = await (_by_token(oauth) if by_token else _by_consent(settings, oauth, back))
        await put_first(database, pair, Clock(settings.clock_file).now())


async def _by_token(oauth: OAuth) -> Pair:
    print("Paste the refresh token and press Enter:", file=sys.stderr)
    given = await asyncio.to_thread(sys.stdin.readline)
    if not TOKEN.fullmatch(given.strip()):
        raise OperatorError("That is no refresh token; copy the whole of it, and nothing else")
    return await _asked(oauth, refresh_token=given.strip())


async def _by_consent(settings: Settings, oauth: OAuth, back: str) -> Pair:
    from bot.channels.zalo_oa.oauth import verifier

    proof, state = verifier(), secrets.token_urlsafe(12)
    print("Open this page as an administrator of the account, and agree:\n")
    print(f"  {oauth.consent(back, proof, state)}\n")
    print(
        "Zalo then leads you to another page (it may say that it does not exist). Paste its whole "
        "address here within ten minutes and press Enter:",
        flush=True,
    )
    given = (await asyncio.to_thread(sys.stdin.readline)).strip()
    return await _asked(oauth, code=code_in(given, state, settings.zalo_oa_id), proof=proof)


def code_in(given: str, state: str, oa_id: str) -> str:
    """The code in a callback address, or the given code itself.

    Raises OperatorError for the address of another consent or another account.
    """
    if "://" not in given:
        if not TOKEN.fullmatch(given):
            raise OperatorError("There is no code in that; paste the whole address and try again")
        return given
    asked = parse_qs(urlsplit(given).query)
    if asked.get("state", [state]) != [state]:
        raise OperatorError("That address belongs to an earlier try; open the page printed above")
    if asked.get("oa_id", [oa_id]) != [oa_id]:
        raise OperatorError(
            "The consent is for another account than NGHEDAN_ZALO_OA_ID; agree with the right one"
        )
    (code,) = asked.get("code", [""])
    if not code:
        raise OperatorError("There is no code in that address; agree on the page and try again")
    return code


async def _asked(
    oauth: OAuth, *, code: str = "", proof: str = "", refresh_token: str = ""
) -> Pair:
    from bot.channels.contract import SendError
    from bot.channels.zalo_oa.oauth import REDIRECT, Ended

    try:
        return await (oauth.renew(refresh_token) if refresh_token else oauth.exchange(code, proof))
    except Ended as error:
        what = (
            "the callback address differs from the one on the app's page; mend it or give --redirect"
            if error.code == REDIRECT
            else "it was used before or is too old; take a new one"
        )
        raise OperatorError(f"Zalo does not accept that ({error}): {what}") from None
    except SendError as error:
        raise OperatorError(
            f"Zalo gave no tokens ({error}); see to NGHEDAN_ZALO_OA_APP_ID and "
            "NGHEDAN_ZALO_OA_APP_SECRET, then try again"
        ) from None
