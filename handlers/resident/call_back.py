"""A call-back: asked for without words, seen by the one person who calls.

That person is an official, named in the organisation's configuration. What they are sent says
only that there is news; each look at a number is in the audit log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases.tracking_code import format_code
from handlers.chat.router import STAFF, Command, Subject
from locales import _
from storage.cases import sealed
from storage.messages import sent_messages
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from storage.people.people import Person


def contact(notifier: Notifier) -> Person | None:
    """The one person who calls back; None while nobody of that name is enrolled."""
    for one in officials.active(notifier.tx):
        if one.name == notifier.organisation.denunciation_contact:
            return people.by_id(notifier.tx, one.person_id)
    return None


def ask_number(turn: Turn, *, known: str, back: Button) -> None:
    """Which number shall be called? `known` is the data of "the one you know", `back` leads out."""
    rows = [[back]]
    if turn.person.phone:
        label = turn.text(_("Call me at {phone}"), phone=turn.person.phone)
        rows.insert(0, [Button(label, known)])
    turn.say(
        _("Which number shall be called? Please send the number alone. Only {name} sees it, and "
          "calls you; nothing is written down here about what you want to say."),
        name=turn.organisation.denunciation_contact, choices=rows,
    )  # fmt: skip


def ask(turn: Turn, number: str) -> None:
    """Keep the wish and tell the one person, without a word about what it is."""
    who = contact(turn)
    if who is None or not number:
        turn.say(_("Nobody can call back just now. Please come or write: /tocao"))
        return
    wish = sealed.ask_call(turn.tx, person_id=turn.person.id, phone=number, now=turn.now)
    turn.notify(
        who, _("File {code} has news."), code=format_code(wish.code),
        choices=[[Button(_("Open"), f"callback:view:{wish.id}")]],
        not_before=turn.organisation.polite(turn.now),
    )  # fmt: skip
    turn.say(
        _("You will be called. Your call-back has the code {code}."), code=format_code(wish.code)
    )


def waiting(turn: Turn, _argument: str) -> None:
    """The open call-backs, for the one person."""
    if not _is_contact(turn):
        return
    found = sealed.open_calls(turn.tx)
    turn.say(
        _("Call-backs that wait:") if found else _("Nobody waits for a call."),
        choices=[[Button(format_code(wish.code), f"callback:view:{wish.id}")] for wish in found],
    )


def act(turn: Turn, argument: str) -> None:
    """See one, or say that it is done."""
    what, _colon, row = argument.partition(":")
    wish = sealed.call(turn.tx, int(row)) if row.isdigit() else None
    if not _is_contact(turn):
        return
    if wish is None or wish.done_at is not None or turn.official is None:
        turn.say(_("That call-back is done."))
    elif what == "done":
        sealed.called(turn.tx, wish.id, official_id=turn.official.id, now=turn.now)
        turn.log("called back", f"call_back:{wish.id}")
        called = turn.text(_("{code}: called."), code=format_code(wish.code))
        for shown in sent_messages.of_topic(turn.tx, turn.person.id, _topic(wish)):
            sent_messages.overwrite(turn.tx, shown, called, now=turn.now)
        turn.say(_("Done. The number is deleted."))
    else:
        turn.log("looked", f"call_back:{wish.id}")
        turn.say(
            _("{code}: somebody asks to be called at {phone} (since {time}). Please call yourself "
              "and write nothing down here."),
            code=format_code(wish.code), phone=wish.phone, time=wish.at,
            choices=[[Button(_("I have called"), f"callback:done:{wish.id}")]],
            topic=_topic(wish),
        )  # fmt: skip


def _topic(wish: sealed.CallBack) -> str:
    return f"callback:{wish.id}"


def _is_contact(turn: Turn) -> bool:
    if turn.official and turn.official.name == turn.organisation.denunciation_contact:
        return True
    turn.log("refused", "call_back")
    turn.say(_("Your role does not do this."))
    return False


subject = Subject(
    "call_back",
    commands=(
        Command(
            ("goilai", "callbacks"), waiting, _("Call-backs that wait"), roles=STAFF,
            in_menu=False,
        ),
    ),
    actions={"callback": (act, STAFF)},
)  # fmt: skip
