"""`nghedan invite`: makes the link (or word, without Telegram) for the first admin."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from bot.errors import OperatorError
from bot.settings.settings import load
from domain import outside

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers
    from bot.settings.settings import Settings
    from storage.engine.transaction import Transaction

PATIENCE = 20.0
"""Timeout in seconds of asking the Bot API for the bot's name."""


def add(commands: Parsers) -> None:
    parser = commands.add_parser(
        "invite",
        help="make a link that gives powers, for the first admin",
        description="Print a link that works once, within 24 hours; without Telegram a word to be "
        "sent to the bot. Everyone else is invited in the chat, by /moicanbo.",
    )
    parser.add_argument("--role", choices=["admin"], required=True)
    parser.add_argument(
        "--name", default="", type=outside.line, help="whom the link is for, shown to officials"
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the link, or the word, and nothing else on standard output."""
    settings = load()
    print(asyncio.run(_invite(settings, chosen.role, chosen.name)))
    return 0


async def _invite(settings: Settings, role: str, name: str) -> str:
    from bot.process.clock import Clock
    from bot.process.database import open_database
    from domain.cases.acts import Act
    from domain.people import invitations
    from domain.people.via import Via
    from storage import audit
    from storage.people import officials

    token = secrets.token_urlsafe(invitations.TOKEN_BYTES)
    now = Clock(settings.clock_file).now()
    bot = await username(settings) if settings.telegram_token else ""

    def work(tx: Transaction) -> None:
        row_id = officials.invite(
            tx,
            token_hash=invitations.hashed(token),
            name=name,
            role=role,
            unit_id="",
            speaks_khmer=False,
            created_by=None,
            now=now,
            expires_at=now + invitations.VALID_FOR,
        )
        audit.add(
            tx,
            actor=audit.OPERATOR,
            act=Act.INVITE,
            via=Via.COMMAND,
            subject=f"invitation:{row_id}",
            after={"role": role},
            now=now,
        )

    async with open_database(settings) as database:
        await database.transact(work)
    word = invitations.payload(token)
    return f"https://t.me/{bot}?start={word}" if bot else word


async def username(settings: Settings) -> str:
    """The bot's user name on Telegram, which a link needs. Raises OperatorError."""
    import aiohttp

    url = f"{settings.telegram_api_url}/bot{settings.token}/getMe"
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            found: Any = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise OperatorError(
            f"No Bot API answers at {settings.telegram_api_url} ({type(error).__name__}); "
            "see to the network, or to NGHEDAN_TELEGRAM_API_URL"
        ) from None
    if not isinstance(found, dict) or found.get("ok") is not True:
        raise OperatorError(
            "Telegram refuses the token in NGHEDAN_TELEGRAM_TOKEN; copy it again from @BotFather"
        )
    return str(found["result"]["username"])
