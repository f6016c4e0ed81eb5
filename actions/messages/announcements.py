"""Announcements: an official sends one to every subscriber."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.messages import announcement_taps, broadcast_progress
from actions.people import consent
from actions.permit import permit
from actions.refusals import Ended, NotKept, NotTheWriter
from domain.cases.acts import Act
from domain.messages.quota import WINDOW_MARGIN
from domain.people.roles import Role
from locales import Markup, _, translate
from storage.messages import broadcasts, outbox
from storage.people import people

if TYPE_CHECKING:
    from actions.desk import Desk
    from actions.notifier import Notifier
    from actions.seat import Seat
    from storage.messages.broadcasts import Broadcast
    from storage.people.people import Person

PURPOSE = "announcements"
"""The purpose that the consent is stored under."""
UNSUBSCRIBE = Button(_("Stop announcements"), announcement_taps.Unsubscribe())
SUBSCRIBE = Button(_("Yes, send me announcements"), announcement_taps.Subscribe())


@dataclass(frozen=True, slots=True)
class Reach:
    """The number of people that an announcement would reach now."""

    subscribers: int
    asleep: int
    """Subscribers whose reply window is closed: they get it after they write again."""


def reach(notifier: Notifier) -> Reach:
    """Count the subscribers that an announcement would reach now."""
    number, _last = broadcasts.subscriber_count(notifier.tx)
    asleep = sum(
        broadcasts.silent_subscribers(
            notifier.tx, channel, notifier.now - rules.free_for + WINDOW_MARGIN
        )
        for channel, rules in notifier.commune.quotas.items()
        if rules.free_for is not None
    )
    return Reach(number, asleep)


def announce(desk: Desk, body: str) -> Broadcast:
    """Send an announcement to everybody who is subscribed now. Raises `NotYourRole`."""
    permit(desk, Act.ANNOUNCE)
    number, last = broadcasts.subscriber_count(desk.tx)
    one = broadcasts.begin(
        desk.tx,
        broadcasts.ANNOUNCEMENT,
        {"body": body, "upto": last},
        total=number,
        official_id=desk.official.id,
        now=desk.now,
    )
    desk.log(Act.ANNOUNCE, f"broadcast:{one.id}", after={"recipients": number})
    return one


def stop(desk: Desk, broadcast_id: int) -> None:
    """Stop an announcement and withdraw its waiting messages.

    An officer stops only their own. Raises `NotYourRole`, `NotTheWriter`, `Ended`.
    """
    permit(desk, Act.STOP_ANNOUNCEMENT)
    one = _find(desk, broadcast_id)
    is_officer = desk.official.role == Role.OFFICER
    if one is not None and is_officer and one.official_id != desk.official.id:
        raise NotTheWriter
    if one is None or not broadcasts.finish(desk.tx, one, broadcasts.STOPPED, desk.now):
        raise Ended
    taken_back = broadcasts.withdraw(desk.tx, one.origin)
    after = {"taken_back": taken_back}
    desk.log(Act.STOP_ANNOUNCEMENT, f"broadcast:{one.id}", after=after)
    broadcast_progress.show(desk, one.id)


def subscribe(seat: Seat) -> Person:
    """Subscribe to announcements; returns the updated person. Raises `NotYourRole`."""
    permit(seat, Act.SUBSCRIBE)
    consent.give(seat, PURPOSE)
    return _switch(seat, on=True)


def unsubscribe(seat: Seat) -> Person:
    """Unsubscribe, and withdraw the messages that still wait; returns the updated person.

    Raises `NotYourRole`.
    """
    permit(seat, Act.SUBSCRIBE)
    consent.withdraw(seat, PURPOSE)
    broadcasts.withdraw(
        seat.tx,
        f"{broadcasts.ANNOUNCEMENT}:",
        channel=seat.person.channel,
        chat=seat.person.chat,
    )
    return _switch(seat, on=False)


def _switch(seat: Seat, *, on: bool) -> Person:
    people.change(seat.tx, seat.person.id, announcements=on)
    seat.log(Act.SUBSCRIBE, f"person:{seat.person.id}", after={"on": on})
    return seat.person._replace(announcements=on)


def words(notifier: Notifier, broadcast_id: int, reader: Person) -> Markup:
    """The text of an announcement for a reader. Raises `NotKept`."""
    one = _find(notifier, broadcast_id)
    if one is None:
        raise NotKept
    return _words(notifier, one, reader)


def subscribers(notifier: Notifier, one: Broadcast, limit: int) -> list[int]:
    """The ids of the next people to send it to, in order."""
    upto = one.payload["upto"]
    return broadcasts.subscribers(notifier.tx, after=one.cursor, upto=upto, limit=limit)


def tell_subscriber(notifier: Notifier, one: Broadcast, person: Person) -> None:
    """Send it to one subscriber, with a button to unsubscribe.

    A discreet notice has a button that opens the announcement instead of its text.
    """
    open_it = Button(_("Open"), announcement_taps.Read(one.id))
    notifier.notify(
        person,
        _("There is news for you.") if person.discreet else _words(notifier, one, person),
        choices=[[open_it], [UNSUBSCRIBE]] if person.discreet else [[UNSUBSCRIBE]],
        origin=one.origin,
        rank=outbox.BROADCAST,
        not_before=notifier.organisation.polite(notifier.now),
    )


def _find(notifier: Notifier, broadcast_id: int) -> Broadcast | None:
    one = broadcasts.by_id(notifier.tx, broadcast_id)
    return one if one is not None and one.kind == broadcasts.ANNOUNCEMENT else None


def _words(notifier: Notifier, one: Broadcast, reader: Person) -> Markup:
    text = _("<b>{organisation}</b>\n{body}")
    if reader.language != "vi":
        text = _("<b>{organisation}</b> (not translated)\n{body}")
    return Markup(
        translate(
            text,
            reader.language,
            organisation=notifier.organisation.name,
            body=one.payload["body"],
        )
    )
