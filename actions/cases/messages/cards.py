"""Cards: messages that show a case to officials, in private and in their unit's group.

When the case changes, all of its cards are edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.messages.card_texts import (
    SETTLED,
    STAFF_LANGUAGE,
    CaseFacts,
    card,
    facts_of,
    group_card,
    heading,
    passed_on,
)
from actions.permit import may_act, readers_of_conduct, words_of_resident
from domain.cases.acts import Act
from domain.cases.kinds import policy
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.people.permissions import Relation, may
from domain.people.roles import Role
from locales import Markup, Text, _
from storage.cases import card_messages, files, worklist
from storage.messages import sent_messages
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.notifier import Notifier
    from storage.cases.card_messages import CardMessage
    from storage.cases.files import File
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person


def buttons(case: Submission, official_id: int | None = None) -> list[list[Button]]:
    """The buttons of a card."""
    if case.state in SETTLED or (
        official_id is not None and case.assignee_id not in (None, official_id)
    ):
        return [[Button(_("Open the case"), case_taps.Open(case.code))]]
    first = [Button(_("Answer"), case_taps.Answer(case.code))]
    is_given = official_id is not None and case.assignee_id == official_id
    begins = case.state == CaseState.RECEIVED and policy(case.kind).begins_when_taken
    if case.assignee_id is None or (is_given and begins):
        first.insert(0, Button(_("Take it on"), case_taps.Take(case.code)))
    return [
        first,
        [
            Button(_("Ask back"), case_taps.Ask(case.code)),
            Button(_("Pass on"), case_taps.PassOn(case.code)),
        ],
        [Button(_("Other"), case_taps.More(case.code))],
    ]


def handlers_of(
    notifier: Notifier, case: Submission, facts: CaseFacts | None = None
) -> list[tuple[Official, Person]]:
    """The officials who are notified of a case.

    That is the assignee; without one the unit's officers; without any the heads and the
    administrators. A case for the head alone: only the heads who may read it. Never whoever filed it.
    """
    active = [one for one in officials.active(notifier.tx) if one.person_id != case.person_id]
    if case.head_only:
        words = facts.words if facts else words_of_resident(notifier, case)
        chosen = readers_of_conduct(notifier, words, case.person_id)
    elif case.assignee_id is not None:
        chosen = [one for one in active if one.id == case.assignee_id]
    else:
        chosen = [
            one for one in active if one.role == Role.OFFICER and one.unit_id == case.unit_id
        ]
    if not chosen and not case.head_only:
        chosen = [one for one in active if may(Role(one.role), Act.OPEN, Relation.OTHER_UNIT)]
    found = [(one, people.by_id(notifier.tx, one.person_id)) for one in chosen]
    return [(one, person) for one, person in found if person is not None]


def topic(case: Submission) -> str:
    """The topic by which the outbox finds the cards of a case."""
    return f"card:{case.id}"


def announce(
    notifier: Notifier,
    case: Submission,
    *,
    attached: Sequence[File] | None = None,
    facts: CaseFacts | None = None,
) -> None:
    """Send the card of a new case to its officers; an emergency ignores the quiet hours.

    `attached` are the files that came with the case. Files and `facts` are read if not given.
    """
    facts = facts or facts_of(notifier, case)
    if attached is None:
        attached = filed_with(notifier, case)
    for official, person in handlers_of(notifier, case, facts):
        _hand(notifier, case, official, person, facts, attached)
    if case.head_only:
        return
    for channel, chat in officials.groups_of(notifier.tx, case.unit_id):
        notifier.tell_group(
            channel,
            chat,
            group_card(notifier, case, facts),
            choices=_into_private(notifier, channel, case),
            submission_id=case.id,
            about=case.person_id,
            topic=topic(case),
        )


def filed_with(notifier: Notifier, case: Submission) -> list[File]:
    """The files that were filed with the case."""
    found = files.of_submission(notifier.tx, case.id)
    return [file for file in found if file.event_id is None]


def send_to(notifier: Notifier, case: Submission, official: Official, person: Person) -> None:
    """Send the card and the files of a case to one official."""
    facts = facts_of(notifier, case)
    _hand(notifier, case, official, person, facts, filed_with(notifier, case))


def _hand(
    notifier: Notifier,
    case: Submission,
    official: Official,
    person: Person,
    facts: CaseFacts,
    attached: Sequence[File],
) -> None:
    at = notifier.now if case.urgent else notifier.when_for(person)
    notifier.notify(
        person,
        Markup(card(notifier, case, person.language, facts=facts)),
        choices=buttons(case, official.id),
        not_before=at,
        submission_id=case.id,
        about=case.person_id,
        origin=f"card:{official.role}",
        topic=topic(case),
        reachable=person.reachable,
    )
    for file in attached:
        notifier.pass_file(
            person, file, not_before=at, submission_id=case.id, about=case.person_id
        )


def refresh(
    notifier: Notifier,
    case: Submission,
    resident: Person | None = None,
    *,
    only: int | None = None,
) -> None:
    """Edit every card of the case to show its new state; pass `resident` if read already.

    `only` is the id of a person: then just the cards in their private chats.
    """
    shown = card_messages.of_case(notifier.tx, case.id, topic(case))
    if only is not None:
        shown = [one for one in shown if one.reader_id == only]
    if not shown:
        return
    facts = facts_of(notifier, case, resident=resident, words=shown[0].words)
    is_in_group = any(one.reader_id is None for one in shown)
    groups = officials.groups_of(notifier.tx, case.unit_id) if is_in_group else []
    for one in shown:
        can = notifier.commune.channels[one.message.channel]
        if one.reader_id is None:
            theirs = (one.message.channel, one.message.chat) in groups and not case.head_only
            html, rows = _in_group(notifier, case, facts, one, theirs=theirs)
            language = STAFF_LANGUAGE
        elif not can.edits and one.message.state == "sent" and notifier.is_actor(one.reader_id):
            # The channel cannot edit: the card would be sent again below the reply to their act.
            continue
        else:
            html, rows = _in_private(notifier, case, facts, one)
            language = one.language
        choices = notifier.translated(rows, language)
        if not can.edits and can.lists(choices):
            choices = ()  # the numbers of the list above are still valid
        sent_messages.edit(
            notifier.tx,
            one.message,
            html,
            choices,
            now=notifier.now,
            submission_id=case.id,
            how=notifier.how(choices, language),
            supersedes=one.is_being_edited,
            reachable=one.reachable,
        )


def _in_group(
    notifier: Notifier, case: Submission, facts: CaseFacts, one: CardMessage, *, theirs: bool
) -> tuple[str, list[list[Button]]]:
    if not theirs:
        return passed_on(notifier, case, STAFF_LANGUAGE), []
    html = group_card(notifier, case, facts)
    return html, _into_private(notifier, one.message.channel, case)


def _in_private(
    notifier: Notifier, case: Submission, facts: CaseFacts, one: CardMessage
) -> tuple[str, list[list[Button]]]:
    official = one.official
    if official is None or not may_act(notifier, official, Act.OPEN, case):
        return passed_on(notifier, case, one.language), []
    rows = buttons(case, official.id)
    if not notifier.commune.channels[one.message.channel].edits:
        return heading(case, facts, one.language), rows
    return card(notifier, case, one.language, facts=facts), rows


def hidden_from(notifier: Notifier, official: Official) -> tuple[int, ...]:
    """The ids of open cases that no list shows this official.

    Those about officials' conduct that they may not open, and those that they filed themselves.
    """
    hidden = [
        case.id
        for case in worklist.head_only(notifier.tx)
        if not may_act(notifier, official, Act.OPEN, case)
    ]
    return (*hidden, *worklist.filed_by(notifier.tx, official.person_id))


def _into_private(notifier: Notifier, channel: str, case: Submission) -> list[list[Button]]:
    """A button in the group that opens the case in the private chat (a deep link)."""
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
    """Notify the handlers of a case, with files; `text` has the gap `{code}`."""
    for official, person in handlers_of(notifier, case):
        at = notifier.now if case.urgent else notifier.when_for(person)
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
