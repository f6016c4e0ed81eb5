"""Messages to people, from a job or on behalf of somebody who acts.

Every message becomes an outbox row of the same transaction: both are stored, or neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.messages.message import Choice, FileKind, Outgoing
from domain.messages.message_parts import split
from domain.people.via import Via
from locales import Text, _, translate
from storage import audit
from storage.messages import outbox
from storage.updates import conversations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from actions.buttons import Button
    from actions.commune import Commune
    from domain.messages.message import OutgoingFile
    from domain.organisation import Organisation
    from storage.cases.files import File
    from storage.engine.transaction import Transaction
    from storage.people.officials import Official
    from storage.people.people import Person

# Translators: stands above a numbered list, where the messenger has no buttons. At most 60 characters.
HOW = _("Answer with the number or the words:")
AWAKE = timedelta(minutes=30)
"""A person who wrote within this time is awake: notices ignore the quiet hours."""

FILES = {
    FileKind.PHOTO: _("a photo"),
    FileKind.VOICE: _("a voice message"),
    FileKind.VIDEO: _("a video"),
    FileKind.DOCUMENT: _("a document"),
}
FOR_RESIDENTS = _(
    "📎 {name}: this app does not bring it. Please see it at {desk}, {address}; {phone}."
)
FOR_STAFF = _(
    "📎 {name}: this app does not bring it. It is kept; see it on another app you work with."
)


@dataclass(slots=True)
class Notifier:
    """Sends messages for the commune, in one transaction, at one moment (UTC)."""

    tx: Transaction
    now: datetime
    commune: Commune
    via: Via = field(default=Via.JOB, kw_only=True)
    """The front that the act came through; a plain notifier belongs to a job."""

    @property
    def organisation(self) -> Organisation:
        """The organisation that the bot works for."""
        return self.commune.organisation

    @property
    def actor(self) -> str:
        """The actor in the audit log."""
        return audit.SYSTEM

    @property
    def official_id(self) -> int | None:
        """The official who acts; None for residents and jobs."""
        return None

    @property
    def acting_official(self) -> Official | None:
        """The official who acts, as they are now; None for residents and jobs."""
        return None

    def log(
        self,
        act: str,
        subject: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Write an act into the audit log; `subject` like `submission:12`."""
        audit.add(
            self.tx,
            actor=self.actor,
            act=act,
            via=self.via,
            subject=subject,
            now=self.now,
            before=before,
            after=after,
        )

    def is_actor(self, _person_id: int) -> bool:
        """Whether this person is the actor; never for a job."""
        return False

    def when_for(self, person: Person) -> datetime:
        """When a notice may be sent to a person (UTC): now, or after the quiet hours.

        Now if they wrote within the time `AWAKE`.
        """
        polite = self.organisation.polite(self.now)
        if polite == self.now:
            return polite
        touched = conversations.last_touched(self.tx, person.id)
        is_awake = touched is not None and self.now - touched < AWAKE
        return self.now if is_awake else polite

    def notify(
        self,
        person: Person,
        words: Text | str,
        /,
        *,
        choices: Sequence[Sequence[Button]] = (),
        not_before: datetime | None = None,
        topic: str = "",
        submission_id: int | None = None,
        about: int | None = None,
        origin: str = "turn",
        rank: int = outbox.NOTICE,
        supersedes: bool = True,
        reachable: bool | None = None,
        **values: Any,
    ) -> int:
        """Queue a message to a person's private chat, in their language; returns the row's id.

        `about` is the id of the person whose data it contains and who may erase it (default: the
        recipient). `not_before` is UTC; the caller decides on quiet hours. `supersedes` and
        `reachable` are as for `outbox.put`.
        """
        return self._put(
            translate(words, person.language, **values),
            self.translated(choices, person.language),
            person.language,
            channel=person.channel,
            chat=person.chat,
            person_id=about or person.id,
            rank=rank,
            origin=origin,
            not_before=not_before,
            topic=topic,
            submission_id=submission_id,
            supersedes=supersedes,
            reachable=reachable,
        )

    def pass_file(
        self,
        person: Person,
        file: File,
        *,
        not_before: datetime | None = None,
        submission_id: int | None = None,
        about: int | None = None,
        caption: str = "",
        topic: str = "",
    ) -> int:
        """Queue a file to a person's private chat, or a text that says where it can be seen.

        `caption` is a finished text. Returns the outbox row's id.
        """
        given = file.outgoing(person.channel)
        return outbox.put(
            self.tx,
            channel=person.channel,
            chat=person.chat,
            now=self.now,
            rank=outbox.NOTICE,
            message=self.with_file(person, given, caption),
            not_before=not_before,
            person_id=about or person.id,
            submission_id=submission_id,
            topic=topic,
        )

    def carries(self, channel: str, file: OutgoingFile) -> bool:
        """Whether the channel can send this file."""
        return self.commune.channels[channel].carries(file)

    def with_file(self, person: Person, file: OutgoingFile, caption: str) -> Outgoing:
        """A message with the file, or with a text that says where it can be seen."""
        if self.carries(person.channel, file):
            return Outgoing(caption, file=file)
        words = translate(
            FOR_STAFF if person.official_id else FOR_RESIDENTS,
            person.language,
            name=file.name or FILES[file.kind],
            **self.organisation.desk.placeholders(),
        )
        return Outgoing("\n".join(filter(None, (caption, words))))

    def tell_group(
        self,
        channel: str,
        chat: str,
        html: str,
        *,
        choices: Sequence[Sequence[Button]] = (),
        submission_id: int | None = None,
        about: int | None = None,
        topic: str = "",
    ) -> int:
        """Queue a message to a staff group, in Vietnamese; returns the outbox row's id."""
        return self._put(
            html,
            self.translated(choices, "vi"),
            "vi",
            channel=channel,
            chat=chat,
            person_id=about,
            rank=outbox.NOTICE,
            topic=topic,
            submission_id=submission_id,
        )

    def translated(
        self, choices: Sequence[Sequence[Button]], language: str
    ) -> tuple[tuple[Choice, ...], ...]:
        """The buttons in a language, as a channel sends them."""
        return tuple(
            [
                tuple(
                    [
                        Choice(
                            translate(button.label, language)
                            if isinstance(button.label, Text)
                            else button.label,
                            button.data,
                            button.url,
                        )
                        for button in row
                    ]
                )
                for row in choices
            ]
        )

    def how(self, choices: tuple[tuple[Choice, ...], ...], language: str) -> str:
        """The line above the choices on a channel that shows them as a numbered list.

        Every notice has it, because it may be rerouted to a channel without buttons.
        """
        return translate(HOW, language) if choices else ""

    def _put(
        self,
        html: str,
        choices: tuple[tuple[Choice, ...], ...],
        language: str,
        *,
        channel: str,
        rank: int,
        topic: str,
        **envelope: Any,
    ) -> int:
        """Queue a text, in several messages if it is too long; returns the last row's id.

        The last message has the choices. `envelope` is as for `outbox.put`.
        """
        can = self.commune.channels[channel]
        how = self.how(choices, language) if rank != outbox.REPLY or can.lists(choices) else ""
        *first, last = split(html, can.text_limit) or [""]
        for place, part in enumerate(first, 1):
            outbox.put(
                self.tx,
                channel=channel,
                now=self.now,
                message=Outgoing(part),
                rank=rank,
                topic=topic and f"{topic}:{place}",
                **envelope,
            )
        return outbox.put(
            self.tx,
            channel=channel,
            now=self.now,
            message=Outgoing(last, choices, how=how),
            rank=rank,
            topic=f"{topic}:{len(first) + 1}" if topic and first else topic,
            **envelope,
        )
