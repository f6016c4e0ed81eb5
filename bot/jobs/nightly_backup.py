"""The nightly backup; also records erasures and the audit log's end in the manifest.

It also runs after a restart, when the night's backup is missing. PostgreSQL is backed up by its own
tools, but erasures and the audit log's end are recorded all the same.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.backup.verifying import verify
from bot.errors import OperatorError
from bot.jobs.clock_trust import is_trusted
from bot.jobs.job import Job, notify_administrators
from locales import _
from storage import audit
from storage.engine.snapshots import CopyFailed, erased_people

if TYPE_CHECKING:
    from datetime import date, datetime

    from actions.notifier import Notifier
    from bot.backup.backups import Copies
    from bot.backup.manifest import Manifest
    from bot.jobs.job import JobContext

log = logging.getLogger(__name__)


def nightly_backup(manifest: Manifest, copies: Copies | None) -> Job:
    """The job; `copies` is None on PostgreSQL."""
    return Job("nightly backup", 10.0, _NightlyBackup(manifest, copies).run, irreversible=False)


@dataclass(slots=True)
class _NightlyBackup:
    manifest: Manifest
    copies: Copies | None
    tried_on: date | None = None
    """The day of the last attempt: a failed backup is tried again the next night."""
    tested_on: date | None = None
    """The day of the last trial of a copy, as `tried_on`."""
    reported_on: date | None = None
    """The day of the last report to the administrators: at most one a day."""

    async def run(self, context: JobContext) -> None:
        """Record erasures at once; once a night the audit log's end, and make a backup."""
        local = context.commune.organisation.local(context.clock.now())
        try:
            await self._record(context, local)
            # A copy of a wrong day is never removed, and it would push the good ones out.
            if self.copies is not None and await is_trusted(context):
                await self._back_up(self.copies, local)
        except (CopyFailed, OperatorError, OSError) as error:
            if self.reported_on != local.date():
                self.reported_on = local.date()
                log.error("no backup was made: %s", error)  # noqa: TRY400
                await context.transact(_report)

    async def _record(self, context: JobContext, local: datetime) -> None:
        erased = await context.database.read(erased_people)
        await asyncio.to_thread(self.manifest.add_erased, erased)
        if not self.manifest.is_due(local):
            return
        head = await context.database.read(audit.head)
        if head.row:
            await asyncio.to_thread(self.manifest.add_head, local, head)
            # The system's log is a second place, which nobody can change through the database.
            log.info("the audit log ends at row %s with %s", head.row, head.chain)

    async def _back_up(self, copies: Copies, local: datetime) -> None:
        await copies.rotate(local)
        if copies.is_due(local) and self.tried_on != local.date():
            self.tried_on = local.date()
            made = await copies.make(local)
            log.info("backed up to %s", made.name)
        newest = copies.newest_untested(local)
        if newest is not None and self.tested_on != local.date():
            self.tested_on = local.date()
            await asyncio.to_thread(verify, newest)
            copies.note_tested(local)
            log.info("the copy %s was put back on trial and is whole", newest.name)


def _report(notifier: Notifier) -> None:
    words = _("Tonight's copy of the data could not be made. Please see to the disk today.")
    notify_administrators(notifier, words, origin="nightly copy")
