"""Once a night, also after a restart: a copy of everything; and who was erased is noted at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.jobs.job import Job
from domain.roles import Role
from locales import _
from storage import officials, people
from storage.copies import CopyFailed, erased_people

if TYPE_CHECKING:
    from bot.backups import Copies
    from bot.jobs.job import Workplace
    from handlers.voice import Voice

log = logging.getLogger(__name__)


def nightly(copies: Copies) -> Job:
    """The job; a copy that fails is told to the administrators and tried again the next night."""

    async def run(place: Workplace) -> None:
        erased = await place.database.read(erased_people)
        local = place.world.organisation.local(place.clock.now())
        try:
            copies.keep_up(erased)
            if not copies.is_due(local) or last.get("tried") == local.date():
                return
            last["tried"] = local.date()
            made = await copies.make(local)
        except CopyFailed as error:
            # Once a day, though the note of who was erased is tried again every ten seconds.
            if last.get("told") != local.date():
                last["told"] = local.date()
                log.error("no copy was made: %s", error)  # noqa: TRY400
                await place.speak(_tell)
        else:
            log.info("copied to %s", made.name)

    last: dict[str, object] = {}
    return Job("nightly copy", 10.0, run)


def _tell(voice: Voice) -> None:
    for official in officials.active(voice.tx):
        person = people.by_id(voice.tx, official.person_id)
        if official.role == Role.ADMIN and person is not None:
            voice.notify(
                person,
                _("Tonight's copy of the data could not be made. Please see to the disk today."),
                not_before=voice.when_for(person), origin="nightly copy",
            )  # fmt: skip
