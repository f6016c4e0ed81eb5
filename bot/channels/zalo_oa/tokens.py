"""Keeps the account's tokens: one renewal at a time on all machines, kept before it is used.

A refresh token works once, so a pair that is lost is a person's errand: what is under way is not
cancelled with its caller, and a new pair waits for an ill database as long as that takes.
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
"""So long before its end an access token is renewed."""
LEASE = timedelta(seconds=90)
"""So long nobody else renews: several times what a renewal takes."""
ASK_AGAIN = 0.2
"""Seconds between two looks at what somebody else's renewal brought."""
PATIENCE = 30.0
"""Seconds that a caller waits for somebody else's renewal."""
WHAT_TO_DO = "run `nghedan zalo-oa-login` and agree again"


class NoPermission(TryAgain):
    """Nothing can be sent until somebody agrees on Zalo's page."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; {WHAT_TO_DO}", counts=False)


class TokenKeeper:
    """Gives out the access token. One for each process."""

    def __init__(
        self, database: Database, clock: Clock, oauth: OAuth, first_refresh_token: str = ""
    ) -> None:
        """`first_refresh_token`: of the settings; used once, also when a newer one is set."""
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
        """A token that is not this one, which Zalo refuses: somebody else's newer one, or a new
        one. Raises `TryAgain` while there is none."""
        known = await self._renewed(refused)
        if known.access_token == refused:
            # What was under way had found it good.
            known = await self._renewed(refused)
        return known.access_token

    async def state(self) -> ServiceTokens | None:
        """What is kept, for whoever watches its end. Raises `DatabaseIll`."""
        return await self._database.read(lambda tx: service_tokens.find(tx, NAME))

    async def close(self) -> None:
        """Let a renewal end: its pair must be kept."""
        if self._renewing is not None:
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def _renewed(self, refused: str) -> ServiceTokens:
        """All callers of this process wait for one renewal, which none of them can cancel."""
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
        """Ours alone: nobody else sends this refresh token meanwhile."""
        try:
            pair = await self._oauth.renew(kept.refresh_token)
        except Ended as error:
            why = str(error)
            await self._database.transact(
                lambda tx: service_tokens.mark_dead(tx, NAME, kept.generation, why)
            )
            log.error("Zalo takes the refresh token no more (%s); %s", why, WHAT_TO_DO)  # noqa: TRY400 without the token
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
        """What the database has; the settings' token where it has none, or had an older one."""
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
    """A pair as it is kept."""
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
    """Keep a pair that a person just brought, whatever was kept before."""

    def work(tx: Transaction) -> None:
        kept = service_tokens.find(tx, NAME)
        new = made(pair, kept.generation + 1 if kept else 1, kept.seed if kept else "", now)
        service_tokens.store(tx, NAME, new)

    await database.transact(work, patience=None)
