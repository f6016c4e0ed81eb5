"""A finished report becomes a case: code, unit, deadlines, files, a card, and what happens next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards
from domain.calendar import deadlines
from domain.cases.kinds import SubmissionKind
from domain.cases.routing import unit_for
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code, new_code
from domain.organisation import ZONE
from domain.reading import classify
from domain.reading.emergency import services
from handlers.forms import engine
from locales import Markup, _
from storage import tasks
from storage.cases import files, submissions
from storage.people import people
from storage.updates import transcript

if TYPE_CHECKING:
    from datetime import datetime

    from domain.calendar.deadlines import Period
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from storage.cases.submissions import Submission
    from storage.engine.transaction import Transaction

PURPOSE = "submission"
FETCH = "fetch"


def file_report(turn: Turn, answers: Answers) -> Submission:
    """File what was answered, tell the officers, tell the resident code, next step and day."""
    said = answers.get("words") or ""
    where = answers.get("place") or {}
    kind = SubmissionKind(answers.get("kind") or SubmissionKind.REFLECTION)
    head_only = bool(answers.get("head_only")) or classify.names_official_conduct(said)
    rules = turn.organisation.rules[kind]
    case = submissions.file(
        turn.tx,
        code=free_code(turn.tx),
        kind=kind,
        state=CaseState.RECEIVED,
        person_id=turn.person.id,
        channel=turn.person.channel,
        chat=turn.person.chat,
        language=turn.language,
        body=said,
        unit_id=unit_for(said, turn.organisation),
        received_at=turn.now,
        first_notice_due=_due(turn, rules.first_notice.read),
        due_at=None if kind is SubmissionKind.COMPLAINT else _due(turn, rules.resolve.read),
        hamlet_id=where.get("hamlet", ""),
        place=where.get("place", ""),
        latitude=where.get("latitude"),
        longitude=where.get("longitude"),
        on_behalf=bool(answers.get("on_behalf")),
        author_name=answers.get("author_name") or "",
        author_consent=answers.get("author_consent") or "",
        urgent=bool(services(said)),
        head_only=head_only,
    )
    people.give_consent(
        turn.tx, turn.person.id, purpose=PURPOSE, version=turn.organisation.consent.version,
        language=turn.language, now=turn.now,
    )  # fmt: skip
    keep_files(turn, answers.get("files") or [], case)
    messages = answers.get(engine.MESSAGES)
    if messages:
        transcript.attach(
            turn.tx, channel=turn.incoming.channel, chat=turn.incoming.chat, messages=messages,
            submission_id=case.id,
        )  # fmt: skip
    turn.submission_id = case.id
    turn.record("filed", f"submission:{case.id}", after={"kind": kind, "unit": case.unit_id})
    cards.announce(turn, case)
    _thank(turn, case)
    return case


def free_code(tx: Transaction) -> str:
    """A new code that no case has."""
    while True:
        code = new_code()
        if submissions.by_code(tx, code) is None:
            return code


def keep_files(
    turn: Turn, packed: list[dict[str, object]], case: Submission, event_id: int | None = None
) -> None:
    """The files of a draft become the case's, fetched later so that they outlive the service's."""
    for one in packed:
        kept = files.add(
            turn.tx, kind=str(one["kind"]), name=str(one["name"]), mime=str(one["mime"]),
            size=int(str(one["size"])), channel=turn.incoming.channel, ref=str(one["ref"]),
            at=turn.now, person_id=turn.person.id, submission_id=case.id, event_id=event_id,
        )  # fmt: skip
        tasks.add(turn.tx, FETCH, {"file": kept.id}, turn.now, channel=kept.channel)


def complaint_honesty(turn: Turn) -> str:
    """What a complaint in the chat is not, and where the signed paper goes
    (Luật Khiếu nại 2011, Điều 8, Điều 9)."""
    return turn.text(
        _(
            "Writing here is not yet filing a complaint and does not keep the time limit for one "
            "(usually 90 days from receiving or learning of the decision).\nThe signed paper goes "
            "to: {desk}, {address}; {hours}; {phone}. What you write here lets us prepare it."
        ),
        **turn.organisation.desk.told(),
    )


def _due(turn: Turn, period: Period) -> datetime:
    return deadlines.due(period, turn.now, turn.organisation.working_days, ZONE)


def _thank(turn: Turn, case: Submission) -> None:
    buttons = [
        [Button(_("See this case"), f"case:{case.code}")],
        [Button(_("Leave a phone number"), f"phone:{case.code}")],
    ]
    code = format_code(case.code)
    if case.kind == SubmissionKind.COMPLAINT:
        turn.say(
            _("Noted. The code is <b>{code}</b>; please keep it.\n\n{honesty}"),
            code=code,
            honesty=Markup(complaint_honesty(turn)),
            choices=buttons,
        )
        return
    turn.say(
        _(
            "Sent. The code is <b>{code}</b>; please keep it.\n"
            "An official reads it. By {first} you are told whether it is taken up or passed on, "
            "and by {due} you are to have an answer. I write to you here each time something "
            "changes; you need not ask."
        ),
        code=code,
        first=turn.organisation.local(case.first_notice_due or turn.now).date(),
        due=turn.organisation.local(case.due_at or turn.now).date(),
        choices=buttons,
    )
