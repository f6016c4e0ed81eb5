"""Announcements: officials write one, and it goes only to those who asked for announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases.tracking_code import parse
from domain.messages.message import Outgoing
from domain.messages.quota import WINDOW_MARGIN
from domain.people.roles import HANDLES_CASES
from handlers.chat.router import EVERYBODY, Command, Subject
from handlers.forms import AskText, Form, Review, engine
from handlers.office.consultations import consultations as plans
from locales import Markup, _, translate
from storage.consultations import consultations
from storage.messages import broadcasts, outbox
from storage.people import people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from handlers.forms import Answers
    from storage.messages.broadcasts import Broadcast
    from storage.people.people import Person

PURPOSE = "announcements"
STATES = {
    broadcasts.SENDING: _("Going out"),
    broadcasts.STOPPED: _("Stopped"),
    broadcasts.DONE: _("Done"),
}


def announce(turn: Turn, _argument: str) -> None:
    """An official writes an announcement."""
    engine.begin(turn, form)


def offer(turn: Turn, _argument: str) -> None:
    """A resident chooses whether to get announcements."""
    if turn.person.announcements:
        words, button = _("You get the commune's announcements."), STOP
    else:
        words, button = _("You do not get the commune's announcements. Do you want them?"), GET
    turn.say(words, choices=[[button]])


def switch(turn: Turn, argument: str) -> None:
    """`news:on` and `news:off`; off works at once, also for what is on its way."""
    on = argument == "on"
    turn.change_person(announcements=on)
    if on:
        people.give_consent(
            turn.tx, turn.person.id, purpose=PURPOSE, language=turn.language, now=turn.now,
            version=turn.organisation.consent.version,
        )  # fmt: skip
        turn.say(_("From now on you get announcements. Each one says how to stop them."))
        return
    people.withdraw_consent(turn.tx, turn.person.id, purpose=PURPOSE, now=turn.now)
    broadcasts.withdraw(
        turn.tx, f"{broadcasts.ANNOUNCEMENT}:", channel=turn.person.channel, chat=turn.person.chat
    )
    turn.say(_("You get no announcements any more. News about your own matters still comes."))


def act(turn: Turn, argument: str) -> None:
    """Officials' buttons: stop one, or announce a plan."""
    what, _colon, rest = argument.partition(":")
    if what == "stop":
        one = broadcasts.by_id(turn.tx, int(rest) if rest.isdigit() else 0)
        if one is None or not broadcasts.finish(turn.tx, one, broadcasts.STOPPED, turn.now):
            turn.say(_("It has ended already."))
            return
        taken_back = broadcasts.withdraw(turn.tx, one.origin)
        turn.log("stopped", f"broadcast:{one.id}", after={"taken_back": taken_back})
        stopped = broadcasts.by_id(turn.tx, one.id)
        if stopped is not None:
            _show_progress(turn, stopped)
        turn.say(_("Stopped. Nobody else gets it."))
    elif what == "plan":
        code = parse(rest)
        plan = consultations.by_code(turn.tx, code) if code else None
        if plan is not None:
            body = translate(
                _("The plan “{title}” is open for opinions until {day}. To say what you think: "
                  "{link}"),
                "vi", title=plan.title, day=turn.organisation.local(plan.closes_at).date(),
                link=plans.deep_link(turn, turn.incoming.channel, plan) or "/gopy",
            )  # fmt: skip
            engine.begin(turn, form, {"body": body})


def _title(turn: Turn, _answers: Answers) -> str:
    number, _last = broadcasts.subscriber_count(turn.tx)
    words = turn.text(
        _("This goes to {number} people who asked for announcements:"), number=number
    )
    asleep = sum(
        broadcasts.asleep(turn.tx, channel, turn.now - rules.free_for + WINDOW_MARGIN)
        for channel, rules in turn.commune.quotas.items()
        if rules.free_for is not None
    )
    if asleep:
        words = turn.text(
            _("⚠ {number} of them have not written on Zalo for two days: it reaches them only if "
              "they write within a week."), number=asleep,
        ) + "\n\n" + words  # fmt: skip
    return words


def _begin(turn: Turn, answers: Answers) -> None:
    number, last = broadcasts.subscriber_count(turn.tx)
    one = broadcasts.begin(
        turn.tx, broadcasts.ANNOUNCEMENT, {"body": answers["body"], "upto": last}, total=number,
        official_id=turn.official.id if turn.official else None, now=turn.now,
    )  # fmt: skip
    turn.log("announced", f"broadcast:{one.id}", after={"recipients": number})
    text = _progress_text(turn, one, turn.language)
    row = turn.say_plainly(text, choices=_stop(one))
    broadcasts.note(
        turn.tx, one, progress=row, channel=turn.incoming.channel, chat=turn.incoming.chat,
        language=turn.language, shown=text,
    )  # fmt: skip


def _stop(one: Broadcast) -> list[list[Button]]:
    if one.state != broadcasts.SENDING:
        return []
    return [[Button(_("Stop it"), f"announce:stop:{one.id}")]]


def _progress_text(notifier: Notifier, one: Broadcast, language: str) -> str:
    progress = broadcasts.progress(notifier.tx, one)
    return translate(
        _("<b>{state}</b>\nSent {sent} · waiting {waiting} · unreachable {unreachable}"),
        language, state=STATES[one.state], sent=progress.sent, waiting=progress.waiting,
        unreachable=progress.unreachable,
    )  # fmt: skip


def _show_progress(notifier: Notifier, one: Broadcast) -> None:
    """Change the progress message, when it says something else now."""
    if not one.payload.get("progress"):
        return
    language = one.payload["language"]
    text = _progress_text(notifier, one, language)
    if text == one.payload.get("shown"):
        return
    broadcasts.note(notifier.tx, one, shown=text)
    choices = notifier.translated(_stop(one), language)
    outbox.put(
        notifier.tx, channel=one.payload["channel"], chat=one.payload["chat"], now=notifier.now,
        message=Outgoing(text, choices, how=notifier.how(choices, language)), operation="edit",
        target_row=one.payload["progress"], rank=outbox.NOTICE, topic=f"progress:{one.id}",
        origin="broadcasts",
    )  # fmt: skip


def show_progress(notifier: Notifier) -> None:
    """How far each announcement is, and the end of those that are through."""
    for one in broadcasts.sending(notifier.tx):
        progress = broadcasts.progress(notifier.tx, one)
        if one.payload.get("fed") and progress.waiting == 0:
            broadcasts.finish(notifier.tx, one, broadcasts.DONE, notifier.now)
        now = broadcasts.by_id(notifier.tx, one.id)
        if now is not None:
            _show_progress(notifier, now)


def tell(notifier: Notifier, one: Broadcast, person: Person) -> None:
    """One announcement to one person, with the way out of all of them; who wants discreet notices
    opens it first."""
    if person.discreet:
        notifier.notify(
            person, _("There is news for you."), origin=one.origin, rank=outbox.BROADCAST,
            not_before=notifier.organisation.polite(notifier.now),
            choices=[[Button(_("Open"), f"announced:{one.id}")], [STOP]],
        )  # fmt: skip
        return
    notifier.notify(
        person, Markup(_words(notifier, one, person)), choices=[[STOP]], origin=one.origin,
        rank=outbox.BROADCAST, not_before=notifier.organisation.polite(notifier.now),
    )  # fmt: skip


def read(turn: Turn, argument: str) -> None:
    """An announcement that a discreet notice spoke of."""
    one = broadcasts.by_id(turn.tx, int(argument) if argument.isdigit() else 0)
    if one is None or one.kind != broadcasts.ANNOUNCEMENT:
        turn.say(_("That announcement is not kept any more."))
        return
    turn.say(Markup(_words(turn, one, turn.person)), choices=[[STOP]])


def _words(notifier: Notifier, one: Broadcast, person: Person) -> str:
    words = _("<b>{organisation}</b>\n{body}")
    if person.language != "vi":
        words = _("<b>{organisation}</b> (not translated)\n{body}")
    return translate(
        words, person.language, organisation=notifier.organisation.name, body=one.payload["body"]
    )


STOP = Button(_("Stop announcements"), "news:off")
GET = Button(_("Yes, send me announcements"), "news:on")

_body = AskText(
    "body", _("What shall be announced? It goes out as you write it."), label=_("Text"),
    limit=1500,
)  # fmt: skip
form = Form(
    "announcement",
    steps=(_body, Review("review", _title, send=_("Send it out"), shown=(_body,))),
    done=_begin,
    official_only=True,
)

subject = Subject(
    "announcements",
    commands=(
        Command(
            ("thongbao", "announce"), announce, _("Announcements"), roles=HANDLES_CASES,
            instead=offer,
        ),
    ),
    actions={
        "announce": (act, HANDLES_CASES),
        "news": (switch, EVERYBODY),
        "announced": (read, EVERYBODY),
    },
    forms=(form,),
)  # fmt: skip
