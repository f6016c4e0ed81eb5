"""Set the language of a person's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.people import command_menu
from actions.permit import permit, role_of
from actions.refusals import NotPossible
from domain.cases.acts import Act
from locales import LANGUAGES
from storage.people import people

if TYPE_CHECKING:
    from actions.seat import Seat
    from storage.people.people import Person


def choose(seat: Seat, code: str) -> Person:
    """Set the person's language, one of `locales.LANGUAGES`; returns the updated person.

    Raises `NotPossible` for another language.
    """
    permit(seat, Act.CHOOSE_LANGUAGE)
    if code not in LANGUAGES:
        raise NotPossible
    people.change(seat.tx, seat.person.id, language=code, language_chosen=True)
    seat.person = seat.person._replace(language=code, language_chosen=True)
    seat.log(Act.CHOOSE_LANGUAGE, f"person:{seat.person.id}", after={"language": code})
    command_menu.show(seat, seat.person, role_of(seat))
    return seat.person
