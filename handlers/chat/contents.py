"""The lists of the chat's commands and forms, for turns that only ask which there are.

Commands and forms are functions of a turn, so they stand above it. Help, groups and guards only
ask which there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from domain.people.roles import Role
    from locales import Text


class ListedCommand(Protocol):
    """A command, as the help shows it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The unaccented Vietnamese name first."""

    @property
    def about(self) -> Text:
        """One line for the help."""

    @property
    def roles(self) -> frozenset[Role]:
        """Whose command it is."""

    @property
    def in_menu(self) -> bool:
        """Whether the help shows it."""


class ListedForm(Protocol):
    """A form, as a guard knows it."""

    @property
    def official_only(self) -> bool:
        """Whether only officials fill it in."""

    @property
    def keep_for(self) -> timedelta:
        """After this time a draft of it is erased."""

    def said(self, answers: dict[str, Any]) -> str:
        """Everything in the answers that the person said."""

    @property
    def files(self) -> str:
        """The step that further files are added to; empty: none."""


class Contents(Protocol):
    """Every command and form of the chat (`handlers.chat.book.Book`)."""

    @property
    def commands(self) -> Sequence[ListedCommand]:
        """In the order of the help."""

    @property
    def forms(self) -> Mapping[str, ListedForm]:
        """By name."""
