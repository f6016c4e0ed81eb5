"""The form for the unit's answers to the stances of a closed consultation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.consultations.consultation_texts import DISPOSITIONS, STANCES
from actions.consultations.stance_answers import answer, drafts, publish
from domain.cases.acts import Act
from domain.consultations.stances import Stance
from domain.consultations.summary import ANSWER_LIMIT
from handlers.forms import AskChoice, AskText, Form, Option, Review, Step, open_form
from locales import _
from storage.consultations import consultations, opinions
from storage.consultations.consultations import StanceAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from storage.consultations.consultations import Consultation


def begin(turn: Turn, consultation: Consultation) -> None:
    """Open the form of a closed consultation, filled with the answers stored before."""
    written = drafts(turn.desk, consultation)
    answers: Answers = {"consultation": consultation.code}
    for one in written:
        answers[_disposition(one.stance)] = one.disposition
        answers[_body(one.stance)] = one.body
    open_form.begin(turn, form, answers)


def _disposition(stance: str) -> str:
    """The name of the step that asks for the disposition of a stance."""
    return f"disposition_{stance}"


def _body(stance: str) -> str:
    """The name of the step that asks for the words about a stance."""
    return f"body_{stance}"


def _consultation(turn: Turn, answers: Answers) -> Consultation:
    found = consultations.by_code(turn.tx, answers["consultation"])
    if found is None:
        raise LookupError(f"no consultation {answers['consultation']}")
    return found


def _taken(stance: str) -> Callable[[Turn, Answers], bool]:
    def was_taken(turn: Turn, answers: Answers) -> bool:
        consultation = _consultation(turn, answers)
        return stance in consultations.stances_taken(turn.tx, consultation.id)

    return was_taken


def _ask_disposition(stance: str) -> Callable[[Turn, Answers], str]:
    def ask(turn: Turn, answers: Answers) -> str:
        counts = opinions.counts(turn.tx, _consultation(turn, answers).id)
        return turn.text(
            _("“{stance}” was said by {count} people in time. What becomes of it?"),
            stance=STANCES[stance],
            count=counts.stances[Stance(stance)],
        )

    return ask


def _ask_body(stance: str) -> Callable[[Turn, Answers], str]:
    def ask(turn: Turn, _answers: Answers) -> str:
        return turn.text(
            _("What does the unit say to those who said “{stance}”?"), stance=STANCES[stance]
        )

    return ask


def _steps(stance: str) -> tuple[Step, ...]:
    return (
        AskChoice(
            _disposition(stance),
            _ask_disposition(stance),
            label=STANCES[stance],
            when=_taken(stance),
            options=tuple(Option(value, label) for value, label in DISPOSITIONS.items()),
        ),
        AskText(
            _body(stance),
            _ask_body(stance),
            label=_("Answer"),
            when=_taken(stance),
            limit=ANSWER_LIMIT,
        ),
    )


def _title(turn: Turn, answers: Answers) -> str:
    consultation = _consultation(turn, answers)
    return turn.text(
        _("The answers on “{title}”. Each of {number} contributors is told once."),
        title=consultation.title,
        number=opinions.contributor_count(turn.tx, consultation.id),
    )


def _publish(turn: Turn, answers: Answers) -> None:
    consultation = _consultation(turn, answers)
    for stance in consultations.stances_taken(turn.tx, consultation.id):
        if answers.get(_body(stance)):
            given = StanceAnswer(stance, answers[_disposition(stance)], answers[_body(stance)])
            answer(turn.desk, consultation, given)
    number = publish(turn.desk, consultation)
    turn.say(_("Published. {number} people are being told."), number=number)


_STEPS = tuple(step for stance in STANCES for step in _steps(stance))

form = Form(
    "consultation_answers",
    steps=(*_STEPS, Review("review", _title, send=_("Publish"), shown=_STEPS)),
    done=_publish,
    act=Act.ANSWER_STANCE,
)
