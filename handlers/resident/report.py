"""The form of a report: first the resident's words, then the kind and the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases.filing import PURPOSE
from actions.messages import draft_taps
from actions.people import consent, people_taps
from actions.taps import Tap
from domain.cases.kinds import SubmissionKind, policy
from domain.messages.message import Kind
from domain.reading import classify, hamlets
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import (
    Answers,
    AskChoice,
    AskFiles,
    AskPlace,
    AskText,
    Form,
    Option,
    Review,
    open_form,
)
from handlers.forms.answers import MESSAGES
from handlers.forms.attachments import pack_file
from handlers.forms.prompt import LEAVE
from handlers.forms.steps import pinned
from handlers.resident import filing, on_behalf
from handlers.resident.consent_text import consent_details
from handlers.resident.kind_question import AskKind, chosen_kind, is_unread
from locales import _
from storage.cases import submissions
from storage.updates import draft_traces

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.chat.turn import Turn

LONG_WORD = 14
"""A single word with this many letters counts as a sentence."""

KINDS = (
    Option(SubmissionKind.REFLECTION, _("Report something that is wrong")),
    Option(SubmissionKind.PETITION, _("Ask for something to be done")),
    Option(SubmissionKind.COMPLAINT, _("I disagree with a decision about me")),
    Option(SubmissionKind.DENUNCIATION, _("Somebody did wrong")),
)
"""The plain words for each kind; asked only if the words do not show the kind."""


def _unsure(_turn: Turn, answers: Answers) -> bool:
    return not answers.get("kind_sure")


def _asks_consent_first(turn: Turn, _answers: Answers) -> bool:
    return consent.is_asked_first(turn.seat, PURPOSE)


words = AskText(
    "words",
    _("What happened, or what do you ask for? Write it, or send a photo or a voice message."),
    label=_("What"),
)
place = AskPlace(
    "place", _("Where is it? Choose the hamlet, type the place, or send a pin."), label=_("Where")
)
kind = AskKind(
    "kind",
    _("So that it reaches the right people: which is it?"),
    options=KINDS,
    label=_("Kind"),
    when=_unsure,
)
files = AskFiles(
    "files",
    _("Send the photos, then choose “That is all”."),
    label=_("Photos, files"),
    optional=True,
    on_request=True,
)


def _review(turn: Turn, _answers: Answers) -> str:
    return turn.text(_("Please look at it once more, then choose “Agree and send”."))


def _notice(turn: Turn, _answers: Answers) -> str:
    return turn.text(
        _(
            "<i>{organisation} keeps this {years} years to settle it; only the officials in charge "
            "see it.\nUntil you send it nobody sees it, and it is erased after {days} days.</i>"
        ),
        organisation=turn.organisation.name,
        years=turn.organisation.retention.case_years,
        days=turn.organisation.retention.draft_days,
    )


def _more(turn: Turn, answers: Answers, value: str) -> bool:
    """The extra buttons of the review."""
    if value == "~more":
        turn.say_plainly(consent_details(turn))
        return True
    if value == "~behalf":
        answers["on_behalf"] = True
        return True
    return False


review = Review(
    "send",
    _review,
    send=_("Agree and send"),
    notice=_notice,
    shown=(words, files, place, kind, *on_behalf.STEPS),
    more=(
        (_("I speak for somebody else"), "~behalf"),
        (_("What is kept, and who sees it?"), "~more"),
        (_("I do not agree"), LEAVE),
    ),
    tap=_more,
    when=lambda _turn, answers: _is_filed_here(answers),
)


def _is_filed_here(answers: Answers) -> bool:
    return policy(chosen_kind(answers)).filed_in_chat


def _left(turn: Turn, answers: Answers) -> None:
    """Say that nothing was sent, and where to go in person instead."""
    if not answers.get("words") and not answers.get("files"):
        turn.say(_("Left. Nothing was sent."))
        return
    turn.say(
        _(
            "Left: nothing was sent, nobody saw it, and it is erased now. What you sent before "
            "stays sent.\nYou can also come or call: {desk}, {address}; {hours}; {phone}."
        ),
        **turn.organisation.desk.placeholders(),
    )


def _done(turn: Turn, answers: Answers) -> None:
    if not _is_filed_here(answers):
        draft_traces.erase(turn.tx, turn.conversation, answers.get(MESSAGES) or [], turn.now)
        turn.say(
            _(
                "Then please do not write it in the chat. What you wrote is erased here and was "
                "passed on to nobody. There is a confidential way:"
            ),
            choices=[[Button(_("Show me the confidential way"), people_taps.Denounce())]],
        )
        return
    filing.file_report(turn, answers)


consent_first = AskChoice(
    "consent",
    lambda turn, _answers: consent_details(turn) + "\n\n" + turn.text(_("Do you agree?")),
    options=(Option("yes", _("I agree")),),
    when=_asks_consent_first,
)


def fill(turn: Turn, answers: Answers, kind_of: SubmissionKind | None = None) -> None:
    """Guess the kind and the place from the words, if they are not answered yet.

    The review shows both, and both can be changed there.
    """
    said = answers.get("words") or ""
    guess = classify.guess_kind(said)
    if is_unread(answers) and answers.pop("kind_sure", False):
        del answers["kind"]  # it was guessed before the voice came
    if kind_of is not None:
        answers |= {"kind": kind_of, "kind_sure": True}
    elif (
        "kind" not in answers
        and guess.sure
        and (said or answers.get("files"))
        and not is_unread(answers)
    ):
        answers |= {"kind": guess.kind, "kind_sure": True}
    if "place" not in answers:
        found = hamlets.find_hamlet(
            said, turn.organisation.hamlets, turn.organisation.wider_places
        )
        if isinstance(found, hamlets.Found):
            answers["place"] = {"hamlet": found.id}
        elif not isinstance(found, hamlets.Several) and (said or answers.get("files")):
            hamlet = submissions.last_hamlet(turn.tx, turn.person.id)
            if hamlet:
                answers["place"] = {"hamlet": hamlet}


form = Form(
    "report",
    steps=(consent_first, words, place, kind, *on_behalf.STEPS, files, review),
    done=_done,
    words="words",
    files="files",
    for_case=True,
    learn=fill,
    on_leave=_left,
)


def begin(turn: Turn, said: str, *, kind_of: SubmissionKind | None = None, lead: str = "") -> None:
    """Open a draft, filled from the words and from earlier cases."""
    answers: Answers = {}
    if said:
        answers["words"] = said
    if turn.incoming.files:
        answers["files"] = [pack_file(file, turn.incoming.message) for file in turn.incoming.files]
    if turn.incoming.place:
        answers["place"] = pinned(turn.incoming)
    fill(turn, answers, kind_of)
    open_form.begin(
        turn,
        form,
        answers,
        lead=lead,
        after_a_moment=bool(
            turn.incoming.kind in (Kind.TEXT, Kind.FILE) and not turn.incoming.text.startswith("/")
        ),
    )


def begin_with(turn: Turn, said: str, files: list[dict[str, Any]]) -> None:
    """Open a draft with words and files that were sent before."""
    answers: Answers = {"words": said} if said else {}
    if files:
        answers["files"] = files
    fill(turn, answers)
    open_form.begin(turn, form, answers)


class Complain(Tap, name="complain"):
    """Open the form of a complaint about a decision."""


def opener(kind_of: SubmissionKind | None) -> Callable[[Turn, str], None]:
    """A handler of a command that opens the form, for a kind if given, with words if given."""

    def open_form(turn: Turn, argument: str) -> None:
        lead = filing.paper_honesty(turn) if kind_of and policy(kind_of).formal_paper else ""
        begin(turn, argument, kind_of=kind_of, lead=lead)

    return open_form


def write(turn: Turn, _tap: draft_taps.Report) -> None:
    """Open the form from its button."""
    _any(turn, "")


def complain(turn: Turn, _tap: Complain) -> None:
    """Open the form of a complaint from its button."""
    _complaint(turn, "")


def hears(turn: Turn) -> bool:
    """Open a draft with free words, a photo, a voice note or a place, so nothing is lost."""
    incoming = turn.incoming
    if turn.official is not None or incoming.kind not in (Kind.TEXT, Kind.FILE, Kind.PLACE):
        return False
    said = incoming.text.strip()
    if incoming.kind is Kind.TEXT and not _says_something(said):
        return False
    begin(turn, said, lead=turn.text(_("I have written this down for you, it is not sent yet.")))
    return True


def _says_something(said: str) -> bool:
    """Whether it is more than a greeting, a number or an emoji. Khmer has no spaces."""
    words = [word for word in said.split() if any(map(str.isalpha, word))]
    return len(words) >= 3 or len(said) >= LONG_WORD or bool(classify.guess_kind(said).signals)


_any, _reflection, _petition, _complaint = map(
    opener,
    (None, SubmissionKind.REFLECTION, SubmissionKind.PETITION, SubmissionKind.COMPLAINT),
)

subject = Subject(
    "report",
    commands=(
        Command(("gui", "send"), _any, _("Report something or ask for something")),
        Command(("phananh", "report"), _reflection, _("Report what is wrong"), in_menu=False),
        Command(("kiennghi", "petition"), _petition, _("Ask for something"), in_menu=False),
        Command(("khieunai", "complain"), _complaint, _("Complain about a decision")),
    ),
    taps=(
        on(draft_taps.Report, write),
        on(Complain, complain),
    ),
    forms=(form,),
    hears=(hears,),
)
