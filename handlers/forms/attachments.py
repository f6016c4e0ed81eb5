"""Files that come while a form is open: they are added to it, whatever the open question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.files import ChannelFile
from handlers.forms import draft_words
from handlers.forms.steps import AskFiles
from locales import Text, _

if TYPE_CHECKING:
    from actions.files import NewFile
    from domain.messages.message import IncomingFile
    from handlers.chat.turn import Turn
    from handlers.forms.form import Form
    from handlers.forms.steps import Step


CAPTION_TOO_LONG = _(
    "I have kept the file, but not the words below it: one message to the office holds no more."
)


def add(turn: Turn, form: Form, step: Step) -> tuple[bool, Text | None]:
    """Add the message's files and caption to the draft.

    Returns (whether the form takes files, what to say). There is nothing to say about the rest of
    an album: it was answered at its first file, and once more at the first file that did not fit.
    """
    target = step.name if isinstance(step, AskFiles) else form.files
    files_step = form.step(target) if target else None
    if not isinstance(files_step, AskFiles):
        return False, None
    incoming, draft = turn.incoming, turn.conversation.draft
    answers = draft.answers
    files = answers.get(target) or []
    room = max(files_step.most - len(files), 0)
    answers[target] = files + [pack_file(file, incoming.message) for file in incoming.files[:room]]
    if not incoming.text or not form.words:
        draft_words.learn(turn, form)
    elif not draft_words.add(turn, form, incoming.text):
        return True, CAPTION_TOO_LONG
    answered = incoming.album and incoming.album == draft.album
    draft.album = incoming.album
    if room < len(incoming.files):
        if incoming.album and incoming.album == draft.full_album:
            return True, None
        draft.full_album = incoming.album
        return True, _("Ten files are the most for one matter; what came after was not kept.")
    return True, None if answered else _("I have kept the file.")


def pack_file(file: IncomingFile, message: str) -> dict[str, Any]:
    """An incoming file as plain data for a draft; `message` is the id of its message."""
    return {
        "kind": file.kind.value,
        "ref": file.ref,
        "name": file.name,
        "mime": file.mime,
        "size": file.size,
        "message": message,
    }


def attached(turn: Turn, packed: list[dict[str, Any]] | None) -> list[NewFile]:
    """The files of a finished form, for an action."""
    return [
        ChannelFile(
            turn.incoming.channel, one["ref"], one["kind"], one["name"], one["mime"], one["size"]
        )
        for one in packed or []
    ]
