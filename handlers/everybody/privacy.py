"""A person's rights over their data: a copy, discreet notices, erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.messages.announcements import SUBSCRIBE, UNSUBSCRIBE
from actions.people import privacy
from actions.people.people_refusals import WorksHere
from actions.permit import is_permitted
from actions.taps import Tap
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.everybody.linking import ShowAccounts
from locales import Markup, _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


class Privacy(Tap, name="privacy"):
    """Show which data is stored."""


class Export(Tap, name="privacy:export"):
    """Send a copy of the data."""


class BeDiscreet(Tap, name="privacy:discreet"):
    """Make notices discreet."""


class BePlain(Tap, name="privacy:plain"):
    """Make notices show their content again."""


class AskToErase(Tap, name="privacy:erase"):
    """Ask whether to erase the person's data."""


class Erase(Tap, name="privacy:erase-now"):
    """Erase the person's data."""


EXPORT = Button(_("Send me a copy"), Export())
PHONES = Button(_("My phones, where news go"), ShowAccounts())
ERASE = Button(_("Withdraw my consent and erase"), AskToErase())


def screen(turn: Turn, _asked: object) -> None:
    """Show which data is stored, why, for how long and who sees it, with the buttons."""
    periods = turn.organisation.retention
    stored = turn.text(
        _(
            "Kept of you: your name as your app shows it, what you write and send here, your "
            "telephone number if you gave it. Only to handle what you send, and to answer you.\n"
            "What was not sent: {draft} days. The chat: {chat} days. A finished case: {years} "
            "years.\n"
            "It is read by the officials who handle your case; opinions are read without your name."
        ),
        draft=periods.draft_days,
        chat=periods.transcript_days,
        years=periods.case_years,
    )
    if turn.person.discreet:
        discreet = turn.text(_("Notices say only that there is news."))
        switch = Button(_("Let notices say what it is"), BePlain())
    else:
        discreet = turn.text(_("Notices say what they are about."))
        switch = Button(_("Say only that there is news"), BeDiscreet())
    news = UNSUBSCRIBE if turn.person.announcements else SUBSCRIBE
    turn.say(
        Markup(f"{stored}\n\n{discreet}"), choices=[[EXPORT], [switch], [news], [PHONES], [ERASE]]
    )


def export(turn: Turn, _tap: Export) -> None:
    """Send the person a copy of their data as a file."""
    privacy.export(turn.seat, turn.here)
    turn.say(_("The copy is being made; it comes here as a file in a moment."))


def be_discreet(turn: Turn, _tap: BeDiscreet) -> None:
    """Make notices discreet."""
    turn.person = privacy.be_discreet(turn.seat, turn.here, discreet=True)
    turn.say(_("From now on notices say only that there is news."))


def be_plain(turn: Turn, _tap: BePlain) -> None:
    """Make notices show their content again."""
    turn.person = privacy.be_discreet(turn.seat, turn.here, discreet=False)
    turn.say(_("From now on notices say what they are about."))


def ask_to_erase(turn: Turn, _tap: AskToErase) -> None:
    """Explain what erasing means, and ask once."""
    if not is_permitted(turn.seat, Act.ERASE):
        raise WorksHere
    turn.say(
        _(
            "Everything kept of you is erased: what you wrote, files, number, settings; also the "
            "messages about you that officials got. A case under handling keeps its text without "
            "your name, and you get no answer to it here any more. This cannot be undone."
        ),
        choices=[
            [Button(_("Erase everything"), Erase())],
            [Button(_("No, keep it"), Privacy())],
        ],
    )


def erase(turn: Turn, _tap: Erase) -> None:
    """Erase the person's data, with the conversation."""
    kept = privacy.erase(turn.seat, turn.here)
    turn.is_erased = True
    parts = [
        turn.text(_("Erased. What you see in this chat lies with your app: delete it there."))
    ]
    if kept:
        parts.append(
            turn.text(
                _(
                    "Still handled, without your name: {codes}. With the code you can ask how far "
                    "it is."
                ),
                codes=", ".join(format_code(code) for code in kept),
            )
        )
    parts.append(turn.text(_("If you write again, we begin anew.")))
    privacy.forget_once_sent(turn.seat, turn.say(Markup("\n".join(parts))))


subject = Subject(
    "privacy",
    commands=(Command(("riengtu", "privacy"), screen, _("What is kept of you, and erasing it")),),
    # For everybody: whoever works here may not erase, and is told what to do first.
    taps=(
        on(Privacy, screen),
        on(Export, export),
        on(BeDiscreet, be_discreet),
        on(BePlain, be_plain),
        on(AskToErase, ask_to_erase),
        on(Erase, erase),
    ),
)
