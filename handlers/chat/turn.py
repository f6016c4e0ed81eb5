"""A turn: one update that is being handled, and what is answered.

Handlers are plain functions of a `Turn`. They read and write `turn.tx`, answer with `turn.say`,
and write to somebody else with `turn.notify`. Every message becomes an outbox row of the same
transaction: either both are stored, or neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.desk import Desk
from actions.notifier import Notifier
from actions.people.account_ref import AccountRef
from actions.seat import Seat
from domain.people.roles import Role
from domain.people.via import Via
from locales import translate
from storage.messages import outbox
from storage.people import people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.buttons import Button
    from domain.messages.message import Incoming, OutgoingFile
    from handlers.chat.contents import Contents
    from handlers.forms.wishes import Wish
    from locales import Text
    from storage.people.officials import Official
    from storage.people.people import Person
    from storage.updates.conversations import Conversation

A_MOMENT = timedelta(seconds=1)
"""The delay of a reply to free words, so that a burst of messages gets one reply."""


@dataclass(slots=True)
class Turn(Notifier):
    """Created for each run of a transaction, and dropped with it."""

    incoming: Incoming
    person: Person
    conversation: Conversation
    book: Contents
    official: Official | None = None
    keep_words: bool = True
    """False when the transcript must not store the words: they are a sealed denunciation."""
    via: Via = field(default=Via.CHAT, kw_only=True)
    is_erased: bool = False
    """The person erased everything: nothing of this turn is stored but the reply, until it is sent."""
    submission_id: int | None = None
    """The case that the message belongs to, for the transcript."""
    wishes: list[Wish] = field(default_factory=list)
    """Changes of the open form, to be made after the handler."""

    @property
    def language(self) -> str:
        """The sender's language."""
        return self.person.language

    @property
    def role(self) -> Role:
        """The sender's role in the organisation."""
        return Role(self.official.role) if self.official else Role.RESIDENT

    @property
    def desk(self) -> Desk:
        """The official who acts, for an action. Raises LookupError for a resident."""
        if self.official is None:
            raise LookupError("a resident has no desk")
        return Desk(self.tx, self.now, self.commune, self.official, self.person, via=Via.CHAT)

    @property
    def seat(self) -> Seat:
        """The person who acts in their own matters, for an action."""
        return Seat(self.tx, self.now, self.commune, self.person, via=Via.CHAT)

    @property
    def here(self) -> AccountRef:
        """The account that what came in was sent from."""
        return AccountRef(self.incoming.channel, self.incoming.sender, self.incoming.chat)

    @property
    def actor(self) -> str:
        """The sender, as the audit log names them."""
        if self.official:
            return f"official:{self.official.id}"
        return f"person:{self.person.id}"

    def text(self, words: Text | str, /, **values: Any) -> str:
        """The words in the sender's language, as HTML; values are filled in and escaped."""
        return translate(words, self.language, **values)

    def say(
        self,
        words: Text | str,
        /,
        *,
        choices: Sequence[Sequence[Button]] = (),
        after: timedelta | None = None,
        topic: str = "",
        submission_id: int | None = None,
        answerable: bool = True,
        **values: Any,
    ) -> int:
        """Answer in this chat. Returns the id of the outbox row (of the last part of a long text).

        From now on a typed number or label means one of these `choices`, and no longer one of the
        choices before. When they are not `answerable`, they can only be pressed, and a typed
        number keeps its meaning. `after` delays the answer. A `topic` replaces an earlier answer
        of the same topic that is not sent yet.
        """
        return self.say_plainly(
            self.text(words, **values),
            choices=choices,
            after=after,
            topic=topic,
            submission_id=submission_id,
            answerable=answerable,
        )

    def say_plainly(
        self,
        html: str,
        *,
        choices: Sequence[Sequence[Button]] = (),
        after: timedelta | None = None,
        topic: str = "",
        submission_id: int | None = None,
        answerable: bool = True,
    ) -> int:
        """Answer with a finished text: HTML, translated and escaped. Otherwise like `say`."""
        shown = self.translated(choices, self.language)
        if shown and answerable:
            self.conversation.offered = [
                [choice.label, choice.data] for row in shown for choice in row if choice.data
            ]
        row_id = self._put(
            html,
            shown,
            self.language,
            channel=self.incoming.channel,
            chat=self.incoming.chat,
            person_id=self.person.id,
            rank=outbox.REPLY,
            origin="turn",
            not_before=self.now + after if after else None,
            topic=topic,
            submission_id=submission_id or self.submission_id,
        )
        if shown:
            self.conversation.offered_row = row_id
        return row_id

    def then(self, wish: Wish) -> None:
        """Have this done to the open form, after the handler."""
        self.wishes.append(wish)

    def is_actor(self, person_id: int) -> bool:
        """True for the sender of this update."""
        return person_id == self.person.id

    def send_file(self, file: OutgoingFile, caption: str = "") -> int:
        """Answer with a file, or say where it can be seen if the channel does not carry it.

        `caption` is a finished text. Returns the id of the outbox row.
        """
        return outbox.put(
            self.tx,
            channel=self.incoming.channel,
            chat=self.incoming.chat,
            now=self.now,
            message=self.with_file(self.person, file, caption),
            person_id=self.person.id,
            submission_id=self.submission_id,
        )

    def change_person(self, **values: Any) -> None:
        """Set columns of the sender's row, for this turn and later ones."""
        people.change(self.tx, self.person.id, **values)
        self.person = self.person._replace(**values)
