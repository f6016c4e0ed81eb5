"""What belongs to a message that reads like a denunciation, wherever it stands.

A denunciation may come in several messages, as an album, as an edit or in the name of a file. What
was said before is in drafts, in the received messages, and in the questions that repeated it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.messages.message import Kind
from domain.reading import classify
from handlers.forms import unsent
from handlers.forms.attachments import pack_file
from storage.updates import deferred_updates, draft_traces, failed_updates, transcript

if TYPE_CHECKING:
    from domain.messages.message import Incoming
    from handlers.chat.turn import Turn
    from handlers.forms.unsent import Unsent

TOGETHER = timedelta(minutes=10)
"""Messages that became part of nothing belong to an accusation that is at most this much later."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that belongs to a message, with the message itself. Files are packed."""

    words: str
    files: list[dict[str, Any]]
    messages: list[str]
    """The service's ids of the messages that it came in."""
    drafts: list[Unsent]
    """The drafts that are a part of it."""
    loose: list[str]
    """The ids of its messages that belong to no draft."""


def completes_denunciation(turn: Turn, new: str) -> bool:
    """Whether new words read like a denunciation, alone or with a draft that is not sent.

    The rest of an album belongs to what was sealed of it. A draft whose words read like one by
    themselves was released by its author: then only the new words count.
    """
    album = turn.incoming.album
    if album and album == turn.conversation.draft.sealed_album:
        return True
    return classify.reads_like_denunciation(new) or any(
        classify.completes_denunciation(one.words, new) for one in unsent.unsent(turn)
    )


def gather(turn: Turn) -> Gathered:
    """Find all that belongs to the message; nothing is changed yet.

    A draft about an ordinary matter stays out, unless the message is a part of it.
    """
    drafts = unsent.unsent(turn)
    parts = [one for one in reversed(drafts) if _is_part(turn, one)]
    drafted = [message for one in parts for message in one.draft.messages]
    others = {message for one in drafts for message in one.draft.messages}
    loose = [one for one in _loose(turn) if one[0] not in others]
    came = deferred_updates.with_words(turn.tx, *_sender(turn))
    kind = turn.incoming.kind
    if kind is Kind.EDIT or (kind is not Kind.TAP and turn.incoming.message not in drafted):
        came.insert(0, turn.incoming)
    words = [
        *(body for _message, body in loose),
        *(one.words for one in parts),
        *map(_said, came),
    ]
    return Gathered(
        "\n".join(filter(None, words)),
        [
            *(file for one in parts for file in one.files),
            *(pack_file(file, one.message) for one in came for file in one.files),
        ],
        [*(message for message, _body in loose), *drafted, *(one.message for one in came)],
        parts,
        [message for message, _body in loose],
    )


def erase(turn: Turn, gathered: Gathered) -> None:
    """Erase what was gathered in every place where it stands, after it was sealed.

    Updates of the last minutes that failed lose their content: their author was asked to send them
    again.
    """
    state, tx = turn.conversation, turn.tx
    unsent.drop(turn, gathered.drafts)
    state.draft.adding_to = None
    state.draft.sealed_album = turn.incoming.album
    drafted = [message for one in gathered.drafts for message in one.draft.messages]
    if drafted or gathered.loose:
        messages = [*drafted, *gathered.loose]
        can_delete = turn.commune.channels[state.channel].deletes
        draft_traces.erase(tx, state, messages, turn.now, in_chat=can_delete)
    deferred_updates.drop_words(tx, *_sender(turn))
    failed_updates.forget_words(tx, state.channel, state.chat, turn.now - TOGETHER)


def _is_part(turn: Turn, one: Unsent) -> bool:
    """Whether a draft and the message are one matter. In doubt they are.

    They are not if the draft plainly tells of something else, and of nobody: a lamp that is out.
    """
    incoming = turn.incoming
    return (
        bool(incoming.album and incoming.album == one.draft.album)
        or incoming.message in one.draft.messages
        or classify.completes_denunciation(one.words, incoming.words)
        or classify.may_be_about_somebody(one.words)
    )


def _loose(turn: Turn) -> list[tuple[str, str]]:
    """The ids and words of messages just before that became part of nothing.

    Commands and numbers are not among them: they said nothing.
    """
    state = turn.conversation
    found = transcript.unfiled(
        turn.tx, state.channel, state.chat, turn.person.id, since=turn.now - TOGETHER
    )
    return [one for one in found if one[1][0] != "/" and any(map(str.isalpha, one[1]))]


def _said(incoming: Incoming) -> str:
    """What a message says; of a pin, where it is."""
    point = incoming.place
    where = f"{point.latitude}, {point.longitude}" if point else ""
    return "\n".join(filter(None, (incoming.words, where)))


def _sender(turn: Turn) -> tuple[str, str, str]:
    state = turn.conversation
    return state.channel, state.chat, state.sender
