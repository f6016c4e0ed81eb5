"""Words that join the draft of a form, as long as there is room, and what is learned from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.forms.prompt import answers_of, ask
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms.form import Form

MOST_LETTERS = 8000
"""Of the words of a draft: each message that joins them reads and stores all of them again."""


def add(turn: Turn, form: Form, words: str) -> bool:
    """Add words to the draft and learn from them; False if there is no room for them."""
    answers = answers_of(turn)
    joined = f"{answers.get(form.words) or ''}\n{words}".strip()
    if len(joined) > MOST_LETTERS:
        messages = turn.conversation.draft.messages
        if turn.incoming.message in messages:
            messages.remove(turn.incoming.message)
        return False
    answers[form.words] = joined
    learn(turn, form)
    return True


def join(turn: Turn, form: Form) -> None:
    """Words that fit no option join what was written before."""
    if not add(turn, form, turn.incoming.text):
        say_full(turn, form)
        return
    lead = turn.text(_("I have added that to your words."))
    ask(turn, form, lead=lead, after_a_moment=True)


def say_full(turn: Turn, form: Form) -> None:
    """Say that the draft is full: the last message is not in it."""
    lead = turn.text(
        _(
            "One message to the office holds no more. What you wrote before is kept; your last "
            "message is <b>not</b> in it. Please send this first, then write the rest."
        )
    )
    ask(turn, form, lead=lead, after_a_moment=True)


def learn(turn: Turn, form: Form) -> None:
    """Answer open questions from the words, so that they need not be asked."""
    if form.learn is not None:
        form.learn(turn, answers_of(turn))
