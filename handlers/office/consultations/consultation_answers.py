"""What the unit answers to each stance on a closed plan, and publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases.tracking_code import parse
from handlers.forms import AskChoice, AskText, Form, Option, Review, Step, engine
from handlers.office.consultations import consultation_texts
from locales import Markup, _, translate
from storage.consultations import consultations, opinions
from storage.messages import broadcasts, outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from storage.consultations.consultations import Consultation
    from storage.messages.broadcasts import Broadcast
    from storage.people.people import Person


def begin(turn: Turn, text: str) -> None:
    """Ask for the answers of a closed plan."""
    code = parse(text)
    plan = consultations.by_code(turn.tx, code) if code else None
    if plan is None or plan.state != consultations.CLOSED:
        turn.say(_("Only a plan that is closed and not answered yet can be answered."))
        return
    answers: Answers = {"plan": plan.code}
    for kept in consultations.answers(turn.tx, plan.id):
        answers[f"disposition_{kept.stance}"] = kept.disposition
        answers[f"body_{kept.stance}"] = kept.body
    engine.begin(turn, form, answers)


def _plan(turn: Turn, answers: Answers) -> Consultation:
    plan = consultations.by_code(turn.tx, answers["plan"])
    if plan is None:
        raise LookupError(f"no plan {answers['plan']}")
    return plan


def _taken(stance: str) -> Callable[[Turn, Answers], bool]:
    def was_taken(turn: Turn, answers: Answers) -> bool:
        return stance in consultations.stances_taken(turn.tx, _plan(turn, answers).id)

    return was_taken


def _ask_disposition(stance: str) -> Callable[[Turn, Answers], str]:
    def ask(turn: Turn, answers: Answers) -> str:
        counts = opinions.counts(turn.tx, _plan(turn, answers).id)
        return turn.text(
            _("“{stance}” was said by {count} people in time. What becomes of it?"),
            stance=consultation_texts.LABELS[stance], count=counts.stances[stance],
        )  # fmt: skip

    return ask


def _ask_body(stance: str) -> Callable[[Turn, Answers], str]:
    def ask(turn: Turn, answers: Answers) -> str:  # noqa: ARG001
        return turn.text(
            _("What does the unit say to those who said “{stance}”?"),
            stance=consultation_texts.LABELS[stance],
        )

    return ask


def _steps(stance: str) -> tuple[Step, ...]:
    return (
        AskChoice(
            f"disposition_{stance}", _ask_disposition(stance), label=consultation_texts.LABELS[stance],
            when=_taken(stance),
            options=tuple(
                Option(value, label) for value, label in consultation_texts.DISPOSITIONS.items()
            ),
        ),
        AskText(
            f"body_{stance}", _ask_body(stance), label=_("Answer"), when=_taken(stance),
            limit=1500,
        ),
    )  # fmt: skip


def _title(turn: Turn, answers: Answers) -> str:
    plan = _plan(turn, answers)
    return turn.text(
        _("The answers on “{title}”. Each of {number} contributors is told once."),
        title=plan.title, number=opinions.contributor_count(turn.tx, plan.id),
    )  # fmt: skip


def _publish(turn: Turn, answers: Answers) -> None:
    plan = _plan(turn, answers)
    for stance in consultations.stances_taken(turn.tx, plan.id):
        if answers.get(f"body_{stance}"):
            consultations.answer(
                turn.tx, plan.id, stance=stance, body=answers[f"body_{stance}"],
                disposition=answers[f"disposition_{stance}"],
                official_id=turn.official.id if turn.official else None, now=turn.now,
            )  # fmt: skip
    published = consultations.publish(turn.tx, plan.id, turn.now)
    if published is None:
        turn.say(_("Somebody has published the answers already."))
        return
    total = opinions.contributor_count(turn.tx, plan.id)
    broadcasts.begin(
        turn.tx, broadcasts.CONSULTATION_ANSWER, {"plan": plan.id}, total=total,
        official_id=turn.official.id if turn.official else None, now=turn.now,
    )  # fmt: skip
    turn.log("published", f"consultation:{plan.id}")
    turn.say(_("Published. {number} people are being told."), number=total)


def tell(notifier: Notifier, one: Broadcast, person: Person, stances: list[str]) -> None:
    """Tell one contributor what became of what they said."""
    plan = consultations.by_id(notifier.tx, one.payload["plan"])
    if plan is None:
        return
    at = notifier.organisation.polite(notifier.now)
    if person.discreet:
        notifier.notify(
            person, _("There is news for you."), origin=one.origin, rank=outbox.BROADCAST,
            not_before=at, choices=[[Button(_("Open"), f"opinion:{plan.code}")]],
        )  # fmt: skip
        return
    parts = [
        translate(
            _("The answer on the plan “{title}” that you spoke about:"), person.language,
            title=plan.title,
        )
    ]  # fmt: skip
    parts += [
        translate(
            _("You said: {stance}.\n<b>{disposition}</b>: {answer}"), person.language,
            stance=consultation_texts.LABELS[answer.stance],
            disposition=consultation_texts.DISPOSITIONS[answer.disposition], answer=answer.body,
        )
        for answer in consultations.answers(notifier.tx, plan.id)
        if answer.stance in stances
    ]  # fmt: skip
    if person.language != "vi":
        parts.append(translate(_("(The unit's words are not translated.)"), person.language))
    notifier.notify(
        person, Markup("\n\n".join(parts)), origin=one.origin, rank=outbox.BROADCAST,
        not_before=at,
    )  # fmt: skip


form = Form(
    "plan_answers",
    steps=(
        *(step for stance in consultation_texts.LABELS for step in _steps(stance)),
        Review(
            "review",
            _title,
            send=_("Publish"),
            shown=tuple(step for stance in consultation_texts.LABELS for step in _steps(stance)),
        ),
    ),
    done=_publish,
    official_only=True,
)
