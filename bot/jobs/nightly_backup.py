"""Once a night, also after a restart: a copy of everything, and where the audit log stands; who was
erased is noted at once. A PostgreSQL database is copied by its own tools: the notes are made for
it all the same."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from bot.jobs.job import Job, notify_administrators
from locales import _
from storage import audit
from storage.engine.snapshots import CopyFailed, erased_people

if TYPE_CHECKING:
    from datetime import datetime

    from actions.notifier import Notifier
    from bot.backup.backups import Copies
    from bot.backup.manifest import Manifest
    from bot.jobs.job import JobContext

log = logging.getLogger(__name__)


def nightly_backup(manifest: Manifest, copies: Copies | None) -> Job:
    """The job; `copies` is None on PostgreSQL. What fails is told to the administrators, a copy is
    tried again the next night."""

    async def run(context: JobContext) -> None:
        local = context.commune.organisation.local(context.clock.now())
        try:
            await _note(context, manifest, local)
            if copies is None:
                return
            await copies.keep_up(local)
            if not copies.is_due(local) or last.get("tried") == local.date():
                return
            last["tried"] = local.date()
            made = await copies.make(local)
        except (CopyFailed, OperatorError, OSError) as error:
            # Once a day, though the note of who was erased is tried again every ten seconds.
            if last.get("told") != local.date():
                last["told"] = local.date()
                log.error("no copy was made: %s", error)  # noqa: TRY400
                await context.transact(_tell)
        else:
            log.info("copied to %s", made.name)

    last: dict[str, object] = {}
    return Job("nightly copy", 10.0, run)


async def _note(context: JobContext, manifest: Manifest, local: datetime) -> None:
    erased = await context.database.read(erased_people)
    await asyncio.to_thread(manifest.add_erased, erased)
    if not manifest.is_due(local):
        return
    head = await context.database.read(audit.head)
    if head.row:
        await asyncio.to_thread(manifest.add_head, local, head)
        # The system's own log is a second place, which nobody changes through the database.
        log.info("the audit log ends at row %s with %s", head.row, head.chain)


def _tell(notifier: Notifier) -> None:
    words = _("Tonight's copy of the data could not be made. Please see to the disk today.")
    notify_administrators(notifier, words, origin="nightly copy")
