"""Notices to a case's resident: one message for each change, discreet where it must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.messages import texts
from domain.cases.kinds import policy
from domain.cases.tracking_code import format_code
from domain.reading import language
from locales import Markup, Text, _, translate
from storage.people import people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from actions.notifier import Notifier
    from storage.cases.files import File
    from storage.cases.submissions import Submission
    from storage.people.people import Person

    Values = Callable[[Notifier, Submission, Person], dict[str, Any]]

WITHOUT_WORDS = _("(a file, without words)")
"""Replaces the words when somebody sent only a file."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The message to a resident about an event.

    `text` has the gap `{code}`, and `{body}` for an official's words. `values` fills its other gaps
    from the case as it is now.
    """

    text: Text
    buttons: Callable[[Submission], Sequence[Sequence[Button]]] | None = None
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A queued notice: its reader, when it may be sent at the earliest (UTC), its outbox row."""

    resident: Person
    at: datetime
    row_id: int


def topic(submission_id: int, version: int) -> str:
    """The topic by which the outbox finds the message about this version of a case."""
    return f"news:{submission_id}.{version}"


def resident_of(notifier: Notifier, case: Submission) -> Person | None:
    """The resident who filed the case; None when their data was erased."""
    return people.by_id(notifier.tx, case.person_id) if case.person_id else None


def is_discreet(case: Submission, resident: Person) -> bool:
    """Whether a message may say no more than that there is news."""
    return policy(case.kind).discreet or resident.discreet


def send(notifier: Notifier, case: Submission, notice: Notice, words: str) -> Sent | None:
    """Queue the notice about the newest event of the case; None without a resident.

    `words` are those of the event, or `WITHOUT_WORDS`. A resident whose data was erased gets none.
    """
    resident = resident_of(notifier, case)
    if resident is None:
        return None
    at = notifier.when_for(resident)
    if is_discreet(case, resident):
        row_id = notifier.notify(
            resident,
            _("There is news on case {code}."),
            not_before=at,
            submission_id=case.id,
            choices=[[Button(_("See"), case_taps.See(case.code))]],
            topic=topic(case.id, case.version),
            supersedes=False,
            reachable=resident.reachable,
            code=format_code(case.code),
        )
        return Sent(resident, at, row_id)
    values = notice.values(notifier, case, resident) if notice.values else {}
    row_id = notifier.notify(
        resident,
        notice.text,
        not_before=at,
        submission_id=case.id,
        choices=notice.buttons(case) if notice.buttons else (),
        topic=topic(case.id, case.version),
        supersedes=False,
        reachable=resident.reachable,
        code=format_code(case.code),
        body=worded(words, resident),
        **values,
    )
    return Sent(resident, at, row_id)


def send_files(notifier: Notifier, case: Submission, sent: Sent, stored: Sequence[File]) -> None:
    """Queue the files of a notice behind it; none if the notice is discreet."""
    if is_discreet(case, sent.resident):
        return
    for file in stored:
        notifier.pass_file(
            sent.resident,
            file,
            not_before=sent.at,
            submission_id=case.id,
            topic=f"{topic(case.id, case.version)}:file:{file.id}",
        )


def worded(words: str, resident: Person) -> Markup:
    """An official's words for this resident, marked when they are in another language."""
    html = translate(words, resident.language)
    if not isinstance(words, Text) and is_foreign(words, resident):
        html += "\n" + translate(_("<i>(not translated)</i>"), resident.language)
    return Markup(html)


def due(notifier: Notifier, case: Submission, resident: Person) -> Markup:
    """The sentence with the day of the answer, in the resident's language; empty without one."""
    if case.due_at is None:
        return Markup("")
    day = notifier.organisation.local(case.due_at).date()
    return Markup(translate(_("You are to have an answer by {day}."), resident.language, day=day))


def is_foreign(words: str, resident: Person) -> bool:
    """Whether the words are in another language than the one the resident chose."""
    found = language.detect(words)
    return found.language is not None and found.language != resident.language


def warning(notifier: Notifier, case: Submission, words: str, reader: str) -> str:
    """A warning that the resident reads another language than the words are in; empty if not.

    It is for the official before they send, in the language `reader`.
    """
    resident = resident_of(notifier, case)
    if resident is None or not is_foreign(words, resident):
        return ""
    return translate(
        _("⚠ The resident reads {theirs}; this is {yours}. It goes out marked “not translated”."),
        reader,
        theirs=texts.LANGUAGES[resident.language],
        yours=texts.LANGUAGES[language.detect(words).language or resident.language],
    )
