"""One person on several telephones and services: joining them, where news go, turning one off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases import tracking_code
from domain.cases.tracking_code import format_code
from handlers.chat.router import EVERYBODY, Command, Subject
from handlers.forms import Answers, AskText, Form, open_form
from locales import _
from storage.cases import failed_lookups, submissions
from storage.messages import rerouting
from storage.people import erasure, link_pins, linking, people

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.people.linking import Account

TRIES = 5
"""Wrong codes or PINs an hour from one account."""


def screen(turn: Turn, _argument: str) -> None:
    """Which accounts there are, where news go, and how another one joins."""
    own, others = _own_and_others(turn)
    if not others:
        turn.say(
            _(
                "A new telephone, or Zalo and Telegram both: with a code and a PIN, what you sent "
                "and the answers come there too."
            ),
            choices=[
                [Button(_("Get a PIN for another phone"), "link:pin")],
                [Button(_("I have a code and a PIN"), "link:join")],
            ],
        )
        return
    everywhere = linking.accounts(turn.tx, turn.person.id)
    lines = [
        turn.text(_("• {name} (here)") if one.id == own.id else _("• {name}"),
                  name=_name(turn, one))
        for one in everywhere
    ]  # fmt: skip
    best = turn.text(_("News come to: {name}."), name=_name(turn, everywhere[0]))
    rows = [[Button(turn.text(_("News to {name}"), name=_place(turn, one, own)), f"link:to:{one.id}")]
            for one in everywhere if one.id != everywhere[0].id]  # fmt: skip
    rows += [
        [Button(turn.text(_("Turn off {name}"), name=_name(turn, one)), f"link:off:{one.id}")]
        for one in others
        if linking.may_end(own, one, turn.now)
    ]
    rows.append([Button(_("Get a PIN for another phone"), "link:pin")])
    turn.say_plainly("\n".join([turn.text(_("Joined:")), *lines, best]), choices=rows)


def act(turn: Turn, argument: str) -> None:
    """One of the screen's buttons, or "it was not me"."""
    what, _colon, number = argument.partition(":")
    if what == "pin":
        _make_pin(turn)
    elif what == "join":
        open_form.begin(turn, form)
    elif what in ("to", "off", "undo"):
        own, others = _own_and_others(turn)
        found = next((one for one in (own, *others) if str(one.id) == number), None)
        if found is None:
            turn.say(_("That is not joined any more."))
        elif what == "to":
            linking.prefer(turn.tx, turn.person.id, found.id)
            turn.say(_("From now on news come to {name}."), name=_name(turn, found))
        elif not linking.may_end(own, found, turn.now):
            turn.say(
                _("Only a phone that was joined before can do that, or this one in three days.")
            )
        elif what == "off":
            _turn_off(turn, own, found)
        else:
            _undo(turn, own, found)
    else:
        screen(turn, "")


def _make_pin(turn: Turn) -> None:
    incoming = turn.incoming
    if turn.official is not None:
        turn.say(_("You work for the organisation here: an invitation joins you, see /moicanbo."))
        return
    cases = submissions.of_person(turn.tx, turn.person.id, 1)
    if not cases:
        turn.say(_("You have not sent anything yet: there is nothing to take along."))
        return
    if linking.is_young(turn.tx, incoming.channel, incoming.sender, turn.now):
        turn.say(_("Only a phone that was joined before can do that, or this one in three days."))
        return
    pin = link_pins.make(turn.tx, turn.person.id, turn.now)
    turn.log("pin made", f"person:{turn.person.id}")
    row = turn.say(
        _(
            "Code: <b>{code}</b>\nPIN: <b>{pin}</b>\n"
            "Write both down, then you still get the answers after changing your phone or on Zalo: "
            "there, write /lienket. The PIN works once; tell nobody, officials never ask for it."
        ),
        code=format_code(cases[0].code),
        pin=pin,
    )
    link_pins.shown(turn.tx, turn.person.id, row)


def _join(turn: Turn, answers: Answers) -> None:
    turn.keep_words = False
    incoming = turn.incoming
    since = turn.now - timedelta(hours=1)
    if failed_lookups.count(turn.tx, incoming.channel, incoming.sender, since) >= TRIES:
        _does_not_fit(turn)
        return
    code = tracking_code.parse(answers["code"]) or tracking_code.find_in(answers["code"])
    pin = "".join(letter for letter in answers["pin"] if letter.isdigit())
    matched = link_pins.match(turn.tx, code, pin, turn.now)
    if matched.died_of is not None:
        _tell_pin_died(turn, matched.died_of)
    owner = people.by_id(turn.tx, matched.person_id) if matched.person_id else None
    if owner is not None and owner.id == turn.person.id:
        turn.say(_("That is yours already: it is all here. /hoso"))
        return
    if owner is None or owner.official_id is not None or turn.official is not None:
        failed_lookups.add(turn.tx, incoming.channel, incoming.sender, turn.now)
        _does_not_fit(turn)
        return
    _become(turn, owner.id)


def _does_not_fit(turn: Turn) -> None:
    """The same words for no such code, a wrong PIN and too many tries: nobody learns which."""
    turn.say(
        _(
            "The code and the PIN do not fit. Look at both once more: /lienket. After five tries, wait "
            "an hour. If the PIN is lost, ask at {desk}, {address}; {phone}."
        ),
        **turn.organisation.desk.told(),
    )


def _become(turn: Turn, owner_id: int) -> None:
    incoming, was = turn.incoming, turn.person.id
    linking.join(turn.tx, incoming.channel, incoming.sender, old=was, new=owner_id, now=turn.now)
    person = people.by_account(turn.tx, incoming.channel, incoming.sender)
    if person is None:
        raise LookupError("the account that joined is gone")
    turn.person = person
    turn.conversation.person_id = person.id
    turn.log(erasure.LINKED, f"person:{person.id}",
                after={"channel": incoming.channel, "was": was})  # fmt: skip
    rerouting.bring_parked(turn.tx, person.id, incoming.channel, incoming.chat)
    own, others = _own_and_others(turn)
    for other in others:
        turn.notify(
            person._replace(channel=other.channel, chat=other.chat),
            _(
                "⚠ What you sent here was opened from another phone ({name}), with your code and "
                "PIN. If that was not you, say so below: it is closed at once."
            ),
            name=_name(turn, own),
            choices=[[Button(_("That was not me"), f"link:undo:{own.id}")]],
        )
    turn.say(
        _("Joined. What you sent from the other phone is here too (/hoso), and news come here.")
    )


def _turn_off(turn: Turn, own: Account, found: Account) -> None:
    name = _name(turn, found)
    linking.turn_off(turn.tx, found, turn.person.id, own)
    turn.log("turned off", f"person:{turn.person.id}", after={"channel": found.channel})
    turn.say(_("{name} is off: nothing more goes there. What you sent stays here."), name=name)


def _undo(turn: Turn, own: Account, found: Account) -> None:
    """Apart again, and nobody joins until a new PIN is made."""
    linking.split_off(turn.tx, found, turn.person.id, own, turn.now)
    link_pins.forget(turn.tx, turn.person.id)
    for _number in range(TRIES):
        failed_lookups.add(turn.tx, found.channel, found.sender, turn.now)
    turn.log("unlinked", f"person:{turn.person.id}", after={"channel": found.channel})
    turn.say(
        _(
            "Closed: that phone sees nothing more of yours, and the PIN is dead. What it saw until "
            "now may have been read. If you fear something, call {phone}."
        ),
        phone=turn.organisation.desk.phone,
    )


def _tell_pin_died(turn: Turn, person_id: int) -> None:
    person = people.by_id(turn.tx, person_id)
    if person is not None:
        turn.notify(
            person,
            _("Somebody tried your PIN five times, wrongly. It does not work any more and nothing "
              "was opened. A new one: /lienket"),
        )  # fmt: skip


def _own_and_others(turn: Turn) -> tuple[Account, list[Account]]:
    found = linking.accounts(turn.tx, turn.person.id)
    here = (turn.incoming.channel, turn.incoming.sender)
    own = next(one for one in found if (one.channel, one.sender) == here)
    return own, [one for one in found if one.id != own.id]


def _name(turn: Turn, one: Account) -> str:
    """The service; of several accounts on it, since when: nothing else tells them apart that says
    nothing of who holds them."""
    service = turn.commune.channels[one.channel].title
    everywhere = linking.accounts(turn.tx, turn.person.id)
    if sum(other.channel == one.channel for other in everywhere) < 2:
        return service
    if one.linked_at is None:
        return turn.text(_("{service}, the first"), service=service)
    return turn.text(_("{service}, since {time}"), service=service, time=one.linked_at)


def _place(turn: Turn, one: Account, own: Account) -> str:
    name = _name(turn, one)
    return turn.text(_("here ({name})"), name=name) if one.id == own.id else name


form = Form(
    "linking",
    steps=(
        AskText(
            "code",
            _("The code of something you sent from the other phone, please (like K7M-2Q9X)."),
            limit=40,
        ),
        AskText("pin", _("The PIN, please: six digits."), limit=20),
    ),
    done=_join,
    keep_for=timedelta(hours=1),
)

subject = Subject(
    "linking",
    commands=(
        Command(("lienket", "link"), screen, _("Another phone, Zalo and Telegram together")),
    ),
    actions={"link": (act, EVERYBODY)},
    forms=(form,),
)
