"""Several accounts of one person: join them, choose one for notices, turn one off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import people_taps
from actions.people.people_refusals import (
    DoesNotFit,
    JoinedAlready,
    JoinsByInvitation,
    NothingSent,
    NotJoined,
    TooYoung,
)
from actions.people.trust import refuse_young
from actions.permit import is_permitted, permit
from domain.cases.acts import Act
from locales import _, translate
from storage.cases import failed_lookups, submissions
from storage.messages import rerouting
from storage.people import link_pins, linking, people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from actions.people.account_ref import AccountRef
    from actions.seat import Seat
    from storage.people.linking import Account
    from storage.people.people import Person

TRIES = 5
"""Wrong codes or PINs that one account may send in an `HOUR`."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NewPin:
    """The code and PIN to write down. `code` is a case's, in its stored form."""

    code: str
    pin: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """A person's accounts, as seen from the one they act from."""

    own: Account
    everywhere: list[Account]
    """All of them, with `own`; the first one gets the notices."""

    @property
    def others(self) -> list[Account]:
        """All but their own."""
        return [one for one in self.everywhere if one.id != self.own.id]


def name_of(seat: Seat, accounts: Accounts, one: Account) -> str:
    """The name of an account, in the person's language: its service, and if needed its date.

    The date distinguishes several accounts on one service without saying who holds them.
    """
    service, language = seat.commune.channels[one.channel].title, seat.person.language
    if sum(other.channel == one.channel for other in accounts.everywhere) < 2:
        return service
    if one.linked_at is None:
        return translate(_("{service}, the first"), language, service=service)
    return translate(_("{service}, since {time}"), language, service=service, time=one.linked_at)


def of_person(seat: Seat, here: AccountRef) -> Accounts:
    """The person's accounts. Raises `NotJoined` if `here` is not theirs any more."""
    found = linking.accounts(seat.tx, seat.person.id)
    for one in found:
        if (one.channel, one.sender) == (here.channel, here.sender):
            return Accounts(one, found)
    raise NotJoined


def make_pin(seat: Seat, here: AccountRef) -> NewPin:
    """Make a PIN: with it and the code another account can join. It replaces an earlier PIN.

    Raises `JoinsByInvitation`, `NothingSent`, `TooYoung`.
    """
    permit(seat, Act.MAKE_PIN, refusal=JoinsByInvitation)
    cases = submissions.of_person(seat.tx, seat.person.id, 1)
    if not cases:
        raise NothingSent
    refuse_young(seat, here)
    pin = link_pins.make(seat.tx, seat.person.id, seat.now)
    seat.log(Act.MAKE_PIN, f"person:{seat.person.id}")
    return NewPin(cases[0].code, pin)


def pin_shown(seat: Seat, row_id: int) -> None:
    """Mark the outbox row as showing the new PIN: its text is deleted after the delivery."""
    link_pins.shown(seat.tx, seat.person.id, row_id)


def forget_shown_pins(notifier: Notifier) -> None:
    """Job: delete the text of delivered messages that show a PIN."""
    link_pins.forget_shown(notifier.tx)


def trust_grown(notifier: Notifier) -> None:
    """Job: trust accounts that joined long enough ago; notices may go to them from then on."""
    linking.trust_grown(notifier.tx, notifier.now)


def join(seat: Seat, here: AccountRef, code: str | None, pin: str) -> Person | DoesNotFit:
    """Join the account `here` to the person who has a case with this code, and this PIN.

    `code` is in its stored form, None if none was recognised; `pin` is digits. Returns the person
    that the account belongs to now (`seat.person` is set to it, too). Returns `DoesNotFit` for a
    wrong code or PIN, which is counted. Raises `JoinedAlready`, `TooYoung`.
    """
    # Else a joiner could carry the owner on to a person whose accounts are old and trusted.
    refuse_young(seat, here)
    since = seat.now - HOUR
    if failed_lookups.count(seat.tx, here.channel, here.sender, since) >= TRIES:
        return _does_not_fit(seat)
    if not is_permitted(seat, Act.JOIN):
        # Before the PIN is looked at: an official's wrong tries must not delete somebody's PIN.
        failed_lookups.add(seat.tx, here.channel, here.sender, seat.now)
        return _does_not_fit(seat)
    matched = link_pins.match(seat.tx, code, pin, seat.now)
    if matched.deleted_of is not None:
        _notify_pin_deleted(seat, matched.deleted_of)
    owner = people.by_id(seat.tx, matched.person_id) if matched.person_id else None
    if owner is not None and owner.id == seat.person.id:
        raise JoinedAlready
    # Officials' accounts cannot be joined: somebody who finds the PIN would get their powers.
    if owner is None or owner.official_id is not None:
        failed_lookups.add(seat.tx, here.channel, here.sender, seat.now)
        return _does_not_fit(seat)
    return _become(seat, here, owner.id)


def prefer(seat: Seat, here: AccountRef, account_id: int) -> Account:
    """Choose the account that gets the notices; returns it. Raises `NotJoined`, `TooYoung`."""
    permit(seat, Act.PREFER)
    refuse_young(seat, here)
    found = _of_theirs(of_person(seat, here), account_id)
    linking.prefer(seat.tx, seat.person.id, found.id)
    seat.log(Act.PREFER, f"person:{seat.person.id}", after={"channel": found.channel})
    return found


def turn_off(seat: Seat, here: AccountRef, account_id: int) -> Account:
    """Remove one of their accounts; returns it. The person keeps the cases sent from it.

    Raises `NotJoined`, `TooYoung`.
    """
    permit(seat, Act.TURN_OFF)
    accounts, found = _endable(seat, here, account_id)
    linking.turn_off(seat.tx, found, seat.person.id, accounts.own)
    seat.log(Act.TURN_OFF, f"person:{seat.person.id}", after={"channel": found.channel})
    return found


def split_off(seat: Seat, here: AccountRef, account_id: int) -> Account:
    """Undo a join that the person did not make; returns the account that was split off.

    All accounts that came with the same join are split off. No account can join until a new PIN is
    made. Raises `NotJoined`, `TooYoung`.
    """
    permit(seat, Act.SPLIT_OFF)
    accounts, found = _endable(seat, here, account_id)
    came = [
        one
        for one in accounts.others
        if one.id == found.id or (one.linked_at is not None and one.linked_at == found.linked_at)
    ]
    linking.split_off(seat.tx, came, seat.person.id, accounts.own, seat.now)
    link_pins.forget(seat.tx, seat.person.id)
    for one in came:
        for _number in range(TRIES):
            failed_lookups.add(seat.tx, one.channel, one.sender, seat.now)
    seat.log(Act.SPLIT_OFF, f"person:{seat.person.id}", after={"channel": found.channel})
    return found


def _of_theirs(accounts: Accounts, account_id: int) -> Account:
    for one in accounts.everywhere:
        if one.id == account_id:
            return one
    raise NotJoined


def _endable(seat: Seat, here: AccountRef, account_id: int) -> tuple[Accounts, Account]:
    accounts = of_person(seat, here)
    found = _of_theirs(accounts, account_id)
    if not linking.may_end(accounts.own, found, seat.now):
        raise TooYoung
    return accounts, found


def _does_not_fit(seat: Seat) -> DoesNotFit:
    return DoesNotFit(**seat.organisation.desk.placeholders())


def _become(seat: Seat, here: AccountRef, owner_id: int) -> Person:
    was = seat.person.id
    linking.join(seat.tx, old=was, new=owner_id, now=seat.now)
    person = people.by_account(seat.tx, here.channel, here.sender)
    if person is None:
        raise LookupError("the account that joined is gone")
    seat.person = person
    after = {"channel": here.channel, "was": was}
    seat.log(Act.JOIN, f"person:{person.id}", after=after)
    rerouting.bring_parked(seat.tx, person.id, here.channel, here.chat)
    accounts = of_person(seat, here)
    for other in accounts.others:
        if other.linked_at == accounts.own.linked_at:  # it came along
            continue
        seat.notify(
            person._replace(channel=other.channel, chat=other.chat),
            _(
                "⚠ What you sent here was opened from another phone ({name}), with your code and "
                "PIN. If that was not you, say so below: it is closed at once."
            ),
            name=name_of(seat, accounts, accounts.own),
            choices=[[Button(_("That was not me"), people_taps.SplitOff(accounts.own.id))]],
        )
    return person


def _notify_pin_deleted(seat: Seat, person_id: int) -> None:
    person = people.by_id(seat.tx, person_id)
    if person is not None:
        seat.notify(
            person,
            _(
                "Somebody tried your PIN five times, wrongly. It does not work any more and nothing "
                "was opened. A new one: /lienket"
            ),
        )
