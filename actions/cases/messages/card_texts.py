"""The text of a card: all that its handler needs; in a group no name and no telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.cases.messages import texts
from actions.cases.reading import views
from actions.cases.reading.views import Duty
from domain.cases.kinds import policy
from domain.cases.states import ENDED, CaseState
from domain.cases.tracking_code import format_code
from domain.reading.masking import mask_numbers
from locales import _, translate
from storage.messages import personal_texts
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person

STAFF_LANGUAGE = "vi"
WORDS_SHOWN = 2000
"""Characters of the resident's words on a card: it stays one message, which can be edited."""
SETTLED = frozenset({*ENDED, CaseState.ANSWERED})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts on a card that are not in the case's row."""

    words: str
    """The resident's words; empty when there are none or they were erased."""
    resident: Person | None
    """None when their data was erased."""
    handler: Official | None
    """The assigned official."""


def facts_of(
    notifier: Notifier,
    case: Submission,
    *,
    resident: Person | None = None,
    words: str | None = None,
) -> CaseFacts:
    """The facts of a case; pass `resident` and `words` if they are read already."""
    if words is None:
        words = personal_texts.read(notifier.tx, case.words_id)
    if resident is None and case.person_id:
        resident = people.by_id(notifier.tx, case.person_id)
    handler = None
    if case.assignee_id:
        handler = notifier.acting_official
        if handler is None or handler.id != case.assignee_id:
            handler = officials.by_id(notifier.tx, case.assignee_id)
    return CaseFacts(words, resident, handler)


def passed_on(notifier: Notifier, case: Submission, reader: str) -> str:
    """The text that replaces a card whose case went to another unit: no content."""
    unit = notifier.organisation.unit(case.unit_id)
    return translate(
        _("<b>{code}</b> was passed on to {unit}."),
        reader,
        code=format_code(case.code),
        unit=unit.name if unit else "",
    )


def card(
    notifier: Notifier,
    case: Submission,
    reader: str,
    *,
    whole: bool = False,
    facts: CaseFacts | None = None,
) -> str:
    """The card for a private chat, in the language `reader`; `whole` does not shorten the words."""
    facts = facts or facts_of(notifier, case)
    words = facts.words
    if len(words) > WORDS_SHOWN and not whole:
        words = words[:WORDS_SHOWN].rsplit(" ", 1)[0] + " …"
    place = texts.place(views.place(notifier, case), reader)
    lines = [
        heading(case, facts, reader),
        _sender(case, facts, reader),
        translate(place or _("no place given"), reader),
        "",
        translate(words or _("(no words: photo or voice)"), reader),
        "",
        _due(notifier, case, reader),
    ]
    if case.urgent:
        lines.insert(0, translate(_("<b>URGENT</b>"), reader))
    return "\n".join(line for place, line in enumerate(lines) if line or place > 2).strip()


def group_card(notifier: Notifier, case: Submission, facts: CaseFacts | None = None) -> str:
    """The card in a group: no author's name, no numbers of people, no attachment.

    A discreet kind has no content there.
    """
    facts = facts or facts_of(notifier, case)
    reader = STAFF_LANGUAGE
    lines = [heading(case, facts, reader)]
    if not policy(case.kind).discreet:
        place = texts.place(views.place(notifier, case), reader)
        said = mask_numbers(facts.words)[:WORDS_SHOWN]
        lines += [translate(mask_numbers(place), reader), translate(said, reader)]
    return "\n".join(line for line in (*lines, _due(notifier, case, reader)) if line)


def heading(case: Submission, facts: CaseFacts, reader: str) -> str:
    """The first lines of a card: code, kind, state and handler."""
    code, kind = format_code(case.code), texts.KINDS[case.kind]
    if case.state == CaseState.RECEIVED and case.assignee_id is None:
        return translate(_("<b>New: {code}</b> · {kind}"), reader, code=code, kind=kind)
    state = translate(
        _("<b>{code}</b> · {kind} · {state}"),
        reader,
        code=code,
        kind=kind,
        state=texts.STATES[case.state],
    )
    if facts.handler is None:
        return state
    name = facts.handler.name
    if case.state in SETTLED:
        return state + " · " + translate(name, reader)
    return state + " · " + translate(_("{name} handles it"), reader, name=name)


def _sender(case: Submission, facts: CaseFacts, reader: str) -> str:
    """The resident's name and telephone, and the language in which they read answers."""
    resident = facts.resident
    if resident is None:
        return translate(_("(the resident had their data erased)"), reader)
    language = translate(texts.LANGUAGES[resident.language], reader)
    parts = [resident.name, resident.phone, language]
    line = translate(" · ".join(part for part in parts if part), reader)
    if case.on_behalf:
        line += " · " + translate(_("sent for {name}"), reader, name=case.author_name)
    return line


def _due(notifier: Notifier, case: Submission, reader: str) -> str:
    due = views.due(notifier, case)
    if due is None or case.state in SETTLED:
        return ""
    if due.is_overdue:
        return translate(_("Was due on {day}: overdue"), reader, day=due.day)
    if due.duty is Duty.FIRST_NOTICE:
        return translate(_("First notice due by {day}"), reader, day=due.day)
    return translate(_("Answer due by {day}"), reader, day=due.day)
