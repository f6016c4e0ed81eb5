"""Asks a form's questions, takes answers by taps and by typing, and never loses one.

The state lies in the conversation row: the form and step by name, the answers in `draft`. A
button's data is `q:<version>:<value>`; a tap on an older version is stale: one polite line and
the current question, never an old action.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.messages.message import Kind
from domain.reading.choice_matching import Ambiguous
from handlers.chat import typed_choices
from handlers.forms import attachments, paused_draft
from handlers.forms.prompt import BACK, LEAVE, SKIP, answers_of, ask, step_of
from handlers.forms.review import EDIT, Review
from handlers.forms.steps import AskText, Taken, Unclear
from locales import Text, _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms.form import Answers, Form
    from handlers.forms.steps import Step, Taking

MESSAGES = "messages"
"""Among the answers that a finished form is given: the ids of the messages it was made of."""


def begin(
    turn: Turn,
    form: Form,
    answers: Answers | None = None,
    *,
    lead: str = "",
    after_a_moment: bool = False,
) -> None:
    """Open a form with what is known already and ask the first open question; `lead` is a
    finished text that goes before it. `after_a_moment`: more words may follow, wait for them.
    A draft that is open is put aside, and taken up again when this form ends."""
    state = turn.conversation
    kept = paused_draft.put(turn)
    state.leave_form()
    state.form, state.form_version = form.name, form.version
    state.draft = {"answers": answers or {}, attachments.ALBUM: turn.incoming.album}
    if kept is not None:
        state.draft[paused_draft.ASIDE] = kept
    state.expires_at = turn.now + form.keep_for
    _remember_message(turn)
    _go_on(turn, form, lead=lead, after_a_moment=after_a_moment)


def is_open(turn: Turn) -> bool:
    """Whether this conversation is in a form."""
    return bool(turn.conversation.form)


def repeat(turn: Turn, lead: str = "") -> None:
    """Ask the open question again, after `lead`: after a language switch, a stale tap, days."""
    form = _open_form(turn)
    if form is not None:
        ask(turn, form, lead=lead)


def leave(turn: Turn) -> None:
    """Close the form; what was sent before stays sent, and this says so."""
    form = turn.book.forms.get(turn.conversation.form)
    answers = turn.conversation.draft.get("answers", {})
    kept = turn.conversation.draft.get(paused_draft.ASIDE)
    turn.conversation.leave_form()
    if form is not None and form.on_leave is not None:
        form.on_leave(turn, answers)
    else:
        turn.say(_("Left. What was not sent is erased; what you sent before stays sent."))
    _take_up(turn, kept)


def reword(turn: Turn, before: str, after: str) -> bool:
    """A message that is in the open draft was changed: change the draft; False when it is not."""
    form = turn.book.forms.get(turn.conversation.form)
    if form is None or not form.words:
        return False
    answers = answers_of(turn)
    written = answers.get(form.words) or ""
    if not before or before not in written:
        return False
    answers[form.words] = written.replace(before, after, 1)
    ask(turn, form, lead=turn.text(_("Changed.")))
    return True


def tapped(turn: Turn, version: int, value: str) -> None:
    """A button of a question was pressed."""
    form = _open_form(turn)
    if form is None:
        if not turn.conversation.form:
            turn.say(_("That question is closed already. Just write what you want to say."))
        return
    if version != turn.conversation.version:
        ask(turn, form, lead=turn.text(_("That choice is of an earlier question.")), again=True)
        return
    _choose(turn, form, value)


def take(turn: Turn) -> bool:
    """A message while a form is open; False when none is."""
    form = _open_form(turn)
    if form is None:
        return bool(turn.conversation.form)
    _remember_message(turn)
    step = step_of(turn, form)
    if turn.incoming.files and _take_files(turn, form, step):
        return True
    if typed_choices.is_unclear_number(turn):
        typed_choices.trust_next_number(turn)
        ask(turn, form, lead=turn.text(typed_choices.CAME_BETWEEN), again=True)
        return True
    if turn.incoming.kind is Kind.TEXT and not isinstance(step, AskText):
        typed = _typed(turn)
        if isinstance(typed, str):
            _choose(turn, form, typed)
            return True
        if typed is Ambiguous:
            _unclear(turn, form, _("That can mean two things. Please choose one."))
            return True
    _took(turn, form, step, step.take(turn, answers_of(turn)))
    return True


def _open_form(turn: Turn) -> Form | None:
    """The form of this conversation; one that this version does not know begins again, with
    the words that were written in it."""
    state = turn.conversation
    if not state.form:
        return None
    form = turn.book.forms.get(state.form)
    if form is not None and form.official_only and turn.official is None:
        # Their powers ended meanwhile, and with them what they had begun.
        state.leave_form()
        return None
    if form is not None and form.version == state.form_version and form.step(state.step):
        return form
    written = state.draft.get("answers", {})
    lead = turn.text(_("I was renewed meanwhile, so I ask again. What you wrote is kept."))
    if form is None:
        state.leave_form()
        return None
    kept = {name: written[name] for name in (form.words, form.files) if written.get(name)}
    if form.words and turn.incoming.kind is Kind.TEXT:
        kept[form.words] = f"{kept.get(form.words, '')}\n{turn.incoming.text}".strip()
    begin(turn, form, kept, lead=lead)
    return None


def _typed(turn: Turn) -> str | type[Ambiguous] | None:
    """The value of the button whose number or label was typed."""
    buttons = [
        (label, data.split(":", 2)[2])
        for label, data in turn.conversation.offered
        if data.startswith("q:")
    ]
    return typed_choices.typed(turn, buttons)


def _choose(turn: Turn, form: Form, value: str) -> None:
    step = step_of(turn, form)
    answers = answers_of(turn)
    if value == LEAVE:
        leave(turn)
    elif value == BACK:
        _back(turn, form)
    elif value == SKIP and step.optional:
        _took(turn, form, step, Taken(answers.get(step.name)))
    elif value.startswith(EDIT) and form.step(value.removeprefix(EDIT)):
        turn.conversation.step = value.removeprefix(EDIT)
        turn.conversation.draft["editing"] = True
        ask(turn, form)
    elif isinstance(step, Review) and step.tap is not None and step.tap(turn, answers, value):
        _go_on(turn, form)
    elif turn.conversation.form == form.name:
        _took(turn, form, step, step.tapped(turn, answers, value))


def _took(turn: Turn, form: Form, step: Step, taken: Taking) -> None:
    if isinstance(taken, Taken):
        answers_of(turn)[step.name] = taken.value
        if step.name == form.words:
            _learn(turn, form)
        _go_on(turn, form)
    elif isinstance(taken, Unclear):
        _unclear(turn, form, taken.words)
    elif form.words and turn.incoming.text and turn.incoming.kind is not Kind.TAP:
        _join(turn, form)
    else:
        _unclear(turn, form, _("Please answer this question, or leave it."))


def _join(turn: Turn, form: Form) -> None:
    """Words that fit no option join what was written before."""
    answers = answers_of(turn)
    before = answers.get(form.words) or ""
    answers[form.words] = f"{before}\n{turn.incoming.text}".strip()
    _learn(turn, form)
    lead = turn.text(_("I have added that to your words."))
    ask(turn, form, lead=lead, after_a_moment=True)


def _learn(turn: Turn, form: Form) -> None:
    if form.learn is not None:
        form.learn(turn, answers_of(turn))


def _take_files(turn: Turn, form: Form, step: Step) -> bool:
    takes, said = attachments.add(turn, form, step)
    if said is None:
        return takes
    lead = turn.text(said)
    if isinstance(step, AskText) and not step.optional and step.name == form.words:
        _go_on(turn, form, lead=lead)
    else:
        ask(turn, form, lead=lead, after_a_moment=True)
    return True


def _unclear(turn: Turn, form: Form, words: Text) -> None:
    ask(turn, form, lead=turn.text(words), again=True)


def _back(turn: Turn, form: Form) -> None:
    answers = answers_of(turn)
    turn.conversation.draft.pop("editing", None)
    steps = form.asked(turn, answers)
    names = [step.name for step in steps]
    here = names.index(turn.conversation.step) if turn.conversation.step in names else 0
    turn.conversation.step = names[max(here - 1, 0)]
    ask(turn, form)


def _go_on(turn: Turn, form: Form, lead: str = "", *, after_a_moment: bool = False) -> None:
    """Ask the next open question, or file the form."""
    state, answers = turn.conversation, answers_of(turn)
    for step in form.asked(turn, answers):
        if step.name not in answers and not (step.name == form.words and answers.get(form.files)):
            state.draft.pop("editing", None)
            state.step = step.name
            ask(turn, form, lead=lead, after_a_moment=after_a_moment)
            return
    answers[MESSAGES] = state.draft.get(MESSAGES, [])
    kept = state.draft.get(paused_draft.ASIDE)
    state.leave_form()
    form.done(turn, answers)
    _take_up(turn, kept)


def _take_up(turn: Turn, kept: dict[str, Any] | None) -> None:
    """Back to what was put aside, or behind the form that the last one led to."""
    state = turn.conversation
    if kept is None:
        return
    if state.form:
        state.draft.setdefault(paused_draft.ASIDE, kept)
        return
    paused_draft.take_up(state, kept)
    form = turn.book.forms.get(state.form)
    state.expires_at = turn.now + form.keep_for if form else turn.now
    repeat(turn, turn.text(_("Now back to what you were writing before:")))


def _remember_message(turn: Turn) -> None:
    """The messages of a draft, so that they can be kept with what becomes of it."""
    if turn.incoming.kind is not Kind.TAP:
        turn.conversation.draft.setdefault(MESSAGES, []).append(turn.incoming.message)
