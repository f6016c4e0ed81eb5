"""File a finished report, and show the resident the code and the next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.filing import Report, file
from domain.cases.kinds import policy
from domain.cases.tracking_code import format_code
from handlers.forms.answers import MESSAGES
from handlers.forms.attachments import attached
from handlers.resident.kind_question import CONDUCT, DANGER, chosen_kind
from locales import Markup, _
from storage.updates import transcript

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from storage.cases.submissions import Submission


def file_report(turn: Turn, answers: Answers) -> Submission:
    """File the report of a finished form, and reply with its code, next step and day."""
    case = file(turn.seat, _report(answers), attached(turn, answers.get("files"))).case
    messages = answers.get(MESSAGES)
    if messages:
        transcript.attach(
            turn.tx,
            channel=turn.incoming.channel,
            chat=turn.incoming.chat,
            messages=messages,
            submission_id=case.id,
        )
    turn.submission_id = case.id
    _thank(turn, case)
    return case


def _report(answers: Answers) -> Report:
    where = answers.get("place") or {}
    return Report(
        kind=chosen_kind(answers),
        words=answers.get("words") or "",
        hamlet_id=where.get("hamlet", ""),
        place=where.get("place", ""),
        latitude=where.get("latitude"),
        longitude=where.get("longitude"),
        on_behalf=bool(answers.get("on_behalf")),
        author_name=answers.get("author_name") or "",
        author_consent=answers.get("author_consent") or "",
        head_only=bool(answers.get("head_only")) or answers.get("kind") == CONDUCT,
        urgent=answers.get("kind") == DANGER,
        released=bool(answers.get("released")),
    )


def paper_honesty(turn: Turn) -> str:
    """Explain that a complaint needs a signed paper, and where to bring it.

    (Luật Khiếu nại 2011, Điều 8, Điều 9.)
    """
    return turn.text(
        _(
            "Writing here is not yet filing a complaint and does not keep the time limit for one "
            "(usually 90 days from receiving or learning of the decision).\nThe signed paper goes "
            "to: {desk}, {address}; {hours}; {phone}. What you write here lets us prepare it."
        ),
        **turn.organisation.desk.placeholders(),
    )


def _thank(turn: Turn, case: Submission) -> None:
    buttons = [
        [Button(_("See this case"), case_taps.See(case.code))],
        [Button(_("Leave a phone number"), case_taps.LeaveNumber(case.code))],
    ]
    code = format_code(case.code)
    if policy(case.kind).formal_paper:
        turn.say(
            _("Noted. The code is <b>{code}</b>; please keep it.\n\n{honesty}"),
            code=code,
            honesty=Markup(paper_honesty(turn)),
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
