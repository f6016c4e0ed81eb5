"""Stores and renews the account's tokens: one renewal at a time, of all processes.

A refresh token works once. If the new pair is lost, a person must give consent again. So a renewal is
not cancelled with its caller, and it waits for a failing database as long as necessary.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.channels.contract import SendError, TryAgain
from bot.channels.zalo_oa.capabilities import NAME
from bot.channels.zalo_oa.oauth import RENEWABLE_FOR, Ended
from storage import service_tokens
from storage.service_tokens import ServiceTokens

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.zalo_oa.oauth import OAuth, Pair
    from bot.process.clock import Clock
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

log = logging.getLogger(__name__)

EARLY = timedelta(hours=1)
"""How long before it expires an access token is renewed."""
LEASE = timedelta(seconds=90)
"""How long a renewal keeps other processes from renewing: several times its usual duration."""
ASK_AGAIN = 0.2
"""Seconds between two reads while another process renews."""
PATIENCE = 30.0
"""Seconds for which a caller waits for another process's renewal."""
WHAT_TO_DO = "run `nghedan zalo-oa-login` and agree again"


class NoPermission(TryAgain):
    """Nothing can be sent until an administrator agrees on Zalo's page."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; {WHAT_TO_DO}", counts=False)


class TokenKeeper:
    """Provides the access token; one keeper for each process."""

    def __init__(
        self, database: Database, clock: Clock, oauth: OAuth, first_refresh_token: str = ""
    ) -> None:
        """`first_refresh_token` comes from the settings, and is used once."""
        self._database = database
        self._clock = clock
        self._oauth = oauth
        self._first = first_refresh_token
        self._who = secrets.token_hex(8)
        self._known: ServiceTokens | None = None
        self._renewing: asyncio.Task[ServiceTokens] | None = None

    async def current(self) -> str:
        """The token to call with. Raises `TryAgain` while there is none."""
        known = self._known
        if known is None or not self._is_fresh(known):
            known = await self._renewed("")
        return known.access_token

    async def instead_of(self, refused: str) -> str:
        """A token other than this one, which Zalo refused. Raises `TryAgain` while there is none."""
        known = await self._renewed(refused)
        if known.access_token == refused:
            # The renewal that was running had taken this token for a good one.
            known = await self._renewed(refused)
        return known.access_token

    async def state(self) -> ServiceTokens | None:
        """The stored tokens. Raises `DatabaseIll`."""
        return await self._database.read(lambda tx: service_tokens.find(tx, NAME))

    async def close(self) -> None:
        """Wait for a renewal: its pair must be stored."""
        if self._renewing is not None:
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def _renewed(self, refused: str) -> ServiceTokens:
        """Wait for the process's one renewal, which no caller can cancel."""
        if self._renewing is None or self._renewing.done():
            loop = asyncio.get_running_loop()
            self._renewing = loop.create_task(self._renew(refused), name="zalo oa token")
        known = self._known = await asyncio.shield(self._renewing)
        return known

    async def _renew(self, refused: str) -> ServiceTokens:
        until = asyncio.get_running_loop().time() + PATIENCE
        while True:
            kept = await self._kept()
            if kept.access_token != refused and self._is_fresh(kept):
                return kept
            if kept.dead:
                raise NoPermission(kept.dead)
            now = self._clock.now()

            def begin(tx: Transaction, kept: ServiceTokens = kept, now: datetime = now) -> bool:
                return service_tokens.begin_renewal(
                    tx, NAME, kept.generation, self._who, now=now, until=now + LEASE
                )

            if await self._database.transact(begin):
                return await self._exchange(kept)
            if asyncio.get_running_loop().time() > until:
                raise TryAgain("somebody else renews the token", counts=False)
            await asyncio.sleep(ASK_AGAIN)

    async def _exchange(self, kept: ServiceTokens) -> ServiceTokens:
        """Renew and store; no other process uses this refresh token meanwhile."""
        try:
            pair = await self._oauth.renew(kept.refresh_token)
        except Ended as error:
            why = str(error)
            await self._database.transact(
                lambda tx: service_tokens.mark_dead(tx, NAME, kept.generation, why)
            )
            log.error("Zalo refuses the refresh token (%s); %s", why, WHAT_TO_DO)  # noqa: TRY400 without the token
            raise NoPermission(why) from None
        except SendError as error:
            if isinstance(error, TryAgain) and error.ambiguous:
                log.error("the answer to a renewal was lost: the refresh token may be used up")  # noqa: TRY400
            await self._database.transact(
                lambda tx: service_tokens.end_renewal(tx, NAME, self._who)
            )
            raise
        new = made(pair, kept.generation + 1, kept.seed, self._clock.now())
        await self._database.transact(
            lambda tx: service_tokens.store(tx, NAME, new), patience=None
        )
        log.info("the Zalo access token is renewed (generation %s)", new.generation)
        return new

    async def _kept(self) -> ServiceTokens:
        """The stored tokens; the settings' token when none is stored or the stored one is dead."""
        kept = await self.state()
        seed = sha256(self._first.encode()).hexdigest() if self._first else ""
        if kept is not None and (not seed or kept.seed == seed or not kept.dead):
            return kept
        if not seed:
            raise NoPermission("there is no token yet")
        now = self._clock.now()
        first = ServiceTokens(
            access_token="",
            refresh_token=self._first,
            obtained_at=now,
            expires_at=now,
            renewable_until=now + RENEWABLE_FOR,
            generation=kept.generation + 1 if kept else 0,
            dead="",
            seed=seed,
        )

        def put(tx: Transaction) -> ServiceTokens:
            there = service_tokens.find(tx, NAME)
            if there is None:
                service_tokens.store_first(tx, NAME, first)
            elif there.dead and there.seed != seed:
                service_tokens.store(tx, NAME, first)
            return service_tokens.find(tx, NAME) or first

        return await self._database.transact(put)

    def _is_fresh(self, kept: ServiceTokens) -> bool:
        early = min(EARLY, (kept.expires_at - kept.obtained_at) / 4)
        return bool(kept.access_token) and self._clock.now() < kept.expires_at - early


def made(pair: Pair, generation: int, seed: str, now: datetime) -> ServiceTokens:
    """A pair as it is stored."""
    return ServiceTokens(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        obtained_at=now,
        expires_at=now + pair.lives,
        renewable_until=now + RENEWABLE_FOR,
        generation=generation,
        dead="",
        seed=seed,
    )


async def put_first(database: Database, pair: Pair, now: datetime) -> None:
    """Store the pair of a new consent, whatever was stored before."""

    def work(tx: Transaction) -> None:
        kept = service_tokens.find(tx, NAME)
        new = made(pair, kept.generation + 1 if kept else 1, kept.seed if kept else "", now)
        service_tokens.store(tx, NAME, new)

    await database.transact(work, patience=None)
