"""The settings of a town's bot on Zalo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.town import OA, ZALO_OA, ZALO_TOKEN

if TYPE_CHECKING:
    from tests.e2e.town import Town


def bot_settings(url: str) -> dict[str, str]:
    """Return the settings of a bot of the Bot Platform. `url`: the sandbox's address."""
    return {
        "NGHEDAN_ZALO_BOT_TOKEN": ZALO_TOKEN,
        "NGHEDAN_ZALO_BOT_API_URL": f"{url}/zalo-bot",
    }


def oa_settings(url: str) -> dict[str, str]:
    """Return the settings of an Official Account. `url`: the sandbox's address.

    Its first pair of tokens is known in advance.
    """
    return {
        "NGHEDAN_ZALO_OA_ID": OA,
        "NGHEDAN_ZALO_OA_APP_ID": f"9{OA}",
        "NGHEDAN_ZALO_OA_APP_SECRET": f"app-secret-{OA}",
        "NGHEDAN_ZALO_OA_SECRET_KEY": f"oa-secret-{OA}",
        "NGHEDAN_ZALO_OA_REFRESH_TOKEN": f"refresh-{OA}-1",
        "NGHEDAN_ZALO_OA_API_URL": f"{url}/zalo-oa",
        "NGHEDAN_ZALO_OA_OAUTH_URL": f"{url}/zalo-oa",
    }


async def saves_address(town: Town, public_url: str) -> None:
    """Store the bot's address as the account's webhook, which posts a test request to it."""

    async def saved() -> bool:
        url = f"{public_url}/zalo-oa"
        return bool((await town.control("webhook", {"url": url}, on=ZALO_OA))["ok"])

    await town.until(saved)
