"""What is kept of a person, and their say over it: a copy, discreet notices, erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.messages.announcements import SUBSCRIBE, UNSUBSCRIBE
from domain.cases.tracking_code import format_code
from domain.messages.message import FileKind, Outgoing, OutgoingFile
from handlers.chat.router import EVERYBODY, Command, Subject
from locales import Markup, _, translate
from storage import tasks
from storage.messages import outbox
from storage.people import erasure, linking

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.people.erasure import Card

COPY = "nghe-dan.json"
"""What the file with all of somebody's data is called."""
EXPORT = Button(_("Send me a copy"), "privacy:export")
PHONES = Button(_("My phones, where news go"), "link:")
ERASE = Button(_("Withdraw my consent and erase"), "privacy:erase")


def screen(turn: Turn, _argument: str) -> None:
    """What is stored, why, how long, who sees it; and what can be done about it."""
    keeping = turn.organisation.keeping
    stored = turn.text(
        _("Kept of you: your name as your app shows it, what you write and send here, your "
          "telephone number if you gave it. Only to handle what you send, and to answer you.\n"
          "What was not sent: {draft} days. The chat: {chat} days. A finished case: {years} "
          "years.\n"
          "It is read by the officials who handle your case; opinions are read without your name."),
        draft=keeping.draft_days, chat=keeping.transcript_days, years=keeping.case_years,
    )  # fmt: skip
    if turn.person.discreet:
        discreet = turn.text(_("Notices say only that there is news."))
        switch = Button(_("Let notices say what it is"), "privacy:plain")
    else:
        discreet = turn.text(_("Notices say what they are about."))
        switch = Button(_("Say only that there is news"), "privacy:discreet")
    news = UNSUBSCRIBE if turn.person.announcements else SUBSCRIBE
    turn.say(
        Markup(f"{stored}\n\n{discreet}"), choices=[[EXPORT], [switch], [news], [PHONES], [ERASE]]
    )


def act(turn: Turn, argument: str) -> None:
    """One of the screen's buttons."""
    copy = OutgoingFile(FileKind.DOCUMENT, COPY)
    if argument == "export" and not turn.carries(turn.person.channel, copy):
        turn.say(
            _(
                "This app cannot bring you the copy. Ask for it at {desk}, {address}; {phone}. Or join "
                "Telegram (/lienket) and ask for it there."
            ),
            **turn.organisation.desk.told(),
        )
    elif argument == "export":
        tasks.add(
            turn.tx, "export",
            {
                "person": turn.person.id, "channel": turn.person.channel,
                "chat": turn.person.chat, "name": COPY, "caption": turn.text(_("All that is kept of you.")),
            },
            turn.now,
        )  # fmt: skip
        turn.say(_("The copy is being made; it comes here as a file in a moment."))
    elif argument in ("discreet", "plain"):
        turn.change_person(discreet=argument == "discreet")
        if argument == "discreet":
            turn.say(_("From now on notices say only that there is news."))
        else:
            turn.say(_("From now on notices say what they are about."))
    elif argument == "erase":
        _ask(turn)
    elif argument == "erase-now":
        _erase(turn)
    else:
        screen(turn, "")


def _ask(turn: Turn) -> None:
    if turn.official is not None:
        turn.say(_("You work for the organisation here. An admin must end that first: /canbo"))
        return
    turn.say(
        _("Everything kept of you is erased: what you wrote, files, number, settings; also the "
          "messages about you that officials got. A case under handling keeps its text without "
          "your name, and you get no answer to it here any more. This cannot be undone."),
        choices=[
            [Button(_("Erase everything"), "privacy:erase-now")],
            [Button(_("No, keep it"), "privacy:")],
        ],
    )  # fmt: skip


def _erase(turn: Turn) -> None:
    if turn.official is not None:
        _ask(turn)
        return
    incoming = turn.incoming
    if linking.is_young(turn.tx, incoming.channel, incoming.sender, turn.now):
        turn.say(_("Only a phone that was joined before can do that, or this one in three days."))
        return
    erased = erasure.erase(turn.tx, turn.person.id, turn.now)
    for card in erased.cards:
        _replace(turn, card)
    if erased.paths:
        tasks.add(turn.tx, "unlink", {"paths": erased.paths}, turn.now)
    turn.conversation.leave_form()
    turn.conversation.close_choices()
    turn.log("erased", f"person:{turn.person.id}")
    parts = [
        turn.text(_("Erased. What you see in this chat lies with your app: delete it there."))
    ]
    if erased.kept:
        codes = ", ".join(format_code(code) for code in erased.kept)
        parts.append(
            turn.text(
                _("Still handled, without your name: {codes}. With the code you can ask how far "
                  "it is."),
                codes=codes,
            )
        )  # fmt: skip
    parts.append(turn.text(_("If you write again, we begin anew.")))
    turn.say(Markup("\n".join(parts)))


def _replace(turn: Turn, card: Card) -> None:
    """The message that an official got: without the person, or gone."""
    if card.is_file:
        if card.sent:
            outbox.put(
                turn.tx, channel=card.channel, chat=card.chat, now=turn.now, operation="delete",
                target_row=card.row_id, rank=outbox.NOTICE, origin="erasure",
            )  # fmt: skip
        return
    words = _("File {code}: erased at its sender's wish.")
    if card.under_handling:
        words = _("File {code}: its sender withdrew. The matter stays, without name or files.")
    text = translate(words, "vi", code=format_code(card.code))
    choices = card.choices if card.under_handling else ()
    if card.sent or card.under_handling:
        outbox.put(
            turn.tx, channel=card.channel, chat=card.chat, now=turn.now,
            message=Outgoing(text, choices, how=turn.how(choices, "vi")),
            operation="edit" if card.sent else "send",
            target_row=card.row_id if card.sent else None, rank=outbox.NOTICE, origin="erasure",
        )  # fmt: skip


subject = Subject(
    "privacy",
    commands=(Command(("riengtu", "privacy"), screen, _("What is kept of you, and erasing it")),),
    actions={"privacy": (act, EVERYBODY)},
)
