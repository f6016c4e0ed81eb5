"""Show the statistics as text and as a chart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.reports.figures import figures, order_chart
from domain.cases.acts import Act
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from locales import _, _n

if TYPE_CHECKING:
    from actions.reports.figures import OfficeFigures
    from handlers.chat.turn import Turn

DAYS = 30


def stats(turn: Turn, _argument: str) -> None:
    """`/thongke`: show an officer the statistics of the unit, others those of all units."""
    found = figures(turn.desk, DAYS)
    unit = turn.organisation.unit(found.unit_id)
    lines = [
        turn.text(
            _("<b>{unit}</b>, the last {days} days"),
            unit=unit.name if unit else turn.organisation.short_name,
            days=found.days,
        ),
        turn.text(_("Received: <b>{count}</b>"), count=found.received),
        turn.text(_("Answered: <b>{count}</b>"), count=found.answered),
        turn.text(
            _("Open now: <b>{count}</b>, overdue: <b>{late}</b>"),
            count=found.open,
            late=found.overdue,
        ),
        _time_to_answer(turn, found),
        _satisfaction(turn, found),
    ]
    turn.say_plainly("\n".join(lines))
    order_chart(turn.desk, turn.incoming.channel, turn.incoming.chat)


def _time_to_answer(turn: Turn, found: OfficeFigures) -> str:
    if found.half_within is None:
        return turn.text(_("Time to the answer: none yet"))
    days = round(found.half_within / timedelta(days=1), 1)
    return turn.text(_("Half were answered within <b>{days} days</b>"), days=days)


def _satisfaction(turn: Turn, found: OfficeFigures) -> str:
    if found.index is None:
        return turn.text(
            _n(
                "Content: {count} score, too few to tell",
                "Content: {count} scores, too few to tell",
            ),
            count=found.scores,
        )
    return turn.text(
        _n(
            "Content (4 or 5 of 5): <b>{index} %</b> of {count} score",
            "Content (4 or 5 of 5): <b>{index} %</b> of {count} scores",
        ),
        index=found.index,
        count=found.scores,
    )


subject = Subject(
    "statistics",
    commands=(
        Command(
            ("thongke", "stats"), stats, _("Figures and a chart"), roles=roles_for(Act.SEE_FIGURES)
        ),
    ),
)
