"""The drafts of a conversation: the open one, and those that are paused behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.updates.drafts import PausedDraft

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from handlers.chat.turn import Turn
    from storage.updates.conversations import Conversation
    from storage.updates.drafts import Draft


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a person said in one form and has not sent."""

    draft: Draft
    words: str
    """All words, also the typed place, names of people, and names of files."""
    files: list[dict[str, Any]]


def unsent(turn: Turn) -> list[Unsent]:
    """The drafts of residents' forms that hold words or files, the open one first."""
    found = []
    for one in _chain(turn.conversation):
        form, answers = turn.book.forms.get(one.form), one.draft.answers
        if form is not None and not form.official_only:
            files = answers.get(form.files) if form.files else None
            draft = Unsent(one.draft, form.said(answers), files or [])
            if draft.words or draft.files:
                found.append(draft)
    return found


def drop(turn: Turn, gone: Collection[Unsent]) -> None:
    """Take these drafts out of the conversation; of the others the first one is open."""
    state = turn.conversation
    dropped = {id(one.draft) for one in gone}
    stay = [one for one in _chain(state) if id(one.draft) not in dropped]
    for at, one in enumerate(stay, start=1):
        one.draft.paused = stay[at] if at < len(stay) else None
    if not stay:
        state.leave_form()
    elif stay[0].draft is not state.draft:
        first = stay[0]
        state.form, state.form_version = first.form, first.version
        state.step, state.draft = first.step, first.draft
        form = turn.book.forms.get(first.form)
        state.expires_at = turn.now + form.keep_for if form else turn.now


def _chain(state: Conversation) -> Iterator[PausedDraft]:
    """The open form and its draft, then each that is paused behind it."""
    here: PausedDraft | None = PausedDraft(state.form, state.form_version, state.step, state.draft)
    while here is not None:
        yield here
        here = here.draft.paused
