"""Sealed words: text that reads like a denunciation, stored until its author chooses.

Nothing here is logged and nobody is notified: only the sealed row shows that there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.people import people_taps
from actions.people.people_refusals import NobodyElseReads, NothingHeld
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


@dataclass(frozen=True, slots=True)
class Heard:
    """A message to be sealed.

    `message` is the service's id of it. `files` are plain data, returned unchanged.
    """

    body: str
    message: str
    files: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """Words that were released because their author says that they are no denunciation."""

    held: Sealed
    is_conduct: bool
    """Whether it is about an official's conduct: only heads whom it does not name may read it."""


def held_of(seat: Seat, here: AccountRef) -> Sealed | None:
    """The sealed words of this conversation, or None."""
    return sealed.of_chat(seat.tx, here.channel, here.chat, here.sender)


def hold(seat: Seat, here: AccountRef, heard: Heard) -> Sealed:
    """Seal a message; it is added to the sealed words of the conversation, with their expiry."""
    permit(seat, Act.HOLD_WORDS)
    return sealed.seal(
        seat.tx,
        channel=here.channel,
        chat=here.chat,
        sender=here.sender,
        person_id=seat.person.id,
        body=heard.body,
        files=list(heard.files),
        message=heard.message,
        now=seat.now,
        expires_at=seat.now + timedelta(hours=seat.organisation.retention.sealed_hours),
    )


def destroy(seat: Seat, here: AccountRef) -> Sealed:
    """Destroy the sealed words; returns them. Raises NothingHeld."""
    permit(seat, Act.DESTROY_WORDS)
    held = _held(seat, here)
    sealed.destroy(seat.tx, held.id, seat.now)
    return held


def delete(seat: Seat, here: AccountRef) -> bool:
    """Destroy the sealed words, and delete their messages from the chat.

    Returns False if the channel cannot delete messages. Raises NothingHeld.
    """
    held = destroy(seat, here)
    if not seat.commune.channels[held.channel].deletes:
        return False
    for message in held.messages:
        outbox.put(
            seat.tx,
            channel=held.channel,
            chat=held.chat,
            now=seat.now,
            operation="delete",
            target=message,
            origin="sealed",
        )
    return True


def release(seat: Seat, here: AccountRef) -> Released:
    """Release the sealed words, because they are no denunciation: they become a report.

    Raises NothingHeld. Raises NobodyElseReads if they name every head: then they stay sealed.
    """
    permit(seat, Act.RELEASE_WORDS)
    held = _held(seat, here)
    is_conduct = names_official_conduct(held.body) or (
        names_official(held.body) and reads_like_denunciation(held.body)
    )
    if is_conduct and not readers_of_conduct(seat, held.body):
        raise NobodyElseReads
    sealed.destroy(seat.tx, held.id, seat.now)
    return Released(held, is_conduct)


def remind_and_destroy(notifier: Notifier) -> None:
    """Job: destroy expired sealed words; remind each author once, at half time.

    The reminder does not mention the matter.
    """
    for held in sealed.expired(notifier.tx, notifier.now):
        sealed.destroy(notifier.tx, held.id, notifier.now)
    for held in sealed.to_remind(notifier.tx, notifier.now):
        sealed.reminded(notifier.tx, held.id, notifier.now)
        person = people.by_id(notifier.tx, held.person_id)
        at = notifier.organisation.polite(notifier.now)
        if person is not None and at < held.expires_at:
            notifier.notify(
                person,
                _("One matter here still waits for your choice."),
                not_before=at,
                choices=[[Button(_("Open"), people_taps.Denounce())]],
                origin="sealed",
            )


def _held(seat: Seat, here: AccountRef) -> Sealed:
    held = held_of(seat, here)
    if held is None:
        raise NothingHeld
    return held
