"""The kinds of question: how each is asked, what answers it, and how the answer is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.calendar.dates import read_date
from domain.messages.message import Kind, name_as_words
from domain.reading.classify import guess_kind, names_official_conduct
from domain.reading.emergency import services
from domain.reading.hamlets import Found, find_hamlet
from handlers.forms.answers import Taken, Unclear
from locales import Text, _, _n

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from domain.messages.message import Incoming
    from handlers.chat.turn import Turn
    from handlers.forms.answers import Answers, Option, Taking


@dataclass(frozen=True)
class Step:
    """One question of a form, and what counts as an answer.

    `label` names it in a review; a step without one is not shown there. Without `when` it is always
    asked.
    """

    name: str
    question: Text | Callable[[Turn, Answers], str]
    label: Text | None = None
    when: Callable[[Turn, Answers], bool] | None = None
    optional: bool = False
    on_request: bool = False
    """Asked only when somebody opens it from a review."""

    def ask(self, turn: Turn, answers: Answers) -> str:
        """The question, as finished text."""
        if callable(self.question) and not isinstance(self.question, str):
            return self.question(turn, answers)
        return turn.text(self.question)

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:  # noqa: ARG002
        """Rows of buttons, each as (label, value)."""
        return []

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """Read the press of a button with this value."""
        return None

    def take(self, turn: Turn, answers: Answers) -> Taking:  # noqa: ARG002
        """Read the incoming message.

        A typed number or label of a button does not come here: the engine treats it as a tap.
        """
        return None

    def said(self, value: Any) -> str:  # noqa: ARG002
        """The person's own words in an answer; empty if it has none."""
        return ""

    def show(self, turn: Turn, value: Any) -> str:
        """The answer as a review shows it, as plain text; the caller escapes it."""
        return turn.text(_("(skipped)")) if value is None else str(value)


@dataclass(frozen=True)
class AskText(Step):
    """Free words. Only commands and buttons control it, because "Huy" is also a man's name."""

    limit: int = 4000

    def take(self, turn: Turn, answers: Answers) -> Taking:  # noqa: ARG002
        """Any words of at most `limit` characters."""
        words = turn.incoming.text.strip()
        if turn.incoming.kind not in (Kind.TEXT, Kind.FILE) or not words:
            return None
        if len(words) > self.limit:
            return Unclear(_("That is too long for one message. Please send it in two parts."))
        return Taken(words)

    def said(self, value: Any) -> str:
        """All of it."""
        return value or ""


@dataclass(frozen=True)
class AskName(AskText):
    """Somebody's name. Words about a danger or an official's conduct are none: they join the form's."""

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """As free words, unless they are pressing."""
        return None if is_pressing(turn.incoming.words) else super().take(turn, answers)


@dataclass(frozen=True)
class AskChoice(Step):
    """One of a few options, pressed, or typed as its number or label."""

    options: Callable[[Turn, Answers], Sequence[Option]] | tuple[Option, ...] = ()
    columns: int = 1

    def options_now(self, turn: Turn, answers: Answers) -> Sequence[Option]:
        """The options at this moment."""
        return self.options(turn, answers) if callable(self.options) else self.options

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:
        """The options, `columns` to a row."""
        options = [(option.label, option.value) for option in self.options_now(turn, answers)]
        return [options[at : at + self.columns] for at in range(0, len(options), self.columns)]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:
        """The value of one of the options."""
        known = any(option.value == value for option in self.options_now(turn, answers))
        return Taken(value) if known else None

    def show(self, turn: Turn, value: Any) -> str:
        """The option's label."""
        for option in self.options_now(turn, {}):
            if option.value == value:
                return turn.text(option.label)
        return super().show(turn, value)


A_SENTENCE = 6
"""The fewest words of an answer to the place question that may tell what happened, too."""


@dataclass(frozen=True)
class AskPlace(Step):
    """A place: a hamlet of the list, typed words, or a pin on the map.

    The answer is {"hamlet": id, "place": words, "latitude": …, "longitude": …}, as far as known.
    """

    columns: int = 2

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:  # noqa: ARG002
        """The hamlets, then "somewhere else"."""
        hamlets = [(hamlet.name, hamlet.id) for hamlet in turn.organisation.hamlets]
        rows: list[list[tuple[str | Text, str]]] = [
            list(hamlets[at : at + self.columns]) for at in range(0, len(hamlets), self.columns)
        ]
        return [*rows, [(_("Somewhere else, or not tied to a place"), "~elsewhere")]]

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """The id of a hamlet, or an empty answer for elsewhere."""
        if value == "~elsewhere":
            return Taken({})
        if any(hamlet.id == value for hamlet in turn.organisation.hamlets):
            return Taken({"hamlet": value})
        return None

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """A pin, or words that name one hamlet.

        Words that say more join the form's words; a sentence also does when there are none yet,
        because a photo came first.
        """
        incoming = turn.incoming
        if incoming.place:
            return Taken(pinned(incoming))
        if incoming.kind is not Kind.TEXT:
            return None
        found = find_hamlet(
            incoming.text, turn.organisation.hamlets, turn.organisation.wider_places
        )
        if not isinstance(found, Found):
            return None
        said = incoming.text.strip()
        if says_more_than_place(said):
            return Taken({"hamlet": found.id}, said)
        is_all = not answers.get("words") and len(said.split()) >= A_SENTENCE
        return Taken({"hamlet": found.id, "place": said}, said if is_all else "")

    def said(self, value: Any) -> str:
        """The place as it was typed."""
        return str((value or {}).get("place", ""))

    def show(self, turn: Turn, value: Any) -> str:
        """The hamlet's name, the words, and whether there is a pin."""
        if not value:
            return turn.text(_("not said"))
        names = {hamlet.id: hamlet.name for hamlet in turn.organisation.hamlets}
        parts = [names.get(value.get("hamlet", ""), ""), value.get("place", "")]
        if "latitude" in value:
            parts.append(turn.text(_("a pin on the map")))
        return " · ".join(dict.fromkeys(part for part in parts if part))


def pinned(incoming: Incoming) -> dict[str, Any]:
    """The place of a pin, as an answer; a venue has a name and an address, too."""
    if incoming.place is None:
        return {}
    point = {"latitude": incoming.place.latitude, "longitude": incoming.place.longitude}
    return point | ({"place": incoming.beside} if incoming.beside else {})


def says_more_than_place(said: str) -> bool:
    """Whether an answer to the place question tells what happens there, too.

    A danger, an official's conduct or a matter must be read as such, not stored as a place.
    """
    return is_pressing(said) or bool(guess_kind(said).signals)


def is_pressing(said: str) -> bool:
    """Whether words tell of a danger, or of an official's conduct."""
    return bool(services(said)) or names_official_conduct(said)


@dataclass(frozen=True)
class AskFiles(Step):
    """Photos, voice notes and documents, at most `most`; further messages add to them."""

    most: int = 10

    def buttons(self, turn: Turn, answers: Answers) -> list[list[tuple[str | Text, str]]]:  # noqa: ARG002
        """That is all, once there is a file."""
        return [[(_("That is all"), "~enough")]] if answers.get(self.name) else []

    def tapped(self, turn: Turn, answers: Answers, value: str) -> Taking:  # noqa: ARG002
        """That is all: the files so far are the answer."""
        return Taken(answers.get(self.name) or []) if value == "~enough" else None

    def said(self, value: Any) -> str:
        """The names of the files, as words."""
        return "\n".join(name_as_words(file["name"]) for file in value or [])

    def show(self, turn: Turn, value: Any) -> str:
        """How many."""
        return turn.text(_n("{count} file", "{count} files"), count=len(value or []))


@dataclass(frozen=True)
class AskDate(Step):
    """A day, typed as people write it (24/11, 24-11-2026). The answer is ISO text."""

    def take(self, turn: Turn, answers: Answers) -> Taking:  # noqa: ARG002
        """A date that exists."""
        if turn.incoming.kind is not Kind.TEXT:
            return None
        day = read_date(turn.incoming.text, today=turn.organisation.local(turn.now).date())
        if day is None:
            return Unclear(_("Please type a day like 24/11/2026."))
        return Taken(day.isoformat())

    def show(self, turn: Turn, value: Any) -> str:
        """The day as this language writes it."""
        return turn.text(_("{day}"), day=date.fromisoformat(value)) if value else ""
