"""Sealed words: text that reads like a denunciation, stored until its author chooses.

Nothing here is logged and nobody is notified: only the sealed row shows that there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.people import people_taps
from actions.people.people_refusals import NobodyElseReads, NothingSealed, SealedFull
from actions.permit import permit, readers_of_conduct
from domain.cases.acts import Act
from domain.reading.classify import names_official, names_official_conduct, reads_like_denunciation
from locales import _
from storage.cases import sealed
from storage.messages import outbox
from storage.people import people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.notifier import Notifier
    from actions.people.account_ref import AccountRef
    from actions.seat import Seat
    from storage.cases.sealed import Sealed

MOST_LETTERS, MOST_MESSAGES, MOST_FILES = 16_000, 200, 30
"""Of the sealed words of one conversation: each message that joins them stores all of them again."""


@dataclass(frozen=True, slots=True)
class NewWords:
    """Messages to be sealed.

    `messages` are the service's ids of them. `files` are plain data, returned unchanged.
    """

    body: str
    messages: Sequence[str]
    files: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """Words that were released because their author says that they are no denunciation."""

    words: Sealed
    is_conduct: bool
    """Whether it is about an official's conduct: only heads whom it does not name may read it."""


def sealed_of(seat: Seat, here: AccountRef) -> Sealed | None:
    """The sealed words of this conversation, or None."""
    return sealed.of_chat(seat.tx, here.channel, here.chat, here.sender)


def seal(seat: Seat, here: AccountRef, new: NewWords) -> Sealed:
    """Seal messages; they are added to the sealed words of the conversation, with their expiry.

    Returns all sealed words of the conversation. Raises `NotYourRole`, `SealedFull`.
    """
    permit(seat, Act.SEAL_WORDS)
    before = sealed_of(seat, here)
    if before is not None and (
        len(before.body) + len(new.body) > MOST_LETTERS
        or len(before.messages) + len(new.messages) > MOST_MESSAGES
        or len(before.files) + len(new.files) > MOST_FILES
    ):
        raise SealedFull
    return sealed.seal(
        seat.tx,
        channel=here.channel,
        chat=here.chat,
        sender=here.sender,
        person_id=seat.person.id,
        body=new.body,
        files=list(new.files),
        messages=list(new.messages),
        now=seat.now,
        expires_at=seat.now + timedelta(hours=seat.organisation.retention.sealed_hours),
    )


def destroy(seat: Seat, here: AccountRef) -> Sealed:
    """Destroy the sealed words; returns them. Raises `NothingSealed`."""
    permit(seat, Act.DESTROY_WORDS)
    words = _sealed(seat, here)
    sealed.destroy(seat.tx, words.id, seat.now)
    return words


def delete(seat: Seat, here: AccountRef) -> bool:
    """Destroy the sealed words, and delete their messages from the chat.

    Returns False if the channel cannot delete messages. Raises `NothingSealed`.
    """
    words = destroy(seat, here)
    if not seat.commune.channels[words.channel].deletes:
        return False
    for message in words.messages:
        outbox.put(
            seat.tx,
            channel=words.channel,
            chat=words.chat,
            now=seat.now,
            operation="delete",
            target=message,
            origin="sealed",
        )
    return True


def release(seat: Seat, here: AccountRef) -> Released:
    """Release the sealed words, because they are no denunciation: they become a report.

    Raises `NothingSealed`. Raises `NobodyElseReads` if they name every head: then they stay sealed.
    """
    permit(seat, Act.RELEASE_WORDS)
    words = _sealed(seat, here)
    is_conduct = names_official_conduct(words.body) or (
        names_official(words.body) and reads_like_denunciation(words.body)
    )
    if is_conduct and not readers_of_conduct(seat, words.body, seat.person.id):
        raise NobodyElseReads
    sealed.destroy(seat.tx, words.id, seat.now)
    return Released(words, is_conduct)


def remind_and_destroy(notifier: Notifier) -> None:
    """Job: destroy expired sealed words; remind each author once, at half time.

    The reminder does not mention the matter.
    """
    for words in sealed.expired(notifier.tx, notifier.now):
        sealed.destroy(notifier.tx, words.id, notifier.now)
    for words in sealed.to_remind(notifier.tx, notifier.now):
        sealed.reminded(notifier.tx, words.id, notifier.now)
        person = people.by_id(notifier.tx, words.person_id)
        at = notifier.organisation.polite(notifier.now)
        if person is not None and at < words.expires_at:
            notifier.notify(
                person,
                _("One matter here still waits for your choice."),
                not_before=at,
                choices=[[Button(_("Open"), people_taps.Denounce())]],
                origin="sealed",
            )


def _sealed(seat: Seat, here: AccountRef) -> Sealed:
    words = sealed_of(seat, here)
    if words is None:
        raise NothingSealed
    return words
