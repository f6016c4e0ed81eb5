"""News of a case for its resident: one message for each change, discreet where it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import texts
from domain.cases.kinds import DISCREET
from domain.cases.tracking_code import format_code
from domain.reading import language
from locales import Markup, Text, _, translate
from storage.cases import files, submissions
from storage.people import people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.people import Person


def topic(event_id: int) -> str:
    """Under which the message of an event is found again."""
    return f"news:{event_id}"


def resident_of(notifier: Notifier, case: Submission) -> Person | None:
    """Who hears of the case; None when they had themselves erased."""
    return people.by_id(notifier.tx, case.person_id) if case.person_id else None


def is_discreet(case: Submission, resident: Person) -> bool:
    """Whether a message may say no more than that there is news."""
    return case.kind in DISCREET or resident.discreet


def tell(
    notifier: Notifier,
    case: Submission,
    event_id: int,
    text: Text,
    *,
    choices: Sequence[Sequence[Button]] = (),
    body: str = "",
    urgent: bool = False,
    **values: Any,
) -> datetime | None:
    """Tell the resident what `event_id` is about, with its files; `text` has `{code}` and, when
    an official wrote something, `{body}`. Returns when it goes out; None when nobody hears it."""
    resident = resident_of(notifier, case)
    if resident is None:
        return None
    at = notifier.now if urgent else notifier.when_for(resident)
    if is_discreet(case, resident):
        row = notifier.notify(
            resident, _("There is news on case {code}."), not_before=at, submission_id=case.id,
            choices=[[Button(_("See"), f"case:{case.code}")]], topic=topic(event_id),
            code=format_code(case.code),
        )  # fmt: skip
        submissions.set_event(notifier.tx, event_id, outbox_id=row)
        return at
    row = notifier.notify(
        resident, text, not_before=at, submission_id=case.id, choices=choices,
        topic=topic(event_id), code=format_code(case.code), body=worded(body, resident), **values,
    )  # fmt: skip
    submissions.set_event(notifier.tx, event_id, outbox_id=row)
    for file in files.of_submission(notifier.tx, case.id):
        if file.event_id == event_id:
            notifier.pass_file(
                resident, file, not_before=at, submission_id=case.id,
                topic=f"{topic(event_id)}:file:{file.id}",
            )  # fmt: skip
    return at


def worded(body: str, resident: Person) -> Markup:
    """An official's words for this resident, marked when they are in another language."""
    html = translate(body, resident.language)
    if is_foreign(body, resident):
        html += "\n" + translate(_("<i>(not translated)</i>"), resident.language)
    return Markup(html)


def due(notifier: Notifier, case: Submission, resident: Person) -> Markup:
    """By when an answer is due, in the resident's language; empty when no clock runs."""
    if case.due_at is None:
        return Markup("")
    day = notifier.organisation.local(case.due_at).date()
    return Markup(translate(_("You are to have an answer by {day}."), resident.language, day=day))


def is_foreign(body: str, resident: Person) -> bool:
    """Whether the words are in a language that the resident does not read here."""
    found = language.detect(body)
    return found.language is not None and found.language != resident.language


def warning(notifier: Notifier, case: Submission, body: str, reader: str) -> str:
    """For the official before it goes out (in the language `reader`): the resident reads another
    language. Empty when not."""
    resident = resident_of(notifier, case)
    if resident is None or not is_foreign(body, resident):
        return ""
    return translate(
        _("⚠ The resident reads {theirs}; this is {yours}. It goes out marked “not translated”."),
        reader,
        theirs=texts.LANGUAGES[resident.language],
        yours=texts.LANGUAGES[language.detect(body).language or resident.language],
    )
