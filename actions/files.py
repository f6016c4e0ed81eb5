"""Files that come with an act: from a channel, or uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import tasks
from storage.cases import files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.notifier import Notifier
    from storage.cases.files import File

FETCH = "fetch"
"""The kind of task that downloads a file before the service deletes its copy."""


@dataclass(frozen=True, slots=True)
class ChannelFile:
    """A file on a messenger's server; `ref` is its id on `channel`.

    `size` is in bytes, 0 if unknown. `kind` is one of `domain.messages.message.FileKind`.
    """

    channel: str
    ref: str
    kind: str
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file on our disk; `path` is relative to the data directory, `size` is in bytes."""

    path: str
    kind: str
    name: str = ""
    mime: str = ""
    size: int = 0


NewFile = ChannelFile | UploadedFile


def store(
    notifier: Notifier,
    new: Sequence[NewFile],
    *,
    person_id: int | None,
    submission_id: int | None = None,
    event_id: int | None = None,
) -> list[File]:
    """Store the rows of new files; a task fetches those from a channel after the commit.

    `person_id` is the person whose files they are.
    """
    return [_store(notifier, one, person_id, submission_id, event_id) for one in new]


def _store(
    notifier: Notifier,
    new: NewFile,
    person_id: int | None,
    submission_id: int | None,
    event_id: int | None,
) -> File:
    from_channel = isinstance(new, ChannelFile)
    stored = files.add(
        notifier.tx,
        kind=new.kind,
        name=new.name,
        mime=new.mime,
        size=new.size,
        channel=new.channel if isinstance(new, ChannelFile) else "",
        ref=new.ref if isinstance(new, ChannelFile) else "",
        path="" if isinstance(new, ChannelFile) else new.path,
        at=notifier.now,
        person_id=person_id,
        submission_id=submission_id,
        event_id=event_id,
    )
    if from_channel:
        tasks.add(notifier.tx, FETCH, {"file": stored.id}, notifier.now, channel=stored.channel)
    return stored
