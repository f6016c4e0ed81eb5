"""What belongs to a message that reads like a denunciation: the draft that it completes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.reading.classify import guess_kind, reads_like_denunciation
from storage.updates import draft_traces

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

TOGETHER = timedelta(minutes=10)
"""Messages with at most this time between them are read as one."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The words, files (packed) and messages of a draft that was closed."""

    words: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


NOTHING = Gathered()


def completes_denunciation(turn: Turn) -> bool:
    """Whether the message reads like a denunciation, alone or with the draft that it belongs to.

    A draft whose words read like one by themselves was released by its author: then only the new words
    count.
    """
    new = turn.incoming.words
    if reads_like_denunciation(new):
        return True
    before = _draft(turn).words if new else ""
    if not before or reads_like_denunciation(before):
        return False
    return reads_like_denunciation(f"{before}\n{new}")


def gather(turn: Turn) -> Gathered:
    """Close the draft that the message belongs to, and return all of it; it is erased elsewhere.

    A draft about an ordinary matter stays, unless the message is a part of it.
    """
    found = _draft(turn)
    if found is NOTHING or not _is_part(turn, found):
        return NOTHING
    state = turn.conversation
    paused = state.draft.paused
    state.leave_form()
    state.draft.paused = paused
    draft_traces.erase(turn.tx, state, found.messages, turn.now)
    return found


def _is_part(turn: Turn, found: Gathered) -> bool:
    """Whether the message and the draft are one matter."""
    incoming, draft = turn.incoming, turn.conversation.draft
    return (
        bool(incoming.album and incoming.album == draft.album)
        or incoming.message in draft.messages
        or not found.words
        or not guess_kind(found.words).sure
        or not reads_like_denunciation(incoming.words)
    )


def _draft(turn: Turn) -> Gathered:
    state, incoming = turn.conversation, turn.incoming
    form = turn.book.forms.get(state.form)
    if form is None or form.official_only or not form.words:
        return NOTHING
    draft = state.draft
    belongs = (
        (incoming.album and incoming.album == draft.album)
        or incoming.message in draft.messages
        or turn.now - state.touched_at <= TOGETHER
    )
    if not belongs:
        return NOTHING
    answers = draft.answers
    return Gathered(
        answers.get(form.words) or "", answers.get(form.files) or [], list(draft.messages)
    )
