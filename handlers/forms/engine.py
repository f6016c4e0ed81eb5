"""Asks a form's questions, takes answers by taps and by typing, and never loses one.

The state is stored in the conversation: the form and step by name, the answers in `draft`. Its
buttons are `Choose`. A tap on an older version does nothing but repeat the current question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.refusals import BegunWithPowers, ReadsLikeDenunciation, Refusal
from domain.messages.message import Kind
from domain.reading.choice_matching import Ambiguous
from handlers.chat import typed_choices
from handlers.chat.refusal import refuse
from handlers.forms import attachments, draft_words, paused_draft
from handlers.forms.answers import MESSAGES, Taken, Unclear
from handlers.forms.prompt import BACK, LEAVE, SKIP, Choose, answers_of, ask, step_of, typed_value
from handlers.forms.review import EDIT, Review
from handlers.forms.steps import AskText, is_pressing
from handlers.forms.wishes import Begin, Leave, Repeat, Reword
from locales import Text, _
from storage.updates import draft_traces
from storage.updates.drafts import Draft, PausedDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.chat.turn import Turn
    from handlers.forms.answers import Taking
    from handlers.forms.form import Form
    from handlers.forms.steps import Step

MOST_MESSAGES = 200
"""Of a draft whose ids are remembered; the words of later ones are in the draft all the same."""


class Engine:
    """Runs the forms of the chat, known by name. Holds no state between two turns."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._forms = forms

    def take(self, turn: Turn) -> bool:
        """Handle a message while a form is open; False when none is."""
        if self._ended_with_powers(turn):
            return True
        form = self._resume(turn)
        if form is None:
            return bool(turn.conversation.form)
        if _is_matter_of_its_own(turn, form):
            return False
        _remember_message(turn)
        step = step_of(turn, form)
        if turn.incoming.files and self._take_files(turn, form, step):
            return True
        if typed_choices.is_unclear_number(turn):
            typed_choices.trust_next_number(turn)
            ask(turn, form, lead=turn.text(typed_choices.CAME_BETWEEN), again=True)
            return True
        if turn.incoming.kind is Kind.TEXT and not isinstance(step, AskText):
            typed = typed_value(turn)
            if isinstance(typed, str):
                self._choose(turn, form, typed)
                return True
            if typed is Ambiguous:
                _unclear(turn, form, _("That can mean two things. Please choose one."))
                return True
        self._use(turn, form, step, step.take(turn, answers_of(turn)))
        return True

    def tapped(self, turn: Turn, tap: Choose) -> None:
        """Handle a press on a button of a question."""
        if self._ended_with_powers(turn):
            return
        form = self._resume(turn)
        if form is None:
            if not turn.conversation.form:
                turn.say(_("That question is closed already. Just write what you want to say."))
            return
        if tap.version != turn.conversation.version:
            lead = turn.text(_("That choice is of an earlier question."))
            ask(turn, form, lead=lead, again=True)
            return
        self._choose(turn, form, tap.value)

    def carry_out(self, turn: Turn) -> None:
        """Do what the handler wished for the open form (`handlers.forms.open_form`)."""
        while turn.wishes:
            match turn.wishes.pop(0):
                case Begin() as wish:
                    self._begin(turn, wish)
                case Repeat(lead):
                    self._repeat(turn, lead)
                case Leave():
                    self._leave(turn)
                case Reword(before, after):
                    self._reword(turn, before, after)

    def _begin(self, turn: Turn, wish: Begin) -> None:
        form, state = self._forms[wish.form], turn.conversation
        paused = paused_draft.pause(state, self._forms.get(state.form))
        state.leave_form()
        state.form, state.form_version = form.name, form.version
        state.draft = Draft(wish.answers, album=turn.incoming.album, paused=paused)
        state.expires_at = turn.now + form.keep_for
        _remember_message(turn)
        self._go_on(turn, form, lead=wish.lead, after_a_moment=wish.after_a_moment)

    def _repeat(self, turn: Turn, lead: str) -> None:
        if self._ended_with_powers(turn):
            return
        form = self._resume(turn)
        if form is not None:
            ask(turn, form, lead=lead)

    def _leave(self, turn: Turn) -> None:
        state = turn.conversation
        form, draft = self._forms.get(state.form), state.draft
        state.leave_form()
        draft_traces.erase(turn.tx, state, draft.messages, turn.now)
        if form is not None and form.on_leave is not None:
            try:
                form.on_leave(turn, draft.answers)
            except Refusal as refusal:
                refuse(turn, refusal)
            self.carry_out(turn)
        else:
            turn.say(_("Left. What was not sent is erased; what you sent before stays sent."))
        self._unpause(turn, draft.paused)

    def _reword(self, turn: Turn, before: str, after: str) -> None:
        form = self._forms.get(turn.conversation.form)
        if form is None or not form.words:
            return
        answers = answers_of(turn)
        written = answers.get(form.words) or ""
        if before and before in written:
            reworded = written.replace(before, after, 1)
            if len(reworded) > draft_words.MOST_LETTERS:
                draft_words.say_full(turn, form)
                return
            answers[form.words] = reworded
            draft_words.learn(turn, form)
            ask(turn, form, lead=turn.text(_("Changed.")))

    def _ended_with_powers(self, turn: Turn) -> bool:
        """End a form that the sender's role does not allow any more, and say so.

        Else what a dismissed official writes into it would become their own report.
        """
        state = turn.conversation
        form = self._forms.get(state.form)
        if form is None or form.is_for(turn.role):
            return False
        paused = state.draft.paused
        state.leave_form()
        refuse(turn, BegunWithPowers())
        self._unpause(turn, paused)
        return True

    def _resume(self, turn: Turn) -> Form | None:
        """The open form, or None when there is none to go on with.

        When its draft is of another version, the form begins again, with the words and files that
        were sent, and None is returned.
        """
        state = turn.conversation
        if not state.form:
            return None
        form = self._forms.get(state.form)
        if form is None:
            state.leave_form()
            return None
        if form.version == state.form_version and form.step(state.step):
            return form
        written = state.draft.answers
        kept = {name: written[name] for name in (form.words, form.files) if written.get(name)}
        if form.words and turn.incoming.kind is Kind.TEXT:
            kept[form.words] = f"{kept.get(form.words, '')}\n{turn.incoming.text}".strip()
        lead = turn.text(_("I was renewed meanwhile, so I ask again. What you wrote is kept."))
        self._begin(turn, Begin(form.name, kept, lead))
        return None

    def _choose(self, turn: Turn, form: Form, value: str) -> None:
        step = step_of(turn, form)
        answers = answers_of(turn)
        if value == LEAVE:
            self._leave(turn)
        elif value == BACK:
            _back(turn, form)
        elif value == SKIP and step.optional:
            self._use(turn, form, step, Taken(answers.get(step.name)))
        elif value.startswith(EDIT) and form.step(value.removeprefix(EDIT)):
            turn.conversation.step = value.removeprefix(EDIT)
            ask(turn, form)
        elif isinstance(step, Review) and step.tap is not None and step.tap(turn, answers, value):
            self._go_on(turn, form)
        else:
            self._use(turn, form, step, step.tapped(turn, answers, value))

    def _use(self, turn: Turn, form: Form, step: Step, taken: Taking) -> None:
        """Store the answer and ask the next question; or say why this is no answer."""
        if isinstance(taken, Taken):
            if taken.words and not draft_words.add(turn, form, taken.words):
                draft_words.say_full(turn, form)
                return
            answers_of(turn)[step.name] = taken.value
            if step.name == form.words:
                draft_words.learn(turn, form)
            self._go_on(turn, form)
        elif isinstance(taken, Unclear):
            _unclear(turn, form, taken.words)
        elif form.words and turn.incoming.text and turn.incoming.kind is not Kind.TAP:
            draft_words.join(turn, form)
        else:
            _unclear(turn, form, _("Please answer this question, or leave it."))

    def _take_files(self, turn: Turn, form: Form, step: Step) -> bool:
        takes, words = attachments.add(turn, form, step)
        if words is None:
            return takes
        lead = turn.text(words)
        if isinstance(step, AskText) and not step.optional and step.name == form.words:
            self._go_on(turn, form, lead=lead)
        elif isinstance(step, Review):  # the files may open a question again
            self._go_on(turn, form, lead=lead, after_a_moment=True)
        else:
            ask(turn, form, lead=lead, after_a_moment=True)
        return True

    def _go_on(
        self, turn: Turn, form: Form, lead: str = "", *, after_a_moment: bool = False
    ) -> None:
        """Ask the next open question, or finish the form."""
        state, answers = turn.conversation, answers_of(turn)
        for step in form.asked(turn, answers):
            if step.name not in answers and not (
                step.name == form.words and answers.get(form.files)
            ):
                state.step = step.name
                ask(turn, form, lead=lead, after_a_moment=after_a_moment)
                return
        here = PausedDraft(form.name, form.version, state.step, state.draft)
        expires_at = state.expires_at
        answers[MESSAGES] = here.draft.messages
        state.leave_form()
        try:
            form.done(turn, answers)
        except ReadsLikeDenunciation:
            # Whoever seals the words finds them in the draft, as before.
            paused_draft.unpause(state, here)
            raise
        except Refusal as refusal:
            if form.words:
                # What a person wrote is not lost by a refusal: they can change it, or leave it.
                paused_draft.unpause(state, here)
                state.expires_at = expires_at
                del answers[MESSAGES]
                answers.pop(here.step, None)
                ask(turn, form, lead=turn.text(refusal.words, **refusal.values))
                return
            refuse(turn, refusal)
        self.carry_out(turn)
        self._unpause(turn, here.draft.paused)

    def _unpause(self, turn: Turn, paused: PausedDraft | None) -> None:
        """Back to the paused draft; or keep it paused behind the form that the last one led to."""
        state = turn.conversation
        if paused is None:
            return
        if state.form:
            state.draft.paused = state.draft.paused or paused
            return
        paused_draft.unpause(state, paused)
        form = self._forms.get(state.form)
        state.expires_at = turn.now + form.keep_for if form else turn.now
        self._repeat(turn, turn.text(_("Now back to what you were writing before:")))


def _is_matter_of_its_own(turn: Turn, form: Form) -> bool:
    """Whether the message belongs into a report, whatever the form asks for.

    A danger or an official's conduct is acted on in cases only. In a number, an opinion or the
    reason for a score nobody would see it in time, or the wrong person would.
    """
    return form.act is None and not form.for_case and is_pressing(turn.incoming.words)


def _unclear(turn: Turn, form: Form, words: Text) -> None:
    ask(turn, form, lead=turn.text(words), again=True)


def _back(turn: Turn, form: Form) -> None:
    names = [step.name for step in form.asked(turn, answers_of(turn))]
    here = names.index(turn.conversation.step) if turn.conversation.step in names else 0
    turn.conversation.step = names[max(here - 1, 0)]
    ask(turn, form)


def _remember_message(turn: Turn) -> None:
    """The messages of a draft, so that they can be stored with what becomes of it."""
    messages = turn.conversation.draft.messages
    if turn.incoming.kind is not Kind.TAP and len(messages) < MOST_MESSAGES:
        messages.append(turn.incoming.message)
