"""Help with the commands of the person's role, and the head's reception days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.messages.message import Kind
from domain.people.roles import Role
from domain.reading import classify
from handlers.chat.router import Command, Subject
from handlers.everybody.start import menu
from handlers.resident import opinion
from locales import Markup, _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

NEXT_DAYS = 3
SHORT = 8
"""A longer message, in words, is content and not a request for help."""


def show(turn: Turn, _argument: str) -> None:
    """List the commands of the person's role, one on each line."""
    lines = [
        turn.text(_("/{name} – {about}"), name=command.names[0], about=command.about)
        for command in turn.book.commands
        if command.in_menu and turn.role in command.roles
    ]
    intro = _("Just write what you want to say; an official reads it. Or use:")
    turn.say(
        Markup("\n".join([turn.text(intro), *lines])),
        choices=menu(turn) if turn.role is Role.RESIDENT else (),
    )


def reception(turn: Turn, _argument: str) -> None:
    """Show when and where the head receives people in person."""
    today = turn.organisation.local(turn.now).date()
    days = turn.organisation.reception_days(today, NEXT_DAYS)
    lines = [
        turn.text(
            _("• {day}: {who}, {hours}, {place}"),
            day=day,
            who=rule.who,
            hours=rule.hours,
            place=rule.place,
        )
        for day, rule in days
    ]
    if not lines:
        lines = [
            turn.text(
                _("No day is set yet; please call {phone}."), phone=turn.organisation.desk.phone
            )
        ]
    head = turn.text(_("You can speak in person, no appointment needed:"))
    foot = turn.text(
        _("Bring your papers if there are any. Questions: {phone}."),
        phone=turn.organisation.desk.phone,
    )
    turn.say(Markup("\n".join([head, *lines, foot])))


def hears(turn: Turn) -> bool:
    """Answer a message that only asks for help or only wants to give an opinion."""
    incoming = turn.incoming
    if incoming.kind is not Kind.TEXT or len(incoming.text.split()) > SHORT:
        return False
    if classify.asks_help(incoming.text):
        show(turn, "")
    elif turn.official is None and classify.wants_opinion(incoming.text):
        opinion.overview(turn, "")
    else:
        return False
    return True


subject = Subject(
    "guidance",
    commands=(
        Command(("trogiup", "help"), show, _("What can be done here")),
        Command(("tiepdan", "reception"), reception, _("When the head receives people")),
    ),
    hears=(hears,),
)
