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
"""Who wrote so recently is not disturbed by an answer, at whatever hour."""

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
    """By which way something is done; a bare notifier is a job's."""

    @property
    def organisation(self) -> Organisation:
        """The commune this bot speaks for."""
        return self.commune.organisation

    @property
    def actor(self) -> str:
        """Who acts, as the audit log names them."""
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

    def hears(self, _person_id: int) -> bool:
        """Whether this answers something that the person just did: never, for a job."""
        return False

    def when_for(self, person: Person) -> datetime:
        """When news may reach a person: now, or after the quiet hours. Who wrote a moment ago is
        awake and waits: to them it is an immediate answer."""
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
        """Send something to somebody else, in their language and private chat; returns the outbox
        row's id.

        `about` is the person whose words or matter it carries and who may erase it (default: the
        hearer). The caller decides on quiet hours (`not_before`). `supersedes` and `reachable` as
        for `outbox.put`.
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
        """Send a file on to somebody, in their private chat, or say where it is to be seen; `caption`
        is a finished text."""
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
        """Whether this file reaches people there."""
        return self.commune.channels[channel].carries(file)

    def with_file(self, person: Person, file: OutgoingFile, caption: str) -> Outgoing:
        """The file, or where its words say it is to be seen."""
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
        """Say something in a staff group, in the organisation's first language."""
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
        """Buttons as a channel shows them, in a language."""
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
        """What stands above the choices where they are a list to type from. News may go to another
        channel of the person's that lists what this one shows as buttons."""
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
        """Queue a text, in several messages when it is too long for one; `envelope` as for
        `outbox.put`. Returns the row of the last part, which has the choices."""
        can = self.commune.channels[channel]
        how = self.how(choices, language) if rank != outbox.REPLY or can.lists(choices) else ""
        *first, last = split(html, can.text_limit) or [""]
        messages = [*map(Outgoing, first), Outgoing(last, choices, how=how)]
        row_id = 0
        for place, message in enumerate(messages, 1):
            row_id = outbox.put(
                self.tx,
                channel=channel,
                now=self.now,
                message=message,
                rank=rank,
                topic=f"{topic}:{place}" if topic and first else topic,
                **envelope,
            )
        return row_id
