"""The channel of a Telegram bot."""

from __future__ import annotations

import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pyreqwest.exceptions import PyreqwestError
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken, TelegramError

from bot.channels.contract import ChannelClosed, Refused, SendRequest, TryAgain
from bot.channels.telegram.call import call
from bot.channels.telegram.capabilities import CAPABILITIES, NAME
from bot.channels.telegram.incoming import UPDATES, read
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.request import PyreqwestRequest, origin
from bot.channels.telegram.sending import send, send_error
from bot.channels.telegram.webhook import PATH, route
from bot.channels.webhook_secret import webhook_secret

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping
    from pathlib import Path

    from aiohttp import web

    from bot.channels.contract import Batch, HandleUpdate, Unreadable
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

DOWNLOAD_TIMEOUT = timedelta(minutes=5)
ACKNOWLEDGE_WITHIN = 5.0
"""Timeout in seconds of acknowledging a tap; the person sees the reply anyway."""


class TelegramChannel:
    """One Telegram bot; call `open` before anything else."""

    name = NAME
    capabilities = CAPABILITIES
    webhook_path = PATH
    cannot_send = ""
    clock_is_wrong = False

    def __init__(self, token: str, api_url: str, data_dir: Path, *, api_is_local: bool) -> None:
        self._request = PyreqwestRequest(tell_origin=api_is_local)
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._data_dir = data_dir
        self._secret = webhook_secret(token)
        self.trouble = ""
        self.bot_name = ""
        """The bot's user name, known once open."""

    async def open(self) -> None:
        """As `bot.channels.contract.Channel` says."""
        await self._request.initialize()
        try:
            me = await self._bot.get_me()
        except InvalidToken:
            raise ChannelClosed(
                "Telegram refuses NGHEDAN_TELEGRAM_TOKEN; copy the token again from @BotFather"
            ) from None
        except TelegramError as error:
            raise send_error(error) from None
        self.bot_name = me.username or ""

    async def set_menus(self, menus: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
        """As `bot.channels.contract.Channel` says. A failure is only logged: the bot works without a menu."""
        for place, (language, menu) in enumerate(menus.items()):
            commands = [BotCommand(name, about) for name, about in menu]
            try:
                await self._bot.set_my_commands(
                    commands,
                    scope=BotCommandScopeAllPrivateChats(),
                    language_code=language if place else None,
                )
            except TelegramError as error:
                log.warning("the menu was not set: %s", type(error).__name__)

    def receive(self) -> AsyncGenerator[Batch, None]:
        """Poll; a webhook is removed first, because Telegram allows one of the two."""
        return Polling(self._bot, self.read, self._set_trouble).batches()

    def _set_trouble(self, why: str) -> None:
        self.trouble = why

    def read(self, raw: dict[str, Any]) -> Incoming | Unreadable | None:
        """Parse one update; see `incoming.read`."""
        return read(raw, self.bot_name)

    def routes(self, handle: HandleUpdate) -> list[web.RouteDef]:
        """As `bot.channels.contract.Channel` says."""
        return [route(self.read, handle, self._secret)]

    async def set_webhook(self, url: str) -> None:
        """As `bot.channels.contract.Channel` says."""
        try:
            info = await self._bot.get_webhook_info()
            same = info.url == url and set(info.allowed_updates or ()) == set(UPDATES)
            # We refuse posts (403) that were signed with an older secret: then set the webhook again.
            if same and "403" not in (info.last_error_message or ""):
                log.info("the webhook is set already")
                return
            await self._bot.set_webhook(url, secret_token=self._secret, allowed_updates=UPDATES)
        except TelegramError as error:
            raise send_error(error) from None
        log.info("webhook set")

    async def webhook_trouble(self, url: str) -> str:
        """As `bot.channels.contract.Channel` says (core.telegram.org/bots/api#webhookinfo)."""
        try:
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            raise send_error(error) from None
        if info.url != url:
            return "it posts to another address" if info.url else "no webhook is set"
        # The last error stays there for ever; what waits tells that it is still so.
        if info.pending_update_count and info.last_error_message:
            return f"{info.last_error_message[:80]} ({info.pending_update_count} wait)"
        return ""

    async def send(self, request: SendRequest) -> str:
        """As `bot.channels.contract.Channel` says."""
        token = origin.set(request.origin)
        try:
            return await send(self._bot, request, self._data_dir)
        except (OSError, ValueError) as error:
            raise Refused(type(error).__name__) from None
        finally:
            origin.reset(token)

    async def acknowledge(self, tap_id: str) -> None:
        """As `bot.channels.contract.Channel` says. Telegram refuses to acknowledge a tap that is some minutes old."""
        try:
            await call(
                self._bot,
                "answerCallbackQuery",
                within=ACKNOWLEDGE_WITHIN,
                callback_query_id=tap_id,
            )
        except TelegramError as error:
            log.info("a tap was not acknowledged: %s", type(error).__name__)

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        """As `bot.channels.contract.Channel` says."""
        try:
            file = await self._bot.get_file(ref.rpartition(":")[2])
        except TelegramError as error:
            raise send_error(error) from None
        if (file.file_size or 0) > limit:
            raise Refused(f"larger than {limit} bytes")
        if not file.file_path:
            raise Refused("no path to the file")
        partial = path.with_suffix(".part")
        try:
            size = await self._download(file.file_path, partial, limit)
            partial.replace(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                partial.unlink()
        return size

    async def _download(self, url: str, path: Path, limit: int) -> int:
        size = 0
        try:
            request = self._request.client.get(url).timeout(DOWNLOAD_TIMEOUT).build_streamed()
            async with request as answer:
                if answer.status != 200:
                    raise TryAgain(f"status {answer.status}")
                with path.open("wb") as out:
                    while chunk := await answer.body_reader.read_chunk():
                        size += len(chunk)
                        if size > limit:
                            raise Refused(f"larger than {limit} bytes")
                        out.write(chunk)
        except (PyreqwestError, ValueError, OSError) as error:
            raise TryAgain(type(error).__name__) from None
        return size

    async def close(self) -> None:
        """Release connections."""
        await self._request.shutdown()
