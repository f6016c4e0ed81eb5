"""The process put together: the one place where channels, database and jobs meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.settings import Settings


async def run_bot(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then finish what is begun and return.

    Raises OperatorError for a refused token, an unreadable database, a port in use.
    """
    raise OperatorError(f"This version cannot talk to {settings.telegram_api_url} yet; update it")
