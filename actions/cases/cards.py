"""Cards: what officials see of a case, in private and in their unit's group.

A card stays: when the case changes, its message is edited for everybody who has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import texts
from actions.cases.reading import views
from actions.cases.reading.views import Duty
from actions.permit import may_act, readers_of_conduct
from domain.cases.acts import Act
from domain.cases.kinds import policy
from domain.cases.states import ENDED, CaseState
from domain.cases.tracking_code import format_code
from domain.people.roles import SEES_ALL_UNITS, Role
from locales import Markup, Text, _, translate
from storage.cases import files, worklist
from storage.messages import personal_texts, sent_messages
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.notifier import Notifier
    from storage.cases.files import File
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person

STAFF_LANGUAGE = "vi"
WORDS_SHOWN = 2000
"""Characters of the resident's words on a card: it stays one message, which can be edited."""
SETTLED = frozenset({*ENDED, CaseState.ANSWERED})


def buttons(case: Submission, official_id: int | None = None) -> list[list[Button]]:
    """What an official may do with a case at once."""
    if case.state in SETTLED or (
        official_id is not None and case.assignee_id not in (None, official_id)
    ):
        return [[Button(_("Open the case"), f"open:{case.code}")]]
    first = [Button(_("Answer"), f"reply:{case.code}")]
    is_given = official_id is not None and case.assignee_id == official_id
    begins = case.state == CaseState.RECEIVED and policy(case.kind).begins_when_taken
    if case.assignee_id is None or (is_given and begins):
        first.insert(0, Button(_("Take it on"), f"take:{case.code}"))
    return [
        first,
        [Button(_("Ask back"), f"ask:{case.code}"), Button(_("Pass on"), f"transfer:{case.code}")],
        [Button(_("Other"), f"more:{case.code}")],
    ]


def handlers_of(notifier: Notifier, case: Submission) -> list[tuple[Official, Person]]:
    """The officials who hear of a case: the assignee; else its unit's officers; else the head and
    the admins. What is for the head alone goes to the head alone."""
    active = officials.active(notifier.tx)
    if case.head_only:
        chosen = readers_of_conduct(notifier, personal_texts.read(notifier.tx, case.words_id))
    elif case.assignee_id is not None:
        chosen = [one for one in active if one.id == case.assignee_id]
    else:
        chosen = [
            one for one in active if one.role == Role.OFFICER and one.unit_id == case.unit_id
        ]
    if not chosen and not case.head_only:
        chosen = [one for one in active if Role(one.role) in SEES_ALL_UNITS]
    found = [(one, people.by_id(notifier.tx, one.person_id)) for one in chosen]
    return [(one, person) for one, person in found if person is not None]


def topic(case: Submission) -> str:
    """Under which the cards of a case are found again."""
    return f"card:{case.id}"


def announce(notifier: Notifier, case: Submission) -> None:
    """Tell the officers of a case that is new to them; emergencies do not wait for the morning."""
    for official, person in handlers_of(notifier, case):
        hand(notifier, case, official, person)
    if case.head_only:
        return
    for channel, chat in officials.groups_of(notifier.tx, case.unit_id):
        notifier.tell_group(
            channel, chat, group_card(notifier, case), choices=_into_private(notifier, channel, case),
            submission_id=case.id, about=case.person_id, topic=topic(case),
        )  # fmt: skip


def hand(notifier: Notifier, case: Submission, official: Official, person: Person) -> None:
    """One official's card, and the files that came with the case."""
    at = notifier.now if case.urgent else notifier.when_for(person)
    notifier.notify(
        person, Markup(card(notifier, case, person.language)),
        choices=buttons(case, official.id), not_before=at, submission_id=case.id,
        about=case.person_id, origin=f"card:{official.role}", topic=topic(case),
    )  # fmt: skip
    for file in files.of_submission(notifier.tx, case.id):
        if file.event_id is None:
            notifier.pass_file(
                person, file, not_before=at, submission_id=case.id, about=case.person_id
            )


def refresh(notifier: Notifier, case: Submission) -> None:
    """Show the case's new state on every card of it."""
    groups = officials.groups_of(notifier.tx, case.unit_id)
    for one in sent_messages.of_case(notifier.tx, case.id, topic(case)):
        person = people.by_chat(notifier.tx, one.channel, one.chat)
        language = person.language if person else STAFF_LANGUAGE
        can = notifier.commune.channels[one.channel]
        if person is not None and not can.edits and one.state == "sent" and notifier.hears(person):
            continue  # a card that cannot change would come again, below the answer to their own act
        if person is None:
            theirs = (one.channel, one.chat) in groups and not case.head_only
            html = group_card(notifier, case) if theirs else _gone(notifier, case, language)
            rows = _into_private(notifier, one.channel, case) if theirs else []
        else:
            official = (
                officials.by_id(notifier.tx, person.official_id) if person.official_id else None
            )
            theirs = official is not None and may_act(notifier, official, Act.OPEN, case)
            rows = buttons(case, official.id) if official and theirs else []
            told = card if can.edits else _head
            html = (told if theirs else _gone)(notifier, case, language)
        choices = notifier.translated(rows, language)
        if not can.edits and can.lists(choices):
            choices = ()  # one line, and the numbers of what stands above still count
        sent_messages.edit(
            notifier.tx, one, html, choices, now=notifier.now, submission_id=case.id,
            how=notifier.how(choices, language),
        )  # fmt: skip


def hidden_from(notifier: Notifier, official: Official) -> tuple[int, ...]:
    """Open cases about officials' conduct that this one may not even know of."""
    return tuple(
        case.id
        for case in worklist.head_only(notifier.tx)
        if not may_act(notifier, official, Act.OPEN, case)
    )


def _gone(notifier: Notifier, case: Submission, reader: str) -> str:
    """What is left of a card whose case went to another unit: no content."""
    unit = notifier.organisation.unit(case.unit_id)
    return translate(
        _("<b>{code}</b> was passed on to {unit}."), reader, code=format_code(case.code),
        unit=unit.name if unit else "",
    )  # fmt: skip


def card(notifier: Notifier, case: Submission, reader: str, *, whole: bool = False) -> str:
    """The card in private, in the language `reader`: everything its handler needs. `whole`: with
    all of the words."""
    body = personal_texts.read(notifier.tx, case.words_id)
    if len(body) > WORDS_SHOWN and not whole:
        body = body[:WORDS_SHOWN].rsplit(" ", 1)[0] + " …"
    lines = [
        _head(notifier, case, reader),
        _from(notifier, case, reader),
        translate(texts.place(views.place(notifier, case), reader) or _("no place given"), reader),
        "",
        translate(body or _("(no words: photo or voice)"), reader),
        "",
        _due(notifier, case, reader),
    ]
    if case.urgent:
        lines.insert(0, translate(_("<b>URGENT</b>"), reader))
    return "\n".join(line for place, line in enumerate(lines) if line or place > 2).strip()


def group_card(notifier: Notifier, case: Submission) -> str:
    """The card in a group: no name, no phone, no attachment; a complaint without content."""
    reader = STAFF_LANGUAGE
    lines = [_head(notifier, case, reader)]
    if not policy(case.kind).discreet:
        body = personal_texts.read(notifier.tx, case.words_id)[:WORDS_SHOWN]
        place = texts.place(views.place(notifier, case), reader)
        lines += [translate(place, reader), translate(body, reader)]
    return "\n".join(line for line in (*lines, _due(notifier, case, reader)) if line)


def _head(notifier: Notifier, case: Submission, reader: str) -> str:
    code, kind = format_code(case.code), texts.KINDS[case.kind]
    if case.state == CaseState.RECEIVED and case.assignee_id is None:
        return translate(_("<b>New: {code}</b> · {kind}"), reader, code=code, kind=kind)
    handler = officials.by_id(notifier.tx, case.assignee_id) if case.assignee_id else None
    state = translate(
        _("<b>{code}</b> · {kind} · {state}"), reader, code=code, kind=kind,
        state=texts.STATES[case.state],
    )  # fmt: skip
    if handler is None:
        return state
    if case.state in SETTLED:
        return state + " · " + translate(handler.name, reader)
    return state + " · " + translate(_("{name} handles it"), reader, name=handler.name)


def _from(notifier: Notifier, case: Submission, reader: str) -> str:
    """Who sent it, how to call them, in which language they read answers."""
    author = views.author(notifier, case)
    if author is None:
        return translate(_("(the resident had their data erased)"), reader)
    parts = [author.name, author.phone, translate(texts.LANGUAGES[author.language], reader)]
    line = translate(" · ".join(part for part in parts if part), reader)
    if author.on_behalf_of is not None:
        line += " · " + translate(_("sent for {name}"), reader, name=author.on_behalf_of)
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


def _into_private(notifier: Notifier, channel: str, case: Submission) -> list[list[Button]]:
    """From the group on in private: a deep link."""
    link = notifier.commune.channels[channel].deep_link
    if not link:
        return []
    url = link.format(bot=notifier.commune.bot_names[channel], payload=f"open-{case.code}")
    return [[Button(_("Open the case"), url=url)]]


def tell_handlers(
    notifier: Notifier,
    case: Submission,
    text: Text,
    *,
    files: Sequence[File] = (),
    **values: Any,
) -> None:
    """News of a case for those who handle it, with its files; `text` has `{code}`."""
    for official, person in handlers_of(notifier, case):
        at = notifier.when_for(person)
        notifier.notify(
            person,
            text,
            choices=buttons(case, official.id),
            not_before=at,
            submission_id=case.id,
            about=case.person_id,
            code=format_code(case.code),
            **values,
        )
        for file in files:
            notifier.pass_file(
                person, file, not_before=at, submission_id=case.id, about=case.person_id
            )
