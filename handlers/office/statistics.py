"""How it goes: received, answered, overdue, median time, satisfaction; as text and as a picture."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.messages.message import FileKind, OutgoingFile
from domain.people.roles import STAFF, Role
from domain.surveys.satisfaction_index import satisfaction_index
from handlers.chat.router import Command, Subject
from locales import _, _n
from storage import tasks
from storage.cases import case_statistics, worklist
from storage.cases.worklist import Filter

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

DAYS = 30
CHART = "chart"
"""The task that draws the picture."""


def stats(turn: Turn, _argument: str) -> None:
    """`/thongke`: an officer sees the unit's figures, everybody else all of them."""
    official = turn.official
    if official is None:
        return
    unit_id = official.unit_id if official.role == Role.OFFICER else ""
    unit = turn.organisation.unit(unit_id)
    found = case_statistics.of_period(turn.tx, turn.now - timedelta(days=DAYS), turn.now, unit_id)
    every = Filter(unit_id=unit_id, head_only=True)
    late = Filter(unit_id=unit_id, head_only=True, due_before=turn.now)
    half_within = found.half_within
    days = None if half_within is None else round(half_within / timedelta(days=1), 1)
    scores = sum(found.scores.values())
    index = satisfaction_index(found.scores)
    lines = [
        turn.text(
            _("<b>{unit}</b>, the last {days} days"), unit=unit.name if unit else
            turn.organisation.short_name, days=DAYS,
        ),
        turn.text(_("Received: <b>{count}</b>"), count=found.received),
        turn.text(_("Answered: <b>{count}</b>"), count=found.answered),
        turn.text(
            _("Open now: <b>{count}</b>, overdue: <b>{late}</b>"),
            count=worklist.count(turn.tx, every), late=worklist.count(turn.tx, late),
        ),
        turn.text(_("Half were answered within <b>{days} days</b>"), days=days)
        if days is not None
        else turn.text(_("Time to the answer: none yet")),
        turn.text(
            _n("Content (4 or 5 of 5): <b>{index} %</b> of {count} score",
               "Content (4 or 5 of 5): <b>{index} %</b> of {count} scores"),
            index=index, count=scores,
        )
        if index is not None
        else turn.text(
            _n("Content: {count} score, too few to tell", "Content: {count} scores, too few to tell"),
            count=scores,
        ),
    ]  # fmt: skip
    turn.say_plainly("\n".join(lines))
    turn.log("statistics", f"unit:{unit_id or 'all'}")
    picture = OutgoingFile(FileKind.PHOTO, "")
    if not turn.carries(turn.incoming.channel, picture):
        return
    caption = turn.text(_("Each week up to the day shown: blue received, green answered."))
    tasks.add(
        turn.tx, CHART,
        {
            "channel": turn.incoming.channel, "chat": turn.incoming.chat,
            "person": turn.person.id, "caption": caption, "unit": unit_id,
        },
        turn.now,
    )  # fmt: skip


subject = Subject(
    "statistics",
    commands=(Command(("thongke", "stats"), stats, _("Figures and a chart"), roles=STAFF),),
)
