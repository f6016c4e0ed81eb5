"""One update handled: what came in, who said it, and what is said back.

Handlers are plain functions of a `Turn`: they read and write `turn.tx`, and speak with
`turn.say` (to who is here) and `turn.notify` (to somebody else). Everything said becomes an
outbox row of the same transaction: both happen or neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.desk import Desk
from actions.notifier import Notifier
from actions.seat import Seat
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

SETTLE = timedelta(seconds=1)
"""How long an answer to free words waits for more of them: a burst gets one answer."""


@dataclass(slots=True)
class Turn(Notifier):
    """Made afresh for each run of a turn; lives as long as its transaction."""

    incoming: Incoming
    person: Person
    conversation: Conversation
    book: Contents
    official: Official | None = None
    keep_words: bool = True
    """False when the words must not go into the transcript: a sealed denunciation."""
    via: Via = field(default=Via.CHAT, kw_only=True)
    submission_id: int | None = None
    """The case that what was said now belongs to, for the transcript."""
    wishes: list[Wish] = field(default_factory=list)
    """What is to happen to the open form after the handler."""

    @property
    def language(self) -> str:
        """The language of who is here."""
        return self.person.language

    @property
    def desk(self) -> Desk:
        """The official who is here, as an action wants them. Raises LookupError for a resident."""
        if self.official is None:
            raise LookupError("a resident has no desk")
        return Desk(self.tx, self.now, self.commune, self.official, self.person, via=Via.CHAT)

    @property
    def seat(self) -> Seat:
        """The person who is here, as an action wants them: for their own matters."""
        return Seat(self.tx, self.now, self.commune, self.person, via=Via.CHAT)

    @property
    def actor(self) -> str:
        """Who acts, as the audit log names them."""
        if self.official:
            return f"official:{self.official.id}"
        return f"person:{self.person.id}"

    def text(self, words: Text | str, /, **values: Any) -> str:
        """The words in this person's language, values filled in and escaped."""
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
        """Answer in this chat; returns the outbox row's id (of the last part of a long text).

        `choices` may also be answered by typing their number or label, from now on in place of
        those shown before; not `answerable`, they can only be pressed, and what is typed keeps its
        meaning. `after` delays the answer; a `topic` replaces an answer of the same topic that
        still waits.
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
        """Like `say`, with a text that is translated, filled and escaped already."""
        shown = self.translated(choices, self.language)
        if shown and answerable:
            self.conversation.offered = [
                [choice.label, choice.data] for row in shown for choice in row if choice.data
            ]
        row_id = self._put(
            html, shown, self.language, channel=self.incoming.channel, chat=self.incoming.chat,
            person_id=self.person.id, rank=outbox.REPLY, origin="turn",
            not_before=self.now + after if after else None, topic=topic,
            submission_id=submission_id or self.submission_id,
        )  # fmt: skip
        if shown:
            self.conversation.offered_row = row_id
        return row_id

    def then(self, wish: Wish) -> None:
        """Have something done to the open form after the handler."""
        self.wishes.append(wish)

    def hears(self, person_id: int) -> bool:
        """Whether it is they who just did something."""
        return person_id == self.person.id

    def send_file(self, file: OutgoingFile, caption: str = "") -> int:
        """Answer with a file, or say where it is to be seen; `caption` is a finished text. Returns the
        outbox row's id."""
        return outbox.put(
            self.tx, channel=self.incoming.channel, chat=self.incoming.chat, now=self.now,
            message=self.with_file(self.person, file, caption), person_id=self.person.id,
            submission_id=self.submission_id,
        )  # fmt: skip

    def change_person(self, **values: Any) -> None:
        """Set columns of the person who is here, for now and later turns."""
        people.change(self.tx, self.person.id, **values)
        self.person = self.person._replace(**values)
