"""Several accounts of one person: join them, choose one for notices, turn one off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import accounts
from actions.people.people_taps import SplitOff
from actions.refusals import Refusal
from actions.taps import Tap
from domain.cases import tracking_code
from domain.cases.tracking_code import format_code
from domain.outside import digits
from handlers.chat.refusal import refuse
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import Answers, AskText, Form, open_form
from locales import _
from storage.people import linking

if TYPE_CHECKING:
    from actions.people.accounts import Accounts
    from handlers.chat.turn import Turn
    from storage.people.linking import Account


class ShowAccounts(Tap, name="link"):
    """Show the person's accounts."""


class MakePin(Tap, name="link:pin"):
    """Make a PIN."""


class Join(Tap, name="link:join"):
    """Ask for the code and the PIN of another account."""


class Prefer(Tap, name="link:to"):
    """Send notices to this account."""

    account_id: int


class TurnOff(Tap, name="link:off"):
    """Turn this account off."""

    account_id: int


ANOTHER_PIN = Button(_("Get a PIN for another phone"), MakePin())


def screen(turn: Turn, _asked: object) -> None:
    """Show the person's accounts, the one that gets the notices, and how to join another."""
    mine = accounts.of_person(turn.seat, turn.here)
    if not mine.others:
        turn.say(
            _(
                "A new telephone, or Zalo and Telegram both: with a code and a PIN, what you sent "
                "and the answers come there too."
            ),
            choices=[[ANOTHER_PIN], [Button(_("I have a code and a PIN"), Join())]],
        )
        return
    first = mine.everywhere[0]
    is_young = linking.is_young(turn.tx, turn.here.channel, turn.here.sender, turn.now)
    lines = [
        turn.text(
            _("• {name} (here)") if one.id == mine.own.id else _("• {name}"),
            name=accounts.name_of(turn.seat, mine, one),
        )
        for one in mine.everywhere
    ]
    best = turn.text(_("News come to: {name}."), name=accounts.name_of(turn.seat, mine, first))
    rows = [
        [
            Button(
                turn.text(_("News to {name}"), name=_place(turn, mine, one)),
                Prefer(one.id),
            )
        ]
        for one in mine.everywhere
        if one.id != first.id and not is_young
    ]
    rows += [
        [
            Button(
                turn.text(_("Turn off {name}"), name=accounts.name_of(turn.seat, mine, one)),
                TurnOff(one.id),
            )
        ]
        for one in mine.others
        if linking.may_end(mine.own, one, turn.now)
    ]
    rows.append([ANOTHER_PIN])
    turn.say_plainly("\n".join([turn.text(_("Joined:")), *lines, best]), choices=rows)


def _place(turn: Turn, mine: Accounts, one: Account) -> str:
    name = accounts.name_of(turn.seat, mine, one)
    return turn.text(_("here ({name})"), name=name) if one.id == mine.own.id else name


def make_pin(turn: Turn, _tap: MakePin) -> None:
    """Show a code and a new PIN, to be written down."""
    made = accounts.make_pin(turn.seat, turn.here)
    row_id = turn.say(
        _(
            "Code: <b>{code}</b>\nPIN: <b>{pin}</b>\n"
            "Write both down, then you still get the answers after changing your phone or on Zalo: "
            "there, write /lienket. The PIN works once; tell nobody, officials never ask for it."
        ),
        code=format_code(made.code),
        pin=made.pin,
    )
    accounts.pin_shown(turn.seat, row_id)


def ask_code(turn: Turn, _tap: Join) -> None:
    """Ask for the code and the PIN of another account."""
    open_form.begin(turn, form)


def _join(turn: Turn, answers: Answers) -> None:
    turn.keep_words = False
    code = tracking_code.parse(answers["code"]) or tracking_code.find_in(answers["code"])
    pin = digits(answers["pin"])
    joined = accounts.join(turn.seat, turn.here, code, pin)
    if isinstance(joined, Refusal):
        refuse(turn, joined)
        return
    turn.person = joined
    turn.conversation.person_id = joined.id
    turn.say(
        _(
            "Joined. What you sent from the other phone is here too: /hoso. For your safety news "
            "still come to the earlier phone until {day}; after that to the one you use."
        ),
        day=turn.organisation.local(turn.now + linking.YOUNG).date(),
    )


def prefer(turn: Turn, tap: Prefer) -> None:
    """Send notices to another account of the person."""
    mine = accounts.of_person(turn.seat, turn.here)
    found = accounts.prefer(turn.seat, turn.here, tap.account_id)
    turn.say(_("From now on news come to {name}."), name=accounts.name_of(turn.seat, mine, found))


def turn_off(turn: Turn, tap: TurnOff) -> None:
    """Turn an account off."""
    mine = accounts.of_person(turn.seat, turn.here)
    found = accounts.turn_off(turn.seat, turn.here, tap.account_id)
    turn.say(
        _("{name} is off: nothing more goes there. What you sent stays here."),
        name=accounts.name_of(turn.seat, mine, found),
    )


def split_off(turn: Turn, tap: SplitOff) -> None:
    """Undo a join that the person did not make."""
    accounts.split_off(turn.seat, turn.here, tap.account_id)
    turn.say(
        _(
            "Closed: that phone sees nothing more of yours, and the PIN is dead. What it saw until "
            "now may have been read. If you fear something, call {phone}."
        ),
        phone=turn.organisation.desk.phone,
    )


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
    # For everybody: whoever works here may not join, and is told how they do.
    taps=(
        on(ShowAccounts, screen),
        on(MakePin, make_pin),
        on(Join, ask_code),
        on(Prefer, prefer),
        on(TurnOff, turn_off),
        on(SplitOff, split_off),
    ),
    forms=(form,),
)
