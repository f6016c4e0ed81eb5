"""Announcements in the chat: officials write and stop them, residents subscribe to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.consultations import consultation_taps
from actions.consultations.consultation_links import invitation
from actions.messages import announcement_taps, announcements, broadcast_progress
from actions.messages.announcements import SUBSCRIBE, UNSUBSCRIBE
from actions.messages.broadcast_progress import ProgressMessage
from domain.cases.acts import Act
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import AskText, Form, Review, open_form
from locales import _
from storage.consultations import consultations

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers


def write(turn: Turn, _argument: str) -> None:
    """Open the form of an announcement."""
    open_form.begin(turn, form)


def write_about(turn: Turn, tap: consultation_taps.Announce) -> None:
    """Open the form of an announcement with a proposed text about a consultation."""
    consultation = consultations.by_code(turn.tx, tap.code)
    if consultation is not None:
        body = invitation(turn, turn.incoming.channel, consultation)
        open_form.begin(turn, form, {"body": body})


def offer(turn: Turn, _argument: str) -> None:
    """Ask a resident whether they want announcements."""
    if turn.person.announcements:
        words, button = _("You get the commune's announcements."), UNSUBSCRIBE
    else:
        words, button = (
            _("You do not get the commune's announcements. Do you want them?"),
            SUBSCRIBE,
        )
    turn.say(words, choices=[[button]])


def subscribe(turn: Turn, _tap: announcement_taps.Subscribe) -> None:
    """Subscribe a resident to announcements."""
    turn.person = announcements.subscribe(turn.seat)
    turn.say(_("From now on you get announcements. Each one says how to stop them."))


def unsubscribe(turn: Turn, _tap: announcement_taps.Unsubscribe) -> None:
    """Unsubscribe a resident; waiting announcements are withdrawn, too."""
    turn.person = announcements.unsubscribe(turn.seat)
    turn.say(_("You get no announcements any more. News about your own matters still comes."))


def stop(turn: Turn, tap: announcement_taps.Stop) -> None:
    """Stop an announcement that is being sent."""
    announcements.stop(turn.desk, tap.broadcast_id)
    turn.say(_("Stopped. Nobody else gets it."))


def read(turn: Turn, tap: announcement_taps.Read) -> None:
    """Show the announcement behind a discreet notice."""
    words = announcements.words(turn, tap.broadcast_id, turn.person)
    turn.say(words, choices=[[UNSUBSCRIBE]])


def _title(turn: Turn, _answers: Answers) -> str:
    reach = announcements.reach(turn)
    words = turn.text(
        _("This goes to {number} people who asked for announcements:"), number=reach.subscribers
    )
    if not reach.asleep:
        return words
    warning = turn.text(
        _(
            "⚠ {number} of them have not written on Zalo for two days: it reaches them only if "
            "they write within a week."
        ),
        number=reach.asleep,
    )
    return f"{warning}\n\n{words}"


def _send(turn: Turn, answers: Answers) -> None:
    """Send it, and show its progress in one message that is edited."""
    one = announcements.announce(turn.desk, answers["body"])
    text = broadcast_progress.text(turn, one, turn.language)
    row_id = turn.say_plainly(text, choices=broadcast_progress.buttons(one))
    channel, chat = turn.incoming.channel, turn.incoming.chat
    broadcast_progress.follow(
        turn, one, ProgressMessage(row_id, channel, chat, turn.language, text)
    )


_body = AskText(
    "body",
    _("What shall be announced? It goes out as you write it."),
    label=_("Text"),
    limit=1500,
)
form = Form(
    "announcement",
    steps=(_body, Review("review", _title, send=_("Send it out"), shown=(_body,))),
    done=_send,
    act=Act.ANNOUNCE,
)

subject = Subject(
    "announcements",
    commands=(
        Command(
            ("thongbao", "announce"),
            write,
            _("Announcements"),
            roles=roles_for(Act.ANNOUNCE),
            instead=offer,
        ),
    ),
    taps=(
        on(announcement_taps.Stop, stop, roles_for(Act.STOP_ANNOUNCEMENT)),
        on(announcement_taps.Subscribe, subscribe),
        on(announcement_taps.Unsubscribe, unsubscribe),
        on(announcement_taps.Read, read),
        on(consultation_taps.Announce, write_about, roles_for(Act.ANNOUNCE)),
    ),
    forms=(form,),
)
